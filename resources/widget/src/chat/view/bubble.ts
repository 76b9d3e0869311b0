import type { Message } from '../items.ts';
import { withoutLooseEnds } from '../markdown.ts';
import type { Strings } from '../strings.ts';
import { h, icon } from './dom.ts';
import { renderMarkdown, renderPlain } from './markdown_view.ts';

export interface BubbleActions {
  retry(id: string): void;
  discard(id: string): void;
}

// Fills the node of one message. Called again when something of it changed; the text is rendered anew only if it did.
export function paintBubble(node: HTMLElement, item: Message, before: Message | null, words: Strings, time: (at: number) => string, actions: BubbleActions): void {
  node.className = ['row', item.who, item.first && 'first', item.last && 'last', item.sending, item.stopped && 'stopped']
    .filter(Boolean)
    .join(' ');
  let text = node.querySelector<HTMLElement>('.text');
  if (!text) {
    text = h('div', { class: 'text', dir: 'auto' });
    node.append(h('div', { class: 'bubble' }, text));
  }
  if (before?.text !== item.text || before.streaming !== item.streaming || before.stopped !== item.stopped) {
    const whole = item.streaming || item.stopped ? withoutLooseEnds(item.text) : item.text;
    text.replaceChildren(item.who === 'customer' ? renderPlain(item.text) : renderMarkdown(whole, words.newWindow));
    if (item.streaming) endOf(text).append(h('span', { class: 'caret', 'aria-hidden': 'true' }));
  }
  paintName(node, item);
  paintFoot(node, item, words, time, actions);
}

// The block that the last words are in.
function endOf(text: HTMLElement): Element {
  let end: Element = text;
  while (end.lastElementChild && /^(P|UL|OL|LI|PRE)$/.test(end.lastElementChild.tagName)) end = end.lastElementChild;
  return end;
}

function paintName(node: HTMLElement, item: Message): void {
  node.querySelector(':scope > .who')?.remove();
  node.querySelector(':scope > .name')?.remove();
  if (item.who === 'customer') {
    // Said, not shown: the side and the colour show it.
    node.prepend(h('span', { class: 'name unseen' }, item.name));
    return;
  }
  node.prepend(h('span', { class: item.first ? 'name' : 'name unseen', dir: 'auto' }, item.name));
  if (item.first) node.prepend(h('span', { class: 'who', 'aria-hidden': 'true' }, avatar(item.who, item.name)));
}

export function avatar(who: 'bot' | 'agent', name: string): Node {
  if (who === 'bot') return icon('bot', 16);
  const initials = name.trim().split(/\s+/).map((part) => Array.from(part)[0] ?? '');
  return initials[0] ? document.createTextNode([initials[0], ...initials.slice(1).slice(-1)].join('').toUpperCase()) : icon('person', 16);
}

function paintFoot(node: HTMLElement, item: Message, words: Strings, time: (at: number) => string, actions: BubbleActions): void {
  node.querySelector(':scope > .foot')?.remove();
  const foot = h('div', { class: 'foot' });
  if (item.sources.length > 0) {
    const chips = item.sources.map((title) => h('li', { dir: 'auto' }, icon('article', 14), h('span', { title }, title)));
    foot.append(h('div', { class: 'sources' }, h('span', { class: 'from' }, words.sources), h('ul', {}, ...chips)));
  }
  if (item.sending === 'failed') {
    const hopeless = item.reason === 'text_too_long';
    const retry = h('button', { type: 'button', class: 'link' }, words.retry);
    const discard = h('button', { type: 'button', class: 'link' }, words.discard);
    retry.addEventListener('click', () => actions.retry(item.id));
    discard.addEventListener('click', () => actions.discard(item.id));
    foot.append(h('span', { class: 'problem' }, icon('warning', 14), hopeless ? words.tooLong : words.notSent, hopeless ? '' : retry, discard));
  } else if (item.sending !== '') {
    const label = item.sending === 'waiting' ? words.waitingToSend : words.sending;
    foot.append(h('span', { class: 'meta' }, icon('clock', 12), label));
  } else if ((item.last || item.stopped) && item.at > 0) {
    const sent: (Node | string)[] = item.sent ? [icon('check', 12), `${words.sent} ·`] : [];
    if (item.stopped) sent.push(h('strong', {}, words.stopped), '·');
    foot.append(h('span', { class: 'meta' }, ...sent, h('time', { datetime: new Date(item.at).toISOString() }, time(item.at))));
  }
  if (foot.hasChildNodes()) node.append(foot);
}
