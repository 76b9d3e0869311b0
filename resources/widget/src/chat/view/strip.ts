import { h, icon, type IconName } from './dom.ts';

export interface Notice {
  icon: IconName | 'spinner';
  tone: 'plain' | 'warn' | 'people';
  text: string;
  action?: { label: string; run: () => void };
}

// One line between transcript and composer that says what stands in the way, or how long it will take.
export class Strip {
  readonly node = h('div', { class: 'strip', role: 'status', hidden: true });
  private shown = '';

  show(notice: Notice | null): void {
    const now = notice ? `${notice.icon} ${notice.tone} ${notice.text} ${notice.action?.label}` : '';
    if (now === this.shown) return;
    this.shown = now;
    this.node.hidden = !notice;
    this.node.replaceChildren();
    if (!notice) return;
    this.node.className = `strip ${notice.tone}`;
    this.node.append(notice.icon === 'spinner' ? h('span', { class: 'spinner', 'aria-hidden': 'true' }) : icon(notice.icon, 16), h('span', { dir: 'auto' }, notice.text));
    const { action } = notice;
    if (!action) return;
    const button = h('button', { type: 'button', class: 'link' }, action.label);
    button.addEventListener('click', action.run);
    this.node.append(button);
  }
}
