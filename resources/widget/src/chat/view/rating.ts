import type { Item } from '../items.ts';
import type { Strings } from '../strings.ts';
import { h, icon } from './dom.ts';

type Rating = Extract<Item, { kind: 'rating' }>;

// Five stars and one optional sentence. Nothing is sent before the button is pressed: arrow keys walk over the stars.
export function ratingCard(words: Strings, submit: (rating: number, comment: string) => void): { node: HTMLElement; paint(item: Rating): void } {
  const stars = [1, 2, 3, 4, 5].map((value) => {
    const input = h('input', { type: 'radio', name: 'stars', value, 'aria-label': words.stars(value) });
    return { value, input, label: h('label', {}, input, icon('star', 28)) };
  });
  const group = h('div', { class: 'stars', role: 'radiogroup', 'aria-label': words.rateTitle }, ...stars.map((star) => star.label));
  const comment = h('textarea', { rows: 2, maxlength: 500, 'aria-label': words.rateComment, placeholder: words.rateComment, dir: 'auto' });
  const send = h('button', { type: 'submit', class: 'filled' }, words.rateSend);
  const more = h('div', { class: 'more', hidden: true }, comment, send);
  const change = h('button', { type: 'button', class: 'link' }, words.rateChange);
  const outcome = h('span', {});
  const after = h('p', { class: 'after', hidden: true, role: 'status' }, outcome, ' ', change);
  const node = h('form', { class: 'rating' }, h('p', { class: 'title' }, words.rateTitle), group, more, after);

  let editing = true;
  let shown: Rating | null = null;
  const chosen = () => stars.find((star) => star.input.checked)?.value ?? 0;
  const fill = (value: number) => stars.forEach((star) => star.label.classList.toggle('on', star.value <= value));

  const layout = () => {
    fill(chosen());
    more.hidden = !editing || chosen() === 0;
    after.hidden = editing && shown?.state !== 'failed';
    change.hidden = shown?.state === 'sending' || editing;
    outcome.textContent = shown?.state === 'failed' ? words.rateFailed : shown?.state === 'sending' ? words.sending : words.rateThanks;
    stars.forEach((star) => (star.input.disabled = !editing));
  };
  group.addEventListener('change', () => {
    layout();
    node.scrollIntoView({ block: 'nearest' });
  });
  change.addEventListener('click', () => {
    editing = true;
    layout();
    stars.find((star) => star.input.checked)?.input.focus();
  });
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    if (chosen() === 0) return;
    editing = false;
    submit(chosen(), comment.value.trim());
  });

  return {
    node,
    paint(item) {
      const before = shown;
      shown = item;
      // What the visitor is choosing stays; what became known is taken over.
      if (item.rating > 0 && (before === null || before.state !== item.state)) {
        stars.forEach((star) => (star.input.checked = star.value === item.rating));
        if (comment.value === '') comment.value = item.comment;
        editing = item.state === 'failed';
      }
      layout();
    },
  };
}
