import { tokenize, type Token } from './markdown_tokens.ts';

export interface Span {
  text: string;
  bold: boolean;
  italic: boolean;
  code: boolean;
  link: string; // empty, or an allowed target
}

// At most this many runs wait for their end; an older one becomes text. Keeps the search short and the depth small.
const maxOpen = 4;

function pairDelimiters(tokens: Token[]): void {
  let open: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== 'run') continue;
    while (token.canClose && token.text !== '') {
      while (open.length > 0 && open[open.length - 1]!.text === '') open.pop();
      let at = open.length - 1;
      while (at >= 0 && open[at]!.text[0] !== token.text[0]) --at;
      if (at < 0) break;
      const opener = open[at]!;
      open = open.slice(0, at + 1);
      const size = opener.text.length >= 2 && token.text.length >= 2 ? 2 : 1;
      opener.opened[size - 1]! += 1;
      token.closed[size - 1]! += 1;
      opener.text = opener.text.slice(size);
      token.text = token.text.slice(size);
      if (opener.text === '') open.pop();
    }
    if (!token.canOpen || token.text === '') continue;
    if (open.length === maxOpen) open.shift();
    open.push(token);
  }
}

function append(spans: Span[], span: Span): void {
  if (span.text === '') return;
  const last = spans[spans.length - 1];
  const same =
    last && last.bold === span.bold && last.italic === span.italic && last.code === span.code && last.link === span.link;
  if (same) last.text += span.text;
  else spans.push(span);
}

// The spans of one block's text, whose lines are already joined by "\n".
export function parseInline(text: string): Span[] {
  const tokens = tokenize(text);
  pairDelimiters(tokens);
  const spans: Span[] = [];
  let italic = 0;
  let bold = 0;
  let link: string | null = null; // null outside of a link; '' inside one whose target is not allowed
  for (const token of tokens) {
    italic -= token.closed[0];
    bold -= token.closed[1];
    if (token.kind === 'link') {
      link = token.target;
    } else if (token.kind === 'link_end') {
      link = null;
    } else {
      append(spans, {
        text: token.text,
        bold: bold > 0,
        italic: italic > 0,
        code: token.kind === 'code',
        link: link ?? (token.kind === 'address' ? token.target : ''),
      });
    }
    italic += token.opened[0];
    bold += token.opened[1];
  }
  return spans;
}
