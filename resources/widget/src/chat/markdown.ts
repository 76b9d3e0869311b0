import { parseInline, type Span } from './markdown_inline.ts';

// The Markdown subset of chat, as in shared/text/markdown.hpp: shared/text/markdown_vectors.json holds for both. Never
// fails; what is not understood stays text. There are no images and no HTML.

export type BlockKind = 'paragraph' | 'bullet' | 'numbered' | 'code' | 'heading';

export interface Block {
  kind: BlockKind;
  number: number; // of a numbered item
  spans: Span[]; // line breaks inside a block are "\n" in a span's text
}

// A marker counts only with white space and then something behind it.
const heading = /^#{1,6}[ \t]+([^]+)$/;
const bullet = /^[-*+][ \t]+([^]+)$/;
const numbered = /^(\d{1,9})[.)][ \t]+([^]+)$/;
const fence = /^(`{3,})[^`]*$/;

const indentOf = (line: string) => /^[ \t]*/.exec(line)![0].length;

// By hand: a pattern for white space at the end takes quadratic time on white space in the middle.
function trim(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) --end;
  return line.slice(indentOf(line), Math.max(end, indentOf(line)));
}

function startOf(content: string): { kind: BlockKind; number: number; text: string } {
  let found: RegExpExecArray | null;
  if ((found = heading.exec(content))) return { kind: 'heading', number: 0, text: found[1]! };
  if ((found = bullet.exec(content))) return { kind: 'bullet', number: 0, text: found[1]! };
  if ((found = numbered.exec(content))) return { kind: 'numbered', number: Number(found[1]), text: found[2]! };
  return { kind: 'paragraph', number: 0, text: content };
}

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { kind: BlockKind; number: number; lines: string[] } | null = null;
  let ticks = 0; // that opened the code block, 0 outside of one
  let indent = 0;

  const close = () => {
    if (open) {
      const joined = open.lines.join('\n');
      const plain = joined === '' ? [] : [{ text: joined, bold: false, italic: false, code: false, link: '' }];
      const spans = open.kind === 'code' ? plain : parseInline(joined);
      if (spans.length > 0) blocks.push({ kind: open.kind, number: open.number, spans });
    }
    open = null;
    ticks = 0;
  };

  const lines = text.split(/\r\n|\r|\n/);
  if (lines[lines.length - 1] === '') lines.pop();
  for (const line of lines) {
    const content = trim(line);
    if (ticks > 0) {
      if (content.length >= ticks && /^`+$/.test(content)) close();
      // Lines of a fence that was indented, say in a list, lose as much indentation as the fence had.
      else open!.lines.push(line.slice(Math.min(indent, indentOf(line))));
      continue;
    }
    if (content === '') {
      close();
      continue;
    }
    const fenced = fence.exec(content);
    if (fenced) {
      close();
      open = { kind: 'code', number: 0, lines: [] };
      ticks = fenced[1]!.length;
      indent = indentOf(line);
      continue;
    }
    const start = startOf(content);
    if (start.kind === 'paragraph' && open) {
      (open as { lines: string[] }).lines.push(content);
      continue;
    }
    close();
    open = { kind: start.kind, number: start.number, lines: [start.text] };
    if (start.kind === 'heading') close();
  }
  close();
  return blocks;
}

// An answer in progress, or one that was cut off, without marks in its last line that wait for their other half: the
// visitor reads "How do I op", not "[How do I op".
export function withoutLooseEnds(text: string): string {
  const start = text.lastIndexOf('\n') + 1;
  let line = text.slice(start);
  if ((line.split('`').length - 1) % 2 === 1) return text; // inside of code they are meant
  line = line.replace(/\[([^[\]`]*)(?:\](?:\([^()\s]*)?)?$/, '$1');
  if ((line.split('**').length - 1) % 2 === 1) {
    const at = line.lastIndexOf('**');
    line = line.slice(0, at) + line.slice(at + 2);
  }
  return text.slice(0, start) + line;
}

// The text alone, blocks separated by line feeds: for screen readers.
export function plainText(markdown: string): string {
  return parseMarkdown(markdown)
    .map((block) => {
      const marker = block.kind === 'bullet' ? '- ' : block.kind === 'numbered' ? `${block.number}. ` : '';
      return marker + block.spans.map((span) => span.text).join('');
    })
    .join('\n');
}
