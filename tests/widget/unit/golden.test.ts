import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { hostPage, launch, visit } from '../support/browser.ts';
import { bot, MockServer } from '../support/mock_server.ts';
import { repository } from '../support/paths.ts';
import { until } from '../support/story.ts';

// The protocol's golden examples: what the widget sends looks like them, and it takes every one that a server may send.

type Json = Record<string, any>;

const folder = join(repository, 'shared/protocol/golden');
const golden = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, message: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json }));

let browser: Browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

// Paths of all members, with the types of their values.
function shape(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => shape(one, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, one]) => shape(one, path ? `${path}.${key}` : key));
}

test('every frame that the widget sends has a golden example of its shape', async () => {
  const server = await new MockServer().start();
  server.pages.set('/', { body: hostPage('/widget/loader.js') });
  server.heartbeat = 1000;
  const context = await browser.newContext();
  try {
    const visitor = await visit(context, server.origin);
    await visitor.open();
    await visitor.say('hello');
    await visitor.frame.getByText('Sent').waitFor();
    await visitor.say('more');
    await visitor.button('Talk to a person').click();
    await visitor.see('2 ahead of you');
    const { log } = server;
    server.join(log);
    await visitor.see('Dee joined');
    await visitor.field.fill('typing');
    server.append(log, 'message.accepted', bot, { text: 'skipped', sources: [] });
    server.say(log, bot, 'after a gap');
    await visitor.see('skipped');
    await until(() => server.frames.some((frame) => frame.type === 'ping'), 'a second of silence brings a ping');
    server.cut();
    await visitor.page.waitForTimeout(1500);
    server.resolve(log);
    await visitor.frame.getByRole('radio', { name: '4 stars' }).check({ force: true });
    await visitor.button('Send rating').click();
    await visitor.see('Thank you for your rating.');

    const types = new Set(server.frames.map((frame) => frame.type as string));
    for (const type of ['hello', 'ping', 'conversation.start', 'message.send', 'person.request', 'rating.submit', 'typing.set', 'seen.set', 'history.read']) {
      assert.ok(types.has(type), `${type} was sent`);
    }
    for (const frame of server.frames) {
      const known = new Set(golden.filter((one) => one.message.type === frame.type).flatMap((one) => shape(one.message)));
      assert.ok(known.size > 0, `no golden example of ${frame.type}`);
      assert.deepEqual(shape(frame).filter((member) => !known.has(member)), [], frame.type);
    }
  } finally {
    await context.close();
    await server.stop();
  }
});

test('the widget takes every golden message and event, and goes on', async () => {
  const server = await new MockServer().start();
  server.pages.set('/', { body: hostPage('/widget/loader.js') });
  const context = await browser.newContext();
  try {
    const visitor = await visit(context, server.origin);
    const faults: string[] = [];
    visitor.page.on('pageerror', (error) => faults.push(error.message));
    await visitor.open();
    await visitor.say('hello');
    await visitor.frame.getByText('Sent').waitFor();
    const { log } = server;
    for (const { name, message } of golden) {
      if (message.type === 'server.restarting') continue;
      const here = JSON.parse(JSON.stringify(message).replace(/cnv_[0-9A-Z]{26}/g, log.id)) as Json;
      if (here.data && here.seq) server.event(log, here.type, here.actor, here.data, here.client_msg_id ? { client_msg_id: `${here.client_msg_id}${name}` } : {});
      else if (here.type !== 'resumed' && here.type !== 'event' && here.type !== 'welcome') server.tell(log, here);
    }
    server.say(log, bot, 'after all of them');
    await visitor.see('after all of them');
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
    await server.stop();
  }
});
