import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { limits, Outbox, type Item } from '../../../resources/widget/src/chat/outbox.ts';

let outbox: Outbox;
let kept: Map<string, Item>;

const text = (id: string, at = 0) => ({ id, kind: 'text' as const, text: `text ${id}`, rating: 0, conversation: '', at });
const states = () => outbox.items.map((item) => `${item.id} ${item.state}`);

beforeEach(() => {
  outbox = new Outbox();
  kept = new Map();
  outbox.onChange = (id, item) => (item ? kept.set(id, item) : kept.delete(id));
});

test('one at a time, in order', () => {
  outbox.add(text('a'));
  outbox.add(text('b'));
  assert.equal(outbox.take(0)?.id, 'a');
  assert.equal(outbox.take(0), null);
  outbox.accepted('a');
  assert.equal(outbox.take(0)?.id, 'b');
});

test('a lost connection sends again with the same id, first things first', () => {
  outbox.add(text('a'));
  outbox.add(text('b'));
  outbox.take(0);
  outbox.dropped();
  assert.equal(outbox.take(5)?.id, 'a');
});

test('seen in the log counts as accepted, even when it waits again', () => {
  outbox.add(text('a'));
  outbox.take(0);
  outbox.dropped();
  outbox.accepted('a');
  assert.deepEqual(states(), []);
  assert.equal(kept.size, 0);
});

test('without an answer for a minute it failed, and the next one goes', () => {
  outbox.add(text('a'));
  outbox.add(text('b'));
  outbox.take(0);
  outbox.tick(limits.answer - 1);
  assert.deepEqual(states(), ['a flying', 'b queued']);
  outbox.tick(limits.answer);
  assert.deepEqual(states(), ['a failed', 'b queued']);
  assert.equal(outbox.take(limits.answer)?.id, 'b');
});

test('waiting for a connection is no failure', () => {
  outbox.add(text('a'));
  outbox.tick(10 * 60_000);
  assert.deepEqual(states(), ['a queued']);
});

test('retry keeps the id', () => {
  outbox.add(text('a'));
  outbox.take(0);
  outbox.rejected('a', false, 'forbidden', 0, 1);
  assert.deepEqual(states(), ['a failed']);
  assert.equal(outbox.items[0]?.reason, 'forbidden');
  outbox.retry('a');
  assert.equal(outbox.take(2)?.id, 'a');
});

test('a refusal for now waits as long as the server says, and not for ever', () => {
  outbox.add(text('a'));
  outbox.take(0);
  outbox.rejected('a', true, 'rate_limited', 3000, 0);
  assert.equal(outbox.take(2999), null);
  assert.equal(outbox.wake(0), 3000);
  assert.equal(outbox.take(3000)?.id, 'a');
  outbox.rejected('a', true, 'rate_limited', 3000, limits.answer);
  assert.deepEqual(states(), ['a failed']);
});

test('a wait that the server makes up is bounded', () => {
  outbox.add(text('a'));
  outbox.take(0);
  outbox.rejected('a', true, 'overloaded', 1e12, 0);
  assert.equal(outbox.wake(0), limits.answer);
});

test('an answer to something that is not in flight means nothing', () => {
  outbox.add(text('a'));
  outbox.rejected('a', false, 'forbidden', 0, 0);
  outbox.rejected('unknown', false, 'forbidden', 0, 0);
  assert.deepEqual(states(), ['a queued']);
});

test('only what failed can be discarded', () => {
  outbox.add(text('a'));
  outbox.discard('a');
  assert.deepEqual(states(), ['a queued']);
});

test('it is bounded, and says so instead of dropping', () => {
  for (let i = 0; i < limits.items; ++i) assert.equal(outbox.add(text(`m${i}`)), true);
  assert.equal(outbox.add(text('one more')), false);
  assert.equal(outbox.items.length, limits.items);
  assert.equal(kept.size, limits.items);
});

test('of two ratings that wait, the later counts', () => {
  const rating = (id: string, value: number) => ({ ...text(id), kind: 'rating' as const, rating: value });
  outbox.add(rating('a', 2));
  outbox.add(rating('b', 5));
  assert.deepEqual(states(), ['b queued']);
});

test('what was kept comes back in order, and is sent once', () => {
  const item = (id: string, at: number, state: Item['state']): Item => ({ ...text(id, at), state, reason: '' });
  const now = limits.age + 10;
  outbox.add(text('new', now));
  outbox.restore([item('b', 20, 'flying'), item('a', 15, 'failed'), item('old', 1, 'queued'), item('new', now, 'queued')], now);
  assert.deepEqual(states(), ['old failed', 'a failed', 'b queued', 'new queued']);
  assert.equal(outbox.items[0]?.reason, 'expired');
});

test('every change is kept', () => {
  outbox.add(text('a'));
  assert.equal(kept.get('a')?.state, 'queued');
  outbox.take(0);
  assert.equal(kept.get('a')?.state, 'flying');
  outbox.clear();
  assert.equal(kept.size, 0);
});
