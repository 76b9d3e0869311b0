import type { Item, Message } from '../items.ts';
import type { Strings } from '../strings.ts';
import { avatar, paintBubble, type BubbleActions } from './bubble.ts';
import { h, icon, toggle } from './dom.ts';
import { ratingCard } from './rating.ts';

export interface TranscriptActions extends BubbleActions {
  suggest(text: string): void;
  askForPerson(): void;
  rate(rating: number, comment: string): void;
}

interface Row {
  node: HTMLElement;
  kind: Item['kind'];
  painted: string; // what of, to paint only what changed
  paint: (item: Item) => void;
}

// Shows the items. A row lives as long as its key, so that nothing flickers and selections survive. Sticks to the bottom
// only if it was there.
export class Transcript {
  readonly node = h('div', { class: 'transcript' });
  private readonly list: HTMLElement;
  private readonly below: HTMLButtonElement;
  private rows = new Map<string, Row>();
  private stuck = true;

  constructor(
    private readonly words: Strings,
    private readonly locale: string,
    private readonly actions: TranscriptActions,
  ) {
    // Not announced by itself, since it changes with every token: announce.ts says finished messages, once.
    this.list = h('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': words.conversation, tabindex: 0 });
    this.below = h('button', { type: 'button', class: 'below', hidden: true }, icon('down', 16), words.newBelow);
    this.below.addEventListener('click', () => this.toBottom());
    this.list.addEventListener('scroll', () => {
      this.stuck = this.atBottom();
      if (this.stuck) toggle(this.below, false);
    }, { passive: true });
    new ResizeObserver(() => this.stuck && this.toBottom()).observe(this.list);
    this.node.append(this.list, this.below);
  }

  get seen(): boolean {
    return this.stuck;
  }

  show(items: Item[]): void {
    const next = new Map<string, Row>();
    let grew = false;
    let at: ChildNode | null = this.list.firstChild;
    for (const item of items) {
      let row = this.rows.get(item.key);
      if (!row || row.kind !== item.kind) {
        row = this.make(item);
        grew = true;
      }
      const now = JSON.stringify(item);
      if (row.painted !== now) row.paint(item);
      row.painted = now;
      next.set(item.key, row);
      if (row.node === at) at = at.nextSibling;
      else this.list.insertBefore(row.node, at);
    }
    for (const [key, row] of this.rows) if (next.get(key)?.node !== row.node) row.node.remove();
    this.rows = next;
    if (this.stuck) this.toBottom();
    else if (grew) toggle(this.below, true);
  }

  toBottom(): void {
    this.stuck = true;
    toggle(this.below, false);
    this.list.scrollTop = this.list.scrollHeight;
  }

  private atBottom(): boolean {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 24;
  }

  private make(item: Item): Row {
    const row: Row = { node: h('div'), kind: item.kind, painted: '', paint: () => {} };
    switch (item.kind) {
      case 'message': {
        let painted: Message | null = null;
        row.paint = (now) => {
          paintBubble(row.node, now as Message, painted, this.words, this.time, this.actions);
          painted = now as Message;
        };
        break;
      }
      case 'rating': {
        const card = ratingCard(this.words, (rating, comment) => this.actions.rate(rating, comment));
        row.node = card.node;
        row.paint = (now) => card.paint(now as Extract<Item, { kind: 'rating' }>);
        break;
      }
      case 'dots':
        row.paint = (now) => {
          const { who, label, name } = now as Extract<Item, { kind: 'dots' }>;
          row.node.className = `row ${who} first last dots`;
          const dots = h('div', { class: 'bubble', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
          row.node.replaceChildren(h('span', { class: 'who', 'aria-hidden': 'true' }, avatar(who as 'bot', name)), h('span', { class: 'name' }, label), dots);
        };
        break;
      case 'suggestions':
        row.node.className = 'suggestions';
        row.paint = (now) => row.node.replaceChildren(...(now as Extract<Item, { kind: 'suggestions' }>).texts.map((text) => this.suggestion(text)));
        break;
      case 'choices':
        row.node.className = 'suggestions choices';
        row.node.setAttribute('role', 'group');
        row.paint = (now) => {
          const { label, texts, person } = now as Extract<Item, { kind: 'choices' }>;
          row.node.setAttribute('aria-label', label);
          row.node.replaceChildren(...texts.map((text) => this.suggestion(text)));
          if (person) row.node.append(this.personChip());
        };
        break;
      case 'system':
        row.node.className = 'system';
        row.node.dir = 'auto';
        row.paint = (now) => (row.node.textContent = (now as Extract<Item, { kind: 'system' }>).text);
        break;
      case 'day':
        row.node.className = 'day';
        row.paint = (now) => (row.node.textContent = this.day((now as Extract<Item, { kind: 'day' }>).at));
        break;
    }
    return row;
  }

  private suggestion(text: string): HTMLElement {
    const button = h('button', { type: 'button', class: 'chip', dir: 'auto' }, text);
    button.addEventListener('click', () => this.actions.suggest(text));
    return button;
  }

  private personChip(): HTMLElement {
    const button = h('button', { type: 'button', class: 'chip human' }, icon('person', 16), this.words.talkToPerson);
    button.addEventListener('click', () => this.actions.askForPerson());
    return button;
  }

  private readonly time = (at: number): string =>
    new Intl.DateTimeFormat(this.locale, { hour: 'numeric', minute: '2-digit' }).format(at);

  private day(at: number): string {
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
    if (days === 0) return this.words.today;
    if (days === 1) return this.words.yesterday;
    return new Intl.DateTimeFormat(this.locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  }
}
