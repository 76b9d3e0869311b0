// A piece of a block's text. Delimiters are found here and paired later.
export interface Token {
  kind: 'text' | 'code' | 'run' | 'bracket' | 'link' | 'link_end' | 'address';
  text: string; // as shown; of a run of '*' or '_', the part not (yet) paired
  target: string; // of a link or an address
  canOpen: boolean;
  canClose: boolean;
  closed: [number, number]; // italic and bold pairs that end before the text of this run
  opened: [number, number]; // and that begin behind it
}

// ASCII classes only, so that every implementation agrees without tables; letters beyond count as letters.
const isSpace = (c: string) => c === ' ' || c === '\t' || c === '\n';
const isDigit = (c: string) => c >= '0' && c <= '9';
const isAlnum = (c: string) => /^[0-9A-Za-z]$/.test(c);
const isWord = (c: string) => isAlnum(c) || c >= '\x80';
const isPunctuation = (c: string) => c > ' ' && c < '\x7f' && !isAlnum(c);
const webAddress = /^https?:\/\//i;

// Never part of a target: what could end it early for somebody who reads it differently.
const endsTarget = /[\0- \x7f<>"\\`[\]]/;
const endsBareAddress = /[\0- \x7f<>"\\`[\]*|^{}]/;

export function isAllowedLink(target: string): boolean {
  if (endsTarget.test(target)) return false;
  if (webAddress.test(target)) {
    const host = target.slice(target.indexOf('//') + 2).split(/[/?#]/)[0]!;
    return host !== '' && !host.includes('@');
  }
  return /^mailto:[^]/i.test(target) || /^article:[0-9A-Za-z_-]{1,128}$/i.test(target);
}

const maxTicks = 16;

class Tokenizer {
  readonly tokens: Token[] = [];
  private at = 0;
  private brackets: number[] = []; // open ones, as indices of tokens
  // Where runs of backticks of each length begin, so that the end of a code span is found without searching.
  private readonly runs: number[][] = Array.from({ length: maxTicks + 1 }, () => []);
  private readonly nextRun: number[] = new Array<number>(maxTicks + 1).fill(0);

  constructor(private readonly text: string) {
    for (const run of text.matchAll(/`+/g)) this.runs[run[0].length]?.push(run.index!);
    while (this.at < text.length) this.step();
  }

  private peek(ahead: number): string {
    return this.text[this.at + ahead] ?? '\n';
  }

  private add(kind: Token['kind'], text = '', target = ''): Token {
    const token: Token = { kind, text, target, canOpen: false, canClose: false, closed: [0, 0], opened: [0, 0] };
    this.tokens.push(token);
    return token;
  }

  private addText(size: number): void {
    const piece = this.text.slice(this.at, this.at + size);
    const last = this.tokens[this.tokens.length - 1];
    if (last?.kind === 'text') last.text += piece;
    else this.add('text', piece);
    this.at += size;
  }

  private step(): void {
    const c = this.peek(0);
    switch (c) {
      case '\\':
        if (isPunctuation(this.peek(1))) ++this.at;
        return this.addText(1);
      case '`':
        return this.code();
      case '*':
      case '_':
        return this.emphasis(c);
      case '!':
        return this.peek(1) === '[' ? this.openBracket(2) : this.addText(1);
      case '[':
        return this.openBracket(1);
      case ']':
        return this.closeBracket();
      case '<':
        return this.addressInAngles();
      case 'h':
      case 'H':
        return this.bareAddress();
      default:
        return this.addText(this.find(/[\\`*_![\]<hH]/g, this.at + 1) - this.at);
    }
  }

  // Where `pattern` (global) next matches, or the end.
  private find(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    return pattern.exec(this.text)?.index ?? this.text.length;
  }

  private runLength(c: string): number {
    let end = this.at;
    while (this.text[end] === c) ++end;
    return end - this.at;
  }

  private code(): void {
    const ticks = this.runLength('`');
    if (ticks > maxTicks) return this.addText(ticks);
    const starts = this.runs[ticks]!;
    while (starts[this.nextRun[ticks]!]! < this.at + ticks) ++this.nextRun[ticks]!;
    const end = starts[this.nextRun[ticks]!];
    if (end === undefined) return this.addText(ticks);
    let inner = this.text.slice(this.at + ticks, end).replace(/\n/g, ' ');
    // One space on either side lets code begin or end with a backtick.
    if (inner.length > 2 && inner.startsWith(' ') && inner.endsWith(' ') && /[^ ]/.test(inner)) inner = inner.slice(1, -1);
    this.add('code', inner);
    this.at = end + ticks;
  }

  private emphasis(c: string): void {
    const size = this.runLength(c);
    const left = this.text[this.at - 1] ?? '\n';
    const right = this.peek(size);
    // Four and more are decoration; between digits it is arithmetic or a measure.
    if (size > 3 || (isDigit(left) && isDigit(right))) return this.addText(size);
    const token = this.add('run', this.text.slice(this.at, this.at + size));
    token.canOpen = !isSpace(right) && (c === '*' || !isWord(left));
    token.canClose = !isSpace(left) && (c === '*' || !isWord(right));
    this.at += size;
  }

  private openBracket(size: number): void {
    this.brackets.push(this.tokens.length);
    this.add('bracket', this.text.slice(this.at, this.at + size));
    this.at += size;
  }

  private closeBracket(): void {
    const index = this.brackets.pop();
    if (index === undefined || this.peek(1) !== '(') return this.addText(1);
    // A target holds no brackets, so no two of these loops read the same character.
    const start = this.at + 2;
    let end = start;
    for (let depth = 0; end < this.text.length && !endsTarget.test(this.text[end]!); ++end) {
      if (this.text[end] === '(') ++depth;
      else if (this.text[end] === ')' && depth-- === 0) break;
    }
    if (this.text[end] !== ')') return this.addText(1);
    const opening = this.tokens[index]!;
    const target = this.text.slice(start, end);
    if (opening.text.length > 1) {
      // Of an image only the description stays, as text.
      opening.kind = 'text';
      opening.text = '';
      this.add('text');
    } else {
      opening.kind = 'link';
      opening.text = '';
      opening.target = isAllowedLink(target) ? target : '';
      this.add('link_end');
      this.brackets = []; // no links in links: the inner one won
    }
    this.at = end + 1;
  }

  private addressEnd(from: number): number {
    let end = from;
    while (end < this.text.length && !endsBareAddress.test(this.text[end]!)) ++end;
    return end;
  }

  private addressInAngles(): void {
    if (!webAddress.test(this.text.substr(this.at + 1, 8))) return this.addText(1);
    const end = this.addressEnd(this.at + 1);
    const target = this.text.slice(this.at + 1, end);
    if (this.text[end] !== '>' || !isAllowedLink(target)) return this.addText(1);
    this.add('address', target, target);
    this.at = end + 1;
  }

  private bareAddress(): void {
    if (isAlnum(this.text[this.at - 1] ?? '\n') || !webAddress.test(this.text.substr(this.at, 8))) return this.addText(1);
    let address = this.text.slice(this.at, this.addressEnd(this.at));
    // Punctuation at the end belongs to the sentence, and so does a bracket that the address did not open.
    let surplus = address.split(')').length - address.split('(').length;
    while (address !== '') {
      const last = address[address.length - 1]!;
      if (last === ')') {
        if (surplus-- <= 0) break;
      } else if (!".,;:!?'_~".includes(last)) {
        break;
      }
      address = address.slice(0, -1);
    }
    if (!isAllowedLink(address)) return this.addText(Math.max(address.length, 1));
    this.add('address', address, address);
    this.at += address.length;
  }
}

// In one pass, linear. Escapes, code, links and addresses are resolved; emphasis is not.
export function tokenize(text: string): Token[] {
  return new Tokenizer(text).tokens;
}
