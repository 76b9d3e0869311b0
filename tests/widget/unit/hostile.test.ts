import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { hostPage, launch, visit } from '../support/browser.ts';
import { MockServer } from '../support/mock_server.ts';
import { payloads } from '../support/payloads.ts';

// Every text that comes from outside, as hostile as it gets, through the real renderer in a real browser. The frame's
// content security policy is off: what is tested is that it would not be needed.

let browser: Browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

async function trapped(run: (context: BrowserContext, server: MockServer) => Promise<void>): Promise<{ ran: string[]; asked: string[] }> {
  const server = await new MockServer().start();
  server.policy = '';
  const context = await browser.newContext();
  const ran: string[] = [];
  const asked: string[] = [];
  try {
    await context.exposeFunction('xss', () => void ran.push('xss()'));
    context.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    const expected = /^\/(widget\/(loader\.js|frame\.html|chat\.js|chat\.css))?(\?.*)?$/;
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== server.origin || !expected.test(url.pathname)) asked.push(request.url());
    });
    await run(context, server);
  } finally {
    await context.close();
    await server.stop();
  }
  return { ran, asked: asked.filter((url) => !url.endsWith('/favicon.ico')) };
}

test('there are enough of them', () => assert.ok(new Set(payloads).size >= 300));

test('messages, names and titles run nothing and fetch nothing', async () => {
  const outcome = await trapped(async (context, server) => {
    server.pages.set('/', { body: hostPage('/widget/loader.js') });
    const visitor = await visit(context, server.origin);
    await visitor.open();
    await visitor.say('hello');
    await visitor.see('hello');
    const { log } = server;
    for (const payload of payloads) {
      const sources = [{ article_id: payload, title: payload, heading: payload, score: 1 }];
      server.say(log, { kind: 'bot', id: '', name: payload }, payload, { sources });
      server.say(log, { kind: 'customer', id: 'x', name: payload }, payload);
    }
    server.event(log, 'conversation.accepted', { kind: 'agent', id: 'a', name: payloads[0] }, { owner: { kind: 'agent', id: 'a' } });
    for (const payload of payloads) server.say(log, { kind: 'agent', id: 'a', name: payload }, payload);
    server.tell(log, { type: 'typing.changed', conversation_id: log.id, actor: { kind: 'agent', id: 'a', name: payloads[18] }, typing: true });
    server.say(log, { kind: 'bot', id: '', name: 'Bot' }, 'the end');
    await visitor.see('the end', 60_000);
    // Handlers that wait for the pointer or the focus get both.
    await visitor.log.evaluate((element) => {
      for (const node of element.querySelectorAll('*')) {
        for (const type of ['mouseover', 'focus', 'blur', 'toggle', 'load', 'error']) node.dispatchEvent(new Event(type));
      }
    });
    const odd = await visitor.log.evaluate((element) => {
      const allowed = new Set(['DIV', 'SPAN', 'P', 'UL', 'OL', 'LI', 'STRONG', 'EM', 'CODE', 'PRE', 'A', 'TIME', 'BUTTON', 'I', 'svg', 'path', 'FORM', 'INPUT', 'TEXTAREA', 'LABEL']);
      const attributes = new Set(['class', 'dir', 'href', 'target', 'rel', 'title', 'aria-hidden', 'datetime', 'tabindex', 'start', 'viewBox', 'width', 'height', 'd', 'type', 'hidden']);
      return [...element.querySelectorAll('*')].flatMap((node) => [
        ...(allowed.has(node.tagName) ? [] : [node.tagName]),
        ...[...node.attributes].filter((attribute) => !attributes.has(attribute.name)).map((attribute) => attribute.name),
        ...(node instanceof HTMLAnchorElement && !/^(https?|mailto):/.test(node.href) ? [node.href] : []),
        ...(node instanceof HTMLAnchorElement && (node.rel !== 'noopener noreferrer' || node.target !== '_blank') ? ['rel'] : []),
      ]);
    });
    assert.deepEqual(odd, []);
  });
  assert.deepEqual(outcome, { ran: [], asked: [] });
});

test('an answer in progress runs nothing and fetches nothing, however it is cut', async () => {
  const outcome = await trapped(async (context, server) => {
    server.pages.set('/', { body: hostPage('/widget/loader.js') });
    const visitor = await visit(context, server.origin);
    await visitor.open();
    await visitor.say('hello');
    await visitor.see('hello');
    const { log } = server;
    for (const [i, payload] of payloads.entries()) {
      const turn = 100 + i;
      server.delta(log, turn, 0, payload.slice(0, 5));
      server.delta(log, turn, Array.from(payload.slice(0, 5)).length, payload.slice(5));
      if (i % 20 === 19) await visitor.page.waitForTimeout(20);
      server.turn(log, turn, 'failed', { code: 1505, name: 'cancelled' });
    }
    server.say(log, { kind: 'bot', id: '', name: 'Bot' }, 'the end');
    await visitor.see('the end', 60_000);
  });
  assert.deepEqual(outcome, { ran: [], asked: [] });
});

test('what the site sets is treated as hostile as well', async () => {
  const outcome = await trapped(async (context, server) => {
    for (const payload of [...payloads.slice(0, 40), 'javascript:xss()', '#fff;background:url(//trap.invalid)']) {
      const value = payload.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/\0/g, '');
      const names = ['name', 'color', 'position', 'locale', 'colorscheme', 'greeting', 'suggestions'];
      server.pages.set('/', { body: hostPage('/widget/loader.js', Object.fromEntries(names.map((name) => [`data-tandem-${name}`, value]))) });
      const visitor = await visit(context, server.origin);
      await visitor.launcher.click();
      await visitor.log.waitFor();
      await visitor.page.close();
    }
  });
  assert.deepEqual(outcome, { ran: [], asked: [] });
});
