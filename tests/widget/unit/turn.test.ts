import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDelta, applySnapshot, countCodePoints, firstCodePoints, seal, startTurn, type Turn } from '../../../resources/widget/src/chat/turn.ts';

const after = (...deltas: [number, number, string][]): Turn =>
  deltas.reduce((turn, [attempt, offset, text]) => applyDelta(turn, attempt, offset, text), startTurn(2));

test('pieces join', () => assert.equal(after([1, 0, 'Your '], [1, 5, 'parcel']).text, 'Your parcel'));

test('offsets count code points, not halves of them', () => {
  const turn = after([1, 0, 'Hi 👋🏽 '], [1, 6, 'there']);
  assert.equal(turn.text, 'Hi 👋🏽 there');
  assert.equal(turn.length, 11);
});

test('a repeated piece changes nothing', () => {
  assert.equal(after([1, 0, 'Your '], [1, 5, 'parcel'], [1, 0, 'Your ']).text, 'Your parcel');
});

test('an overlapping piece is laid over', () => {
  assert.equal(after([1, 0, 'Your par'], [1, 5, 'parcel']).text, 'Your parcel');
});

test('after a lost piece nothing is made up; a snapshot mends it', () => {
  let turn = after([1, 0, 'Your '], [1, 12, 'left']);
  assert.equal(turn.text, 'Your ');
  assert.equal(turn.gap, true);
  turn = applySnapshot(turn, 1, 'Your parcel left');
  assert.equal(turn.gap, false);
  assert.equal(applyDelta(turn, 1, 16, ' on Monday').text, 'Your parcel left on Monday');
});

test('a new attempt replaces what was shown, and an older one is not heard any more', () => {
  const turn = after([1, 0, 'Wrong'], [2, 0, 'Right'], [1, 5, ' answer']);
  assert.equal(turn.text, 'Right');
});

test('a new attempt that begins in the middle shows nothing until a snapshot', () => {
  const turn = after([1, 0, 'Wrong'], [2, 7, 'answer']);
  assert.equal(turn.text, '');
  assert.equal(turn.gap, true);
});

test('a snapshot that was overtaken by deltas takes nothing back', () => {
  assert.equal(applySnapshot(after([1, 0, 'Your parcel']), 1, 'Your').text, 'Your parcel');
});

test('cut off means cut off: exactly there, and nothing after it', () => {
  let turn = seal(after([1, 0, 'Ja 👍 gern, sofort']), 9);
  assert.equal(turn.text, 'Ja 👍 gern');
  turn = applyDelta(turn, 1, 9, ', sofort');
  turn = applySnapshot(turn, 2, 'all of it');
  assert.equal(turn.text, 'Ja 👍 gern');
});

test('counting', () => {
  assert.equal(countCodePoints(''), 0);
  assert.equal(countCodePoints('a👋b'), 3);
  assert.equal(countCodePoints('\ud83d'), 1);
  assert.equal(firstCodePoints('a👋b', 2), 'a👋');
});
