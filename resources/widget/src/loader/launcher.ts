import { filled, parseHex, toHex, type Rgb } from '../shared/color.ts';
import type { Look } from '../shared/bridge.ts';
import { styles } from './styles.ts';

const words = {
  en: { open: 'Open chat', close: 'Close chat', popup: 'Open chat in a new window', unread: (n: number) => `, ${n} unread`, title: 'Chat' },
  de: { open: 'Chat öffnen', close: 'Chat schließen', popup: 'Chat in neuem Fenster öffnen', unread: (n: number) => `, ${n} ungelesen`, title: 'Chat' },
};

const bubble = 'M20 4H4a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h3v4l5-4h8a1 1 0 0 0 1-1V5a1 1 0 0 0-1-1zM8 9h8M8 12.5h5';
const chevron = 'M6 9.5l6 6 6-6';

// The round button and the shadow root that everything of ours on the page lives in.
export class Launcher {
  readonly root: ShadowRoot;
  private readonly host = document.createElement('div');
  private readonly button = document.createElement('button');
  private readonly badge = document.createElement('span');
  private readonly path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private look: Look;
  private open = false;
  private unread = 0;
  // Set when frames are blocked here and the chat opens in a window of its own.
  popup = false;

  constructor(look: Look, left: boolean, onPress: () => void, onIntent: () => void) {
    this.look = look;
    this.root = this.host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.root.adoptedStyleSheets = [sheet];

    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(this.path);
    this.button.type = 'button';
    this.button.append(svg, this.badge);
    this.badge.setAttribute('aria-hidden', 'true');
    this.button.className = left ? 'left' : 'right';
    this.button.addEventListener('click', onPress);
    this.button.addEventListener('pointerenter', onIntent);
    this.host.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.open) onPress();
    });
    this.dark.addEventListener('change', this.paint);
    this.root.append(this.button);
    this.paint();
    document.body.append(this.host);
  }

  setLook(look: Look): void {
    this.look = look;
    this.paint();
  }

  setOpen(open: boolean): void {
    this.open = open;
    this.paint();
  }

  setUnread(count: number): void {
    this.unread = count;
    this.paint();
  }

  setHidden(hidden: boolean): void {
    this.host.hidden = hidden;
  }

  focus(): void {
    this.button.focus({ preventScroll: true });
  }

  remove(): void {
    this.dark.removeEventListener('change', this.paint);
    this.host.remove();
  }

  get title(): string {
    return [this.look.name, this.words.title].filter(Boolean).join(' · ');
  }

  private get words() {
    return this.look.locale.toLowerCase().startsWith('de') ? words.de : words.en;
  }

  readonly paint = (): void => {
    const { look, words: w } = this;
    const dark = look.scheme === 'dark' || (look.scheme === 'auto' && this.dark.matches);
    const own: Rgb = dark ? [127, 178, 255] : [31, 95, 191];
    const { fill, on } = filled(parseHex(look.color) ?? own);
    const style = this.host.style;
    style.setProperty('--fill', toHex(fill));
    style.setProperty('--on', toHex(on));
    style.setProperty('--ground', dark ? '#1b2129' : '#fff');
    style.setProperty('--scheme', dark ? 'dark' : 'light');
    this.host.dir = look.dir;
    this.host.lang = look.locale;
    this.path.setAttribute('d', this.open ? chevron : bubble);
    this.badge.textContent = this.unread > 99 ? '99+' : this.unread > 0 ? String(this.unread) : '';
    this.button.classList.toggle('open', this.open);
    this.button.setAttribute('aria-expanded', String(this.open));
    const action = this.open ? w.close : this.popup ? w.popup : w.open;
    this.button.setAttribute('aria-label', action + (this.unread > 0 ? w.unread(this.unread) : ''));
  };
}
