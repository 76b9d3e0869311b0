import type { Strings } from '../strings.ts';
import { countCodePoints } from '../turn.ts';
import { h, icon, setText, toggle } from './dom.ts';

export interface ComposerActions {
  send(text: string): boolean;
  typing(active: boolean): boolean; // true when somebody was told
  person(): void;
}

const pause = 4_000; // without a key, nobody types any more
const again = 3_000; // the other side is told at most this often

// Where the visitor writes. Enter sends, Shift+Enter breaks the line, and Enter that ends a composition does neither.
export class Composer {
  readonly node: HTMLElement;
  private readonly field: HTMLTextAreaElement;
  private readonly button: HTMLButtonElement;
  private readonly counter: HTMLElement;
  private readonly person: HTMLButtonElement;
  private readonly personLabel = h('span');
  private limit = 4000;
  private told = 0;
  private timer = 0;

  constructor(private readonly words: Strings, private readonly actions: ComposerActions) {
    this.field = h('textarea', {
      rows: 1, placeholder: words.write, 'aria-label': words.message, dir: 'auto', enterkeyhint: 'send', autocomplete: 'off',
      'aria-describedby': 'count',
    });
    this.button = h('button', { type: 'submit', class: 'send', 'aria-label': words.send, disabled: true }, icon('send', 20));
    this.counter = h('p', { class: 'count', id: 'count', hidden: true });
    this.person = h('button', { type: 'button', class: 'person' }, icon('person', 16), this.personLabel);
    const form = h('form', {}, h('div', { class: 'field' }, this.field, this.button));
    this.node = h('div', { class: 'composer' }, this.counter, form, this.person);

    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener('input', () => this.changed());
    this.field.addEventListener('blur', () => this.rest());
    this.person.addEventListener('click', () => {
      if (this.person.getAttribute('aria-disabled') !== 'true') this.actions.person();
    });
    this.setPerson(words.talkToPerson, true);
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  setDraft(text: string): void {
    this.field.value = text;
    this.changed();
  }

  setLimit(limit: number): void {
    if (limit === this.limit) return;
    this.limit = limit;
    this.measure();
  }

  setPerson(label: string, enabled: boolean): void {
    setText(this.personLabel, label);
    // Not `disabled`: the focus must not fall off it, and its words must be readable.
    this.person.setAttribute('aria-disabled', String(!enabled));
  }

  private submit(): void {
    const text = this.field.value.trim();
    if (text === '' || countCodePoints(text) > this.limit) return;
    if (!this.actions.send(text)) return;
    this.field.value = '';
    this.changed();
  }

  private changed(): void {
    this.measure();
    if (this.field.value === '') return this.rest();
    const now = performance.now();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.rest(), pause);
    if (this.told !== 0 && now - this.told < again) return;
    if (this.actions.typing(true)) this.told = now;
  }

  private rest(): void {
    clearTimeout(this.timer);
    if (this.told === 0) return;
    this.told = 0;
    this.actions.typing(false);
  }

  private measure(): void {
    const { field, words } = this;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    const left = this.limit - countCodePoints(field.value.trim());
    toggle(this.counter, left <= Math.min(200, this.limit / 10));
    setText(this.counter, left >= 0 ? words.left(left) : words.over(-left));
    this.counter.classList.toggle('over', left < 0);
    field.setAttribute('aria-invalid', String(left < 0));
    this.button.disabled = left < 0 || field.value.trim() === '';
  }
}
