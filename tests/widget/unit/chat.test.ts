import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { hostPage, launch, visit, type Visitor } from '../support/browser.ts';
import { bot, dee, MockServer } from '../support/mock_server.ts';

// What a server does only when something is wrong, and what is easier to see when the server does as it is told.

let browser: Browser;
let context: BrowserContext;
let server: MockServer;
let visitor: Visitor;

before(async () => void (browser = await launch()));
after(() => browser.close());
beforeEach(async () => {
  server = await new MockServer().start();
  server.pages.set('/', { body: hostPage('/widget/loader.js') });
  context = await browser.newContext();
  visitor = await visit(context, server.origin);
});
afterEach(async () => {
  await context.close();
  await server.stop();
});

async function begin(text = 'Where is my parcel?'): Promise<void> {
  await visitor.open();
  await visitor.say(text);
  await visitor.frame.getByText('Sent').waitFor();
}

const sent = (type: string) => server.frames.filter((frame) => frame.type === type);
const until = async (holds: () => boolean | Promise<boolean>, what: string) => {
  for (let i = 0; i < 900; ++i) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never: ${what}`);
};
const chatFrame = () => visitor.page.frames().find((frame) => frame.url().includes('frame.html'))!;

test('garbage, unknown frames and unknown events change nothing and lose nothing', async () => {
  await begin();
  const { log } = server;
  for (const raw of ['', 'null', '[]', '{', '"x"', '{"type":5}', '{"type":"__proto__"}', '{"type":"event"}', '{"type":"event","event":null}', '{"type":"event","event":{"seq":"x"}}',
    `{"type":"turn.delta","conversation_id":"${log.id}"}`, `{"type":"turn.delta","conversation_id":"${log.id}","turn":"x","offset":-5,"text":{}}`, `{"type":"resumed","conversation_id":"${log.id}"}`,
    '{"type":"accepted"}', '{"type":"rejected"}', '{"type":"history.page"}', `{"type":"typing.changed","conversation_id":"${log.id}"}`, '{"type":"from.the.future"}', 'x'.repeat(3_000_000)]) server.raw(raw);
  server.event(log, 'event.hidden', { kind: 'system', id: '', name: '' }, {});
  server.event(log, 'conversation.sung', bot, { song: 1 });
  server.say(log, bot, 'After all of it');
  await visitor.see('After all of it');
  await visitor.see('Something here needs a newer version of this chat.');
  assert.equal(sent('history.read').length, 0);
  assert.equal(sent('hello').length, 1);
});

test('a gap is read from the log, in order and once', async () => {
  await begin();
  const { log } = server;
  for (let i = 1; i <= 70; ++i) server.append(log, 'message.accepted', bot, { text: `Line ${i}.`, sources: [] });
  server.say(log, bot, 'The last line.');
  await visitor.see('The last line.');
  const lines = (await visitor.bubbles()).filter((text) => text.startsWith('Line'));
  assert.deepEqual(lines, Array.from({ length: 70 }, (_, i) => `Line ${i + 1}.`));
  assert.equal(sent('history.read')[0]!.after_seq, 2);
});

test('dropped deltas show nothing wrong, and the stored answer sets it right', async () => {
  await begin();
  const { log } = server;
  server.turn(log, 2, 'started');
  server.delta(log, 2, 0, 'Your parcel ');
  await visitor.see('Your parcel');
  server.delta(log, 2, 17, 'Monday');
  server.delta(log, 2, 0, 'Your parcel ');
  await visitor.page.waitForTimeout(100);
  assert.equal((await visitor.bubbles()).at(-1), 'Your parcel');
  server.tell(log, { type: 'turn.snapshot', conversation_id: log.id, turn: 2, attempt: 1, text: 'Your parcel left Monday' });
  await visitor.see('Your parcel left Monday');
  server.turn(log, 2, 'finished', { seq: 3 });
  server.say(log, bot, 'Your parcel left on Monday.', { turn: 2 });
  await visitor.see('Your parcel left on Monday.');
  server.delta(log, 2, 0, 'too late');
  await visitor.page.waitForTimeout(100);
  assert.deepEqual(await visitor.bubbles(), ['Hello! What can I help you with?', 'Where is my parcel?', 'Your parcel left on Monday.']);
});

test('a new attempt replaces what was shown, a failed turn removes it', async () => {
  await begin();
  const { log } = server;
  server.delta(log, 2, 0, 'A wrong start');
  await visitor.see('A wrong start');
  server.delta(log, 2, 0, 'A better one', 2);
  await visitor.see('A better one');
  server.turn(log, 2, 'failed', { code: 1503, name: 'deadline_exceeded' });
  await until(async () => (await visitor.bubbles()).length === 2, 'the answer is gone');
});

test('an answer keeps its node from the first word to the stored message', async () => {
  await begin();
  const { log } = server;
  server.delta(log, 2, 0, 'Your parcel');
  await visitor.see('Your parcel');
  await chatFrame().evaluate(() => ((document.querySelector('.row.bot:last-child') as any).marked = true));
  server.say(log, bot, 'Your parcel left.', { turn: 2 });
  await visitor.see('Your parcel left.');
  assert.equal(await chatFrame().evaluate(() => (document.querySelector('.row.bot:last-child') as any).marked), true);
});

test('the dots come within 200 ms of sending, and go with the first words', async () => {
  await begin();
  await chatFrame().evaluate(() => {
    const w = window as any;
    new MutationObserver(() => {
      if (document.querySelector('.dots')) w.dots ??= performance.now();
    }).observe(document.body, { childList: true, subtree: true });
    document.addEventListener('keydown', () => (w.pressed = performance.now()), true);
  });
  server.say(server.log, bot, 'Yes?', { turn: 2 });
  await visitor.frame.locator('.dots').waitFor({ state: 'detached' });
  await chatFrame().evaluate(() => ((window as any).dots = undefined));
  await visitor.say('Another question');
  await visitor.frame.locator('.dots').waitFor();
  const delay = await chatFrame().evaluate(() => (window as any).dots - (window as any).pressed);
  assert.ok(delay < 200, `${delay} ms`);
  server.delta(server.log, 4, 0, 'Well');
  await visitor.frame.locator('.dots').waitFor({ state: 'detached' });
});

test('a lost answer: the message goes again with its id, and is there once', async () => {
  await begin();
  server.intercept = (frame, peer) => {
    if (frame.type !== 'message.send') return false;
    server.append(server.log, 'message.accepted', { kind: 'customer', id: 'x', name: '' }, { text: frame.text, sources: [] }, { client_msg_id: frame.id });
    server.intercept = () => false;
    peer.destroy();
    return true;
  };
  await visitor.say('Are you there?');
  await until(() => sent('hello').length === 2, 'a second hello');
  await visitor.see('Are you there?');
  await visitor.frame.getByText('Sent').waitFor();
  assert.equal((await visitor.bubbles()).filter((text) => text === 'Are you there?').length, 1);
  assert.equal(sent('message.send').length, 1);
});

test('a lost start begins one conversation, not two', async () => {
  await visitor.open();
  let lost = 0;
  server.intercept = (frame, peer) => {
    if (frame.type !== 'conversation.start' || lost++ > 0) return false;
    peer.destroy();
    return true;
  };
  await visitor.say('First words');
  await visitor.say('Second words');
  await until(() => sent('message.send').length === 1, 'the second message');
  const starts = sent('conversation.start');
  assert.equal(starts.length, 2);
  assert.equal(starts[0]!.id, starts[1]!.id);
  assert.equal(server.logs.size, 1);
  assert.deepEqual((await visitor.bubbles()).slice(1), ['First words', 'Second words']);
});

test('refused for good: Retry and Discard, and the next message goes', async () => {
  await begin();
  server.intercept = (frame, peer) => {
    if (frame.type !== 'message.send' || frame.text !== 'Refused') return false;
    peer.send(JSON.stringify({ type: 'rejected', id: frame.id, code: 1004, name: 'forbidden', retryable: false, message: '' }));
    return true;
  };
  await visitor.say('Refused');
  await visitor.see('Not sent.');
  await visitor.say('The next');
  await until(() => sent('message.send').some((frame) => frame.text === 'The next'), 'the next message');
  const before = sent('message.send').filter((frame) => frame.text === 'Refused');
  server.intercept = () => false;
  await visitor.button('Retry').click();
  await visitor.log.getByText('Not sent.').waitFor({ state: 'detached' });
  const all = sent('message.send').filter((frame) => frame.text === 'Refused');
  assert.equal(all.length, before.length + 1);
  assert.equal(new Set(all.map((frame) => frame.id)).size, 1);
});

test('refused for now: sent again after the time the server gave', async () => {
  await begin();
  let times = 0;
  server.intercept = (frame, peer) => {
    if (frame.type !== 'message.send' || times++ > 0) return false;
    peer.send(JSON.stringify({ type: 'rejected', id: frame.id, code: 1500, name: 'rate_limited', retryable: true, message: '', retry_after_ms: 1200 }));
    return true;
  };
  const started = performance.now();
  await visitor.say('Slowly');
  await until(() => sent('message.send').length === 2, 'a second try');
  assert.ok(performance.now() - started >= 1150);
  await visitor.frame.getByText('Sent').waitFor();
});

test('no answer for a minute: failed, with Retry', async () => {
  await visitor.page.close();
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(server.origin);
  visitor = new (Object.getPrototypeOf(visitor).constructor)(page) as Visitor;
  await visitor.open();
  await visitor.say('hello');
  await visitor.frame.getByText('Sent').waitFor();
  server.intercept = (frame, peer) => {
    if (frame.type === 'ping') peer.send(JSON.stringify({ type: 'pong', n: frame.n }));
    return frame.type === 'message.send' || frame.type === 'ping';
  };
  await visitor.say('Into the void');
  await visitor.see('Sending…');
  for (let i = 0; i < 13; ++i) {
    await page.clock.fastForward(5_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await visitor.see('Not sent.');
});

test('offline says so, keeps what was written, and sends it once', async () => {
  await begin();
  server.refuseWith = 4503;
  server.cut();
  await visitor.say('Written in a tunnel');
  await visitor.see('You are offline. We will send this when you are back.');
  await visitor.see('Waiting for a connection');
  server.refuseWith = 0;
  await visitor.frame.getByText('Sent').waitFor();
  assert.equal(sent('message.send').filter((frame) => frame.text === 'Written in a tunnel').length, 1);
  await visitor.frame.getByText('You are offline.').waitFor({ state: 'detached' });
});

test('an unsent message survives a reload', async () => {
  await begin();
  server.refuseWith = 4503;
  server.cut();
  await visitor.say('Before the reload');
  await visitor.see('Waiting for a connection');
  await visitor.page.reload();
  await visitor.open();
  await visitor.see('Before the reload');
  server.refuseWith = 0;
  await until(() => sent('message.send').length === 1, 'it is sent');
  await visitor.frame.getByText('Sent').waitFor();
  assert.deepEqual((await visitor.bubbles()).slice(1), ['Where is my parcel?', 'Before the reload']);
});

test('told to stay away, it stays away and says so', async () => {
  await begin();
  server.refuseWith = 4403;
  server.cut();
  await visitor.see('The chat is not available right now.');
  const hellos = sent('hello').length;
  await visitor.page.waitForTimeout(1500);
  assert.equal(sent('hello').length, hellos);
  server.refuseWith = 0;
  await visitor.button('Try again').click();
  await visitor.frame.getByText('The chat is not available').waitFor({ state: 'detached' });
});

test('a version too old asks for a reload', async () => {
  server.refuseWith = 4406;
  await visitor.open();
  await visitor.see('This page is out of date. Please reload it to go on.');
});

test('ahead of the log, it begins again with what there is', async () => {
  await begin();
  const { log } = server;
  for (let i = 0; i < 5; ++i) server.say(log, bot, `Lost ${i}`);
  await visitor.see('Lost 4');
  log.events.length = 3;
  server.cut();
  await until(async () => (await visitor.bubbles()).length === 3, 'three are left');
  assert.deepEqual((await visitor.bubbles()).slice(1), ['Where is my parcel?', 'Lost 0']);
});

test('a conversation that is over for good is followed by a new one, without a word lost', async () => {
  await begin();
  server.join(server.log);
  server.resolve(server.log);
  await visitor.see('Conversation ended');
  server.intercept = (frame, peer) => {
    if (frame.type !== 'message.send') return false;
    peer.send(JSON.stringify({ type: 'rejected', id: frame.id, code: 1009, name: 'wrong_state', retryable: false, message: '' }));
    return true;
  };
  await visitor.say('Something new');
  await until(() => sent('conversation.start').length === 2, 'a new conversation');
  await visitor.frame.getByText('Sent').waitFor();
  assert.deepEqual((await visitor.bubbles()).slice(1), ['Something new']);
});

test('each finished message is announced once; tokens, one\'s own and old ones are not', async () => {
  await begin();
  const { log } = server;
  const said = () => visitor.frame.locator('[aria-live=polite] p').allInnerTexts();
  server.delta(log, 2, 0, 'Your ');
  server.delta(log, 2, 5, 'parcel');
  await visitor.see('Your parcel');
  assert.deepEqual(await said(), []);
  server.say(log, bot, 'Your **parcel** left.', { turn: 2 });
  server.join(log);
  await until(async () => (await said()).length === 2, 'two announcements');
  assert.deepEqual(await said(), ['Bot: Your parcel left.', 'Dee joined']);
  await visitor.page.reload();
  await visitor.open();
  await visitor.see('Your parcel left.');
  await visitor.page.waitForTimeout(300);
  assert.deepEqual(await said(), []);
});

test('what is written above is not torn away: it sticks to the bottom only if it was there', async () => {
  await begin();
  const { log } = server;
  for (let i = 0; i < 30; ++i) server.say(log, bot, `A line of some length, number ${i}.`);
  await visitor.see('number 29.');
  await visitor.log.evaluate((element) => (element.scrollTop = 0));
  await visitor.page.waitForTimeout(150);
  server.say(log, bot, 'Below.');
  await visitor.button('New messages').waitFor();
  assert.equal(await visitor.log.evaluate((element) => element.scrollTop), 0);
  await visitor.button('New messages').click();
  await until(() => visitor.log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight < 2), 'at the bottom');
});

test('Shift+Enter breaks, a composition is left alone, white space is not sent, and five lines are enough', async () => {
  await visitor.open();
  await visitor.field.fill('   ');
  await visitor.field.press('Enter');
  await visitor.field.evaluate((field) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })));
  await visitor.field.fill('one');
  for (let i = 0; i < 9; ++i) await visitor.field.press('Shift+Enter');
  assert.equal(sent('conversation.start').length, 0);
  const height = await visitor.field.evaluate((field) => field.clientHeight);
  assert.ok(height >= 110 && height <= 124, `${height}`);
  await visitor.field.press('Enter');
  await until(() => sent('conversation.start').length === 1, 'sent');
  assert.equal(sent('conversation.start')[0]!.text, 'one');
});

test('the limit is counted in code points and cannot be passed', async () => {
  server.maxText = 50;
  await visitor.open();
  await until(() => server.peers.size === 1, 'connected');
  await visitor.field.fill('👋'.repeat(48));
  await visitor.see('2 characters left');
  await visitor.field.fill('👋'.repeat(51));
  await visitor.see('1 character too many');
  await visitor.field.press('Enter');
  assert.equal(await visitor.button('Send').isDisabled(), true);
  await visitor.page.waitForTimeout(100);
  assert.equal(sent('conversation.start').length, 0);
});

test('with storage off it works, and says that it forgets', async () => {
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('off', 'SecurityError'); } });
    Object.defineProperty(window, 'indexedDB', { get: () => { throw new DOMException('off', 'SecurityError'); } });
  });
  await visitor.page.reload();
  await begin();
  await visitor.see('Your browser does not keep this chat');
  server.cut();
  await until(() => sent('hello').length === 2, 'a second hello');
  assert.equal(sent('hello')[0]!.visitor_key, sent('hello')[1]!.visitor_key);
});

test('a server that restarts is left for the time it asks for', async () => {
  await begin();
  server.raw(JSON.stringify({ type: 'server.restarting', reconnect_after_ms: 1000 }));
  await until(() => server.peers.size === 0, 'left');
  const left = performance.now();
  await until(() => server.peers.size === 1, 'back');
  assert.ok(performance.now() - left >= 900);
});

test('silence is noticed', async () => {
  server.heartbeat = 1000;
  await begin();
  server.intercept = (frame) => frame.type === 'ping';
  await until(() => sent('ping').length >= 1, 'a ping');
  server.intercept = () => false;
  await until(() => sent('ping').length >= 2, 'another, on the same connection or a new one');
});

test('the agent sees typing only while an agent has the conversation', async () => {
  await begin();
  await visitor.field.pressSequentially('abc');
  assert.equal(sent('typing.set').length, 0);
  server.join(server.log);
  await visitor.see('Dee joined');
  await visitor.field.pressSequentially('def');
  await until(() => sent('typing.set').length === 1, 'typing');
  await visitor.field.press('Enter');
  await until(() => sent('typing.set').length === 2, 'not typing');
  assert.deepEqual(sent('typing.set').map((frame) => frame.typing), [true, false]);
});

test('no position is promised when nobody is there', async () => {
  await begin();
  const { log } = server;
  server.event(log, 'conversation.escalated', dee, { owner: { kind: 'queue', id: 'support' }, trigger: 'rule', reason_text: '' });
  server.tell(log, { type: 'queue.position_changed', conversation_id: log.id, ahead: 0, agents_available: false });
  await visitor.see('Nobody is at the desk right now.');
  server.tell(log, { type: 'queue.position_changed', conversation_id: log.id, ahead: 0, estimate_seconds: 30, agents_available: true });
  await visitor.see('You are next, about a minute');
});

test('a text that no frame can hold is refused here, before the server would close', async () => {
  server.maxText = 8000;
  await begin();
  await visitor.say('👋'.repeat(5000));
  await visitor.see('This message is too long.');
  await visitor.say('A shorter one');
  await until(() => sent('message.send').length === 1, 'the shorter one');
  assert.equal(sent('hello').length, 1);
});
