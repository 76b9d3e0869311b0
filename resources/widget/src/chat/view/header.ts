import type { Strings } from '../strings.ts';
import { avatar } from './bubble.ts';
import { h, icon, setText } from './dom.ts';

export interface Answering {
  who: 'bot' | 'queue' | 'agent' | 'nobody';
  name: string; // of the agent, or the bot
}

// The shop, and who answers now.
export class Header {
  readonly node: HTMLElement;
  private readonly title = h('h1', { dir: 'auto', tabindex: -1 });
  private readonly subtitle = h('p', { dir: 'auto' });
  private readonly face = h('span', { class: 'face', 'aria-hidden': 'true' });
  private shown = '';

  constructor(private readonly words: Strings, minimise: () => void, close: () => void, alone: boolean) {
    const button = (name: 'minimise' | 'close', run: () => void) => {
      const element = h('button', { type: 'button', class: 'tool', 'aria-label': words[name], title: words[name] }, icon(name, 20));
      element.addEventListener('click', run);
      return element;
    };
    // In a window of its own the window has these.
    const tools = alone ? [] : [button('minimise', minimise), button('close', close)];
    this.node = h('header', {}, this.face, h('div', { class: 'titles' }, this.title, this.subtitle), ...tools);
  }

  focus(): void {
    this.title.focus({ preventScroll: true });
  }

  show(shop: string, answering: Answering): void {
    const { words } = this;
    setText(this.title, shop || words.chat);
    const subtitles = { bot: words.botSubtitle(answering.name), queue: words.waiting, agent: words.agentSubtitle(answering.name), nobody: words.endedSubtitle };
    setText(this.subtitle, subtitles[answering.who]);
    const now = `${answering.who} ${answering.name}`;
    if (now === this.shown) return;
    this.shown = now;
    this.face.className = `face ${answering.who}`;
    this.face.replaceChildren(answering.who === 'agent' ? avatar('agent', answering.name) : icon(answering.who === 'queue' ? 'person' : 'bot', 20));
  }
}
