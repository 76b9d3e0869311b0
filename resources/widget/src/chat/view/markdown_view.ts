import { parseMarkdown, type Block } from '../markdown.ts';
import type { Span } from '../markdown_inline.ts';
import { h } from './dom.ts';

// Markdown as nodes. Text only ever becomes text nodes; the one attribute that comes from outside is the target of a
// link, and that is checked again here.

export function renderMarkdown(text: string, newWindow: string): DocumentFragment {
  const out = document.createDocumentFragment();
  let list = null as HTMLElement | null;
  for (const block of parseMarkdown(text)) {
    const listName = block.kind === 'bullet' ? 'ul' : block.kind === 'numbered' ? 'ol' : null;
    if (!listName) {
      list = null;
      out.append(renderBlock(block, newWindow));
      continue;
    }
    if (list?.localName !== listName) {
      list = h(listName, listName === 'ol' && block.number !== 1 ? { start: block.number } : {});
      out.append(list);
    }
    list.append(h('li', {}, ...block.spans.map((span) => renderSpan(span, newWindow))));
  }
  return out;
}

// Plain text, its line breaks kept by the style sheet.
export function renderPlain(text: string): Node {
  return h('p', {}, text);
}

function renderBlock(block: Block, newWindow: string): HTMLElement {
  const children = block.spans.map((span) => renderSpan(span, newWindow));
  if (block.kind === 'code') return h('pre', { tabindex: 0 }, h('code', {}, ...block.spans.map((span) => span.text)));
  if (block.kind === 'heading') return h('p', { class: 'heading' }, ...children);
  return h('p', {}, ...children);
}

function renderSpan(span: Span, newWindow: string): Node {
  let node: Node = document.createTextNode(span.text);
  if (span.code) node = h('code', {}, node);
  if (span.italic) node = h('em', {}, node);
  if (span.bold) node = h('strong', {}, node);
  const target = span.link ? safeTarget(span.link) : null;
  if (!target) return node;
  const link = h('a', { href: target.href, target: '_blank', rel: 'noopener noreferrer', title: newWindow }, node);
  // Where a link leads is said beside it, unless its text is that already: the text cannot lie about it.
  const says = span.text.replace(/^(https?:\/\/|mailto:)/i, '').toLowerCase();
  if (says === target.host || (says.startsWith(target.host) && /[/?#:]/.test(says[target.host.length]!))) return link;
  link.append(` (${target.host})`);
  return link;
}

function safeTarget(link: string): { href: string; host: string } | null {
  let url: URL;
  try {
    url = new URL(link);
  } catch {
    return null;
  }
  if (url.protocol === 'mailto:') return { href: url.href, host: url.pathname.toLowerCase() };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.username !== '' || url.password !== '') return null;
  // Punycode as it is: a look-alike shows itself.
  return { href: url.href, host: url.host };
}
