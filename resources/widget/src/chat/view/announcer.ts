import type { Item } from '../items.ts';
import { plainText } from '../markdown.ts';
import type { Strings } from '../strings.ts';
import { h } from './dom.ts';

// Says each finished message once to assistive software: not its tokens, not what was there before, not one's own.
export class Announcer {
  readonly node = h('div', { class: 'unseen', 'aria-live': 'polite', 'aria-atomic': 'false' });
  private readonly said = new Set<string>();

  constructor(private readonly words: Strings) {}

  follow(items: Item[], news: boolean): void {
    for (const item of items) {
      const key = item.kind === 'message' && item.sending === 'failed' ? `${item.key}!` : item.key;
      if (this.said.has(key)) continue;
      const text = this.textOf(item);
      if (text === '') continue;
      this.said.add(key);
      if (news) this.say(text);
    }
  }

  private say(text: string): void {
    this.node.append(h('p', {}, text));
    while (this.node.childElementCount > 5) this.node.firstElementChild?.remove();
  }

  private textOf(item: Item): string {
    if (item.kind === 'system') return item.text;
    if (item.kind === 'choices') {
      const offers = [...item.texts, ...(item.person ? [this.words.talkToPerson] : [])];
      return this.words.choose(offers.join('; '));
    }
    if (item.kind !== 'message' || item.streaming) return '';
    if (item.who === 'customer') return item.sending === 'failed' ? this.words.notSent : '';
    return item.at > 0 ? `${item.name}: ${plainText(item.text)}` : '';
  }
}
