import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { violations } from '../support/axe.ts';
import { hostPage, launch, visit, type Visitor } from '../support/browser.ts';
import { bot, dee, MockServer } from '../support/mock_server.ts';

// Each state the chat can be in, in light and dark, by axe; and no sideways scrolling at 320 px.

let browser: Browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

const sources = [{ article_id: 'a', title: 'How long does delivery take, and who delivers to the islands?', heading: '', score: 1 }];
const answer = '# Delivery\n\nIt takes **2 to 4** days, see https://lumen.example/a/very/long/address/that/does/not/end/soon or [the terms](https://lumen.example/terms).\n\n- one\n- two\n\n```\ncode that is rather wide and goes on to the right for a while longer\n```';

const states: Record<string, (server: MockServer, visitor: Visitor) => Promise<void>> = {
  closed: async (_server, visitor) => {
    await visitor.launcher.click();
    await visitor.page.getByRole('button', { name: 'Open chat' }).waitFor();
  },
  open: async () => {},
  thinking: async (_server, visitor) => {
    await visitor.say('Where is it?');
    await visitor.frame.locator('.dots').waitFor();
  },
  streaming: async (server, visitor) => {
    await visitor.say('Where is it?');
    await visitor.frame.getByText('Sent').waitFor();
    server.delta(server.log, 2, 0, answer);
    await visitor.see('the terms');
  },
  answered: async (server, visitor) => {
    server.answer = (log, turn) => server.say(log, bot, answer, { turn, sources });
    await visitor.say('Where is it?');
    await visitor.see('How long does delivery take');
  },
  offered: async (server, visitor) => {
    const offer = { choices: [{ text: 'How long does delivery take, and who delivers to the islands?', article_id: 'a' }, { text: 'Where is it?', article_id: 'b' }], person: true };
    server.answer = (log, turn) => server.say(log, bot, 'Did you mean one of these?', { turn, outcome: 'unanswered', offer });
    await visitor.say('Delivery');
    await visitor.frame.getByRole('group', { name: 'Did you mean' }).waitFor();
  },
  waiting: async (_server, visitor) => {
    await visitor.button('Talk to a person').click();
    await visitor.see('2 ahead of you, about 3 min');
  },
  agent: async (server, visitor) => {
    await visitor.say('Where is it?');
    await visitor.frame.getByText('Sent').waitFor();
    const { log } = server;
    server.say(log, bot, 'It le', { turn: 2, interrupted: { by: dee, offset: 5 } });
    server.event(log, 'conversation.taken_over', dee, { owner: { kind: 'agent', id: dee.id }, from: { kind: 'bot', id: '' } });
    server.say(log, dee, 'Hello, see https://lumen.example');
    server.tell(log, { type: 'typing.changed', conversation_id: log.id, actor: dee, typing: true });
    await visitor.see('Dee is typing');
  },
  failed: async (server, visitor) => {
    await visitor.say('Where is it?');
    await visitor.frame.getByText('Sent').waitFor();
    server.intercept = (frame, peer) => {
      if (frame.type !== 'message.send') return false;
      peer.send(JSON.stringify({ type: 'rejected', id: frame.id, code: 1004, name: 'forbidden', retryable: false, message: '' }));
      return true;
    };
    await visitor.say('Refused');
    await visitor.button('Retry').waitFor();
    await visitor.field.fill('x'.repeat(4005));
    await visitor.see('5 characters too many');
  },
  offline: async (server, visitor) => {
    await visitor.say('Where is it?');
    await visitor.frame.getByText('Sent').waitFor();
    server.refuseWith = 4503;
    server.cut();
    await visitor.say('Still there?');
    await visitor.see('You are offline.');
  },
  rating: async (server, visitor) => {
    await visitor.say('Where is it?');
    await visitor.frame.getByText('Sent').waitFor();
    server.join(server.log);
    server.resolve(server.log);
    await visitor.frame.getByRole('radio', { name: '4 stars' }).check({ force: true });
    await visitor.button('Send rating').waitFor();
  },
  rated: async (server, visitor) => {
    await states.rating!(server, visitor);
    await visitor.button('Send rating').click();
    await visitor.see('Thank you for your rating.');
  },
};

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, enter] of Object.entries(states)) {
    test(`${name}, ${colorScheme}: axe finds nothing, and nothing is wider than 320 px`, async () => {
      const server = await new MockServer().start();
      server.pages.set('/', { body: hostPage('/widget/loader.js', { 'data-tandem-suggestions': 'Where is my parcel?|Return something', 'data-tandem-name': 'A shop whose name is rather long, Berlin and Copenhagen' }) });
      const context = await browser.newContext({ colorScheme, viewport: { width: 600, height: 760 }, reducedMotion: 'reduce' });
      try {
        const visitor = await visit(context, server.origin);
        await visitor.open();
        await enter(server, visitor);
        assert.deepEqual(await violations(visitor.page), []);
        await visitor.page.setViewportSize({ width: 320, height: 568 });
        for (const frame of visitor.page.frames()) {
          const wide = await frame.evaluate(() => [document.documentElement, document.querySelector('.log')].some((node) => node && node.scrollWidth > node.clientWidth));
          assert.equal(wide, false, frame.url());
        }
      } finally {
        await context.close();
        await server.stop();
      }
    });
  }
}
