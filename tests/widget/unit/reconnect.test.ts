import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shouldReconnect } from '../../../resources/widget/src/chat/wire.ts';
import { backoff, initial, limits, step, type Happening, type State } from '../../../resources/widget/src/chat/reconnect.ts';

// Walks the machine and notes what it did.
class Walk {
  state: State = initial();
  now = 0;
  random = 0.5;
  log: string[] = [];

  do(what: Happening): this {
    const { state, actions } = step(this.state, what, this.now, this.random);
    this.state = state;
    this.log.push(...actions);
    return this;
  }

  // Until the machine wants to be woken, then wakes it.
  wake(): this {
    assert.notEqual(this.state.wake, null);
    this.now = Math.max(this.now, this.state.wake!);
    return this.do({ kind: 'tick' });
  }

  live(): this {
    return this.do({ kind: 'start' }).do({ kind: 'opened' }).do({ kind: 'welcomed', heartbeat: 15_000 });
  }

  took(): string[] {
    return this.log.splice(0);
  }
}

test('start opens, greets, and is live after welcome', () => {
  const walk = new Walk().live();
  assert.deepEqual(walk.took(), ['connect', 'hello']);
  assert.equal(walk.state.phase, 'live');
});

test('a second start changes nothing', () => {
  const walk = new Walk().live().do({ kind: 'start' });
  assert.deepEqual(walk.took(), ['connect', 'hello']);
});

test('it never gives up, and never waits longer than the cap', () => {
  const walk = new Walk().do({ kind: 'start' });
  walk.random = 0.999999;
  for (let i = 0; i < 200; ++i) {
    walk.do({ kind: 'closed', code: 1006 });
    assert.equal(walk.state.phase, 'waiting');
    assert.ok(walk.state.wake! - walk.now <= limits.cap);
    walk.wake();
    assert.equal(walk.state.phase, 'connecting');
  }
});

test('back-off is full jitter under a ceiling that doubles', () => {
  assert.equal(backoff(0, 0), 0);
  assert.equal(backoff(0, 0.5), 250);
  assert.equal(backoff(3, 0.5), 2000);
  assert.equal(backoff(30, 0.999999), limits.cap - 1);
});

test('a connection that lived long starts the back-off anew, a short one does not', () => {
  const walk = new Walk();
  walk.do({ kind: 'start' });
  for (let i = 0; i < 5; ++i) walk.do({ kind: 'closed', code: 1006 }).wake();
  walk.do({ kind: 'opened' }).do({ kind: 'welcomed', heartbeat: 15_000 });
  walk.now += 100;
  walk.do({ kind: 'closed', code: 1006 });
  assert.equal(walk.state.attempt, 6);
  walk.wake().do({ kind: 'opened' }).do({ kind: 'welcomed', heartbeat: 15_000 });
  walk.now += limits.stable;
  walk.do({ kind: 'closed', code: 1006 });
  assert.equal(walk.state.attempt, 1);
});

for (const phase of ['connecting', 'greeting'] as const) {
  test(`${phase} that takes too long is dropped and tried again`, () => {
    const walk = new Walk().do({ kind: 'start' });
    if (phase === 'greeting') walk.do({ kind: 'opened' });
    assert.equal(walk.state.phase, phase);
    walk.took();
    walk.wake();
    assert.deepEqual(walk.took(), ['drop']);
    assert.equal(walk.state.phase, 'waiting');
  });
}

test('silence is asked for a sign of life, and dropped without one', () => {
  const walk = new Walk().live();
  walk.took();
  walk.wake();
  assert.equal(walk.now, 15_000);
  assert.deepEqual(walk.took(), ['ping']);
  walk.wake();
  assert.equal(walk.now, 15_000 + limits.pong);
  assert.deepEqual(walk.took(), ['drop']);
  assert.equal(walk.state.phase, 'waiting');
});

test('anything heard is a sign of life', () => {
  const walk = new Walk().live().wake();
  walk.now += 10;
  walk.do({ kind: 'heard' });
  assert.equal(walk.state.pinged, false);
  assert.equal(walk.state.wake, walk.now + 15_000);
});

test('a tick that comes early changes nothing', () => {
  const walk = new Walk().live();
  walk.took();
  walk.do({ kind: 'tick' });
  assert.deepEqual(walk.took(), []);
});

test('the network coming back ends the wait', () => {
  const walk = new Walk().do({ kind: 'start' }).do({ kind: 'closed', code: 1006 });
  walk.took();
  walk.do({ kind: 'online' });
  assert.deepEqual(walk.took(), ['connect']);
});

test('waking from sleep asks a live connection at once, with little patience', () => {
  const walk = new Walk().live();
  walk.now = 600_000;
  walk.took();
  walk.do({ kind: 'online' });
  assert.deepEqual(walk.took(), ['ping']);
  walk.wake();
  assert.equal(walk.now, 600_000 + limits.doubt);
  assert.equal(walk.state.phase, 'waiting');
});

test('a restarting server is left, and returned to after the time it gave', () => {
  const walk = new Walk().live();
  walk.took();
  walk.do({ kind: 'restarting', after: 4000 });
  assert.deepEqual(walk.took(), ['drop']);
  assert.equal(walk.state.wake, 5000);
  walk.wake();
  assert.deepEqual(walk.took(), ['connect']);
});

test('told to stay away, it stays away until asked again', () => {
  const walk = new Walk().live().do({ kind: 'closed', code: 4403 });
  assert.equal(walk.state.phase, 'stopped');
  assert.equal(walk.state.closeCode, 4403);
  assert.equal(walk.state.wake, null);
  walk.took();
  walk.do({ kind: 'online' });
  assert.deepEqual(walk.took(), []);
  walk.do({ kind: 'start' });
  assert.deepEqual(walk.took(), ['connect']);
});

test('stop drops what there is', () => {
  const walk = new Walk().live();
  walk.took();
  walk.do({ kind: 'stop' }).do({ kind: 'closed', code: 1006 });
  assert.deepEqual(walk.took(), ['drop']);
  assert.equal(walk.state.phase, 'idle');
});

test('close codes say what to do', () => {
  for (const code of [1002, 1003, 1007, 1008, 1009, 1010, 4400, 4401, 4403, 4406, 4407]) assert.equal(shouldReconnect(code), false, `${code}`);
  for (const code of [0, 1000, 1001, 1005, 1006, 1011, 1012, 1013, 1015, 3000, 4399, 4408, 4410, 4411, 4429, 4500, 4502, 4503, 4599, 4999]) {
    assert.equal(shouldReconnect(code), true, `${code}`);
  }
});
