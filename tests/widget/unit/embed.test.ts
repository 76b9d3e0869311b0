import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hostPage, launch, visit, Visitor } from '../support/browser.ts';
import { dee, MockServer } from '../support/mock_server.ts';
import { until } from '../support/story.ts';

// The page's half: what a site's developer calls and hears, and what keeps the two halves apart. The shop and Tandem are
// two origins here, as in life.

let browser: Browser;
let context: BrowserContext;
let tandem: MockServer;
let shop: MockServer;

before(async () => void (browser = await launch()));
after(() => browser.close());
beforeEach(async () => {
  tandem = await new MockServer().start();
  shop = await new MockServer().start();
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await tandem.stop();
  await shop.stop();
});

const loader = () => `${tandem.origin}/widget/loader.js`;
const call = (page: Page, ...args: unknown[]) => page.evaluate((all) => (window as any).tandem(...all), args as any);
const heard = (page: Page) => page.evaluate(() => (window as any).heard as unknown[]);
const recorder = `<script>window.heard=[];window.tandem=function(){(tandem.q=tandem.q||[]).push(arguments)};
for(const name of ['ready','opened','closed','unread','message','ownerChanged','queuePosition','resolved','error'])
tandem('on',name,detail=>heard.push(detail===null?name:[name,detail]));</script>`;

async function shopPage(attributes: Record<string, string> = {}, more = '', headers: Record<string, string> = {}): Promise<Visitor> {
  shop.pages.set('/', { body: hostPage(loader(), attributes, more), headers });
  return visit(context, shop.origin);
}

test('before intent: one script, one button, nothing stored, nothing else asked for', async () => {
  const visitor = await shopPage();
  await visitor.page.waitForTimeout(300);
  assert.deepEqual(tandem.requests, ['/widget/loader.js']);
  assert.equal(await visitor.page.locator('iframe').count(), 0);
  assert.deepEqual((await context.storageState()).origins, []);
  assert.deepEqual(await context.cookies(), []);
});

test('calls made before the script came are worked off in order', async () => {
  const visitor = await shopPage({}, `${recorder}<script>tandem('setAttributes',{name:'Eva',email:'eva@example.com'});tandem('open');tandem('send','Queued words')</script>`);
  await visitor.see('Queued words');
  const start = tandem.frames.find((frame) => frame.type === 'conversation.start')!;
  assert.equal(start.name, 'Eva');
  assert.equal(start.email, 'eva@example.com');
  assert.equal(start.page.url, `${shop.origin}/`);
  assert.equal(start.page.title, 'Lamps');
  assert.deepEqual((await heard(visitor.page)).slice(0, 2), ['ready', 'opened']);
});

test('the page hears what happens, without what was said', async () => {
  const visitor = await shopPage({}, recorder);
  await visitor.open();
  await visitor.say('Where is my parcel?');
  await tandem.begun(); // what is seen of it before is only the visitor's own words
  tandem.escalate(tandem.log, 1);
  tandem.join(tandem.log);
  tandem.say(tandem.log, dee, 'secret words');
  await visitor.see('secret words');
  await visitor.launcher.click();
  tandem.say(tandem.log, dee, 'more words');
  tandem.resolve(tandem.log);
  await visitor.page.waitForFunction(() => JSON.stringify((window as any).heard).includes('resolved'));
  const all = JSON.stringify(await heard(visitor.page));
  for (const part of ['["ownerChanged",{"kind":"queue"', '["ownerChanged",{"kind":"agent","name":"Dee"}]', '["queuePosition",{"ahead":1', '"closed"', '["unread",{"count":1}]', '["resolved",']) {
    assert.ok(all.includes(part), `${part} in ${all}`);
  }
  assert.ok(!all.includes('words'));
  assert.match((await visitor.launcher.getAttribute('aria-label'))!, /1 unread/);
});

test('open, close, hide, show, update, shutdown, boot and unsubscribing', async () => {
  const visitor = await shopPage({}, recorder);
  const { page } = visitor;
  await call(page, 'open');
  await visitor.field.waitFor();
  await call(page, 'close');
  assert.equal(await page.locator('iframe').evaluate((frame) => getComputedStyle(frame).visibility), 'hidden');
  await call(page, 'hide');
  assert.equal(await visitor.launcher.isVisible(), false);
  await call(page, 'show');
  assert.equal(await visitor.launcher.isVisible(), true);
  await call(page, 'update', { locale: 'de', color: '#b00020' });
  assert.equal(await visitor.launcher.getAttribute('aria-label'), 'Chat öffnen');
  assert.equal(await visitor.launcher.evaluate((button) => getComputedStyle(button).backgroundColor), 'rgb(176, 0, 32)');
  await page.evaluate(() => {
    const w = window as any;
    w.count = 0;
    const off = w.tandem('on', 'opened', () => ++w.count);
    w.tandem('open');
    off();
    w.tandem('close');
    w.tandem('open');
  });
  assert.equal(await page.evaluate(() => (window as any).count), 1);
  await call(page, 'shutdown');
  assert.equal(await page.locator('iframe').count(), 0);
  assert.equal(await visitor.launcher.count(), 0);
  await call(page, 'boot');
  await visitor.launcher.waitFor();
});

test('startConversation leaves the sending to the visitor', async () => {
  const visitor = await shopPage();
  await call(visitor.page, 'startConversation', 'About my order');
  await visitor.field.waitFor();
  await visitor.page.waitForTimeout(200);
  assert.equal(await visitor.field.inputValue(), 'About my order');
  assert.equal(tandem.frames.filter((frame) => frame.type === 'conversation.start').length, 0);
});

test('identify takes a token or a provider, asks it only once there is a chat, and reports its failure', async () => {
  const visitor = await shopPage({}, recorder);
  await visitor.page.evaluate(() => {
    const w = window as any;
    w.asked = 0;
    w.tandem('identify', async () => {
      ++w.asked;
      throw new Error('no');
    });
  });
  assert.equal(await visitor.page.evaluate(() => (window as any).asked), 0);
  await visitor.open();
  await visitor.page.waitForFunction(() => JSON.stringify((window as any).heard).includes('identify_failed'));
  assert.equal(await visitor.page.evaluate(() => (window as any).asked), 1);
});

test('logout leaves nothing of the visitor', async () => {
  const visitor = await shopPage();
  await visitor.open();
  await visitor.say('private words');
  await visitor.see('private words');
  await call(visitor.page, 'logout');
  await visitor.frame.getByText('private words').waitFor({ state: 'detached' });
  const frame = visitor.page.frames().find((one) => one.url().includes('frame.html'))!;
  assert.equal(await frame.evaluate(() => localStorage.length), 0);
  await visitor.say('somebody else');
  await visitor.see('somebody else');
  assert.equal(tandem.logs.size, 2);
});

test('a strict policy needs two entries for Tandem, and no inline styles', async () => {
  const policy = `default-src 'none'; script-src ${tandem.origin}; frame-src ${tandem.origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const visitor = await shopPage({}, '', { 'content-security-policy': policy });
  const violations: string[] = [];
  visitor.page.on('console', (message) => /Content Security|Trusted/.test(message.text()) && violations.push(message.text()));
  await visitor.open();
  await visitor.say('hello');
  await visitor.see('hello');
  assert.deepEqual(violations, []);
  assert.equal(await visitor.launcher.evaluate((button) => getComputedStyle(button).position), 'fixed');
});

test('where frames are blocked, the chat opens in a window of its own', async () => {
  const policy = `default-src 'none'; script-src 'unsafe-inline' ${tandem.origin}; frame-src 'none'`;
  const visitor = await shopPage({}, recorder, { 'content-security-policy': policy });
  const popup = context.waitForEvent('page');
  await visitor.launcher.click();
  const opened = await popup;
  await opened.getByRole('textbox', { name: 'Message' }).fill('from a window');
  await opened.keyboard.press('Enter');
  await opened.getByText('from a window').waitFor();
  assert.ok(JSON.stringify(await heard(visitor.page)).includes('frame_blocked'));
});

test("the page's styles do not reach in", async () => {
  const styles = '<style>*{display:none!important;color:red!important}div{position:static!important;opacity:0!important}html,body,main{display:block!important}button{width:5px!important}</style>';
  const visitor = await shopPage({}, styles);
  const box = (await visitor.launcher.boundingBox())!;
  assert.equal(box.width, 56);
  assert.equal(box.height, 56);
});

test('messages of another origin are not heard by the chat', async () => {
  // A page frames the chat itself and says it is the shop.
  const fragment = new URLSearchParams({ origin: 'https://shop.example', name: 'Shop' });
  shop.pages.set('/', { body: `<!doctype html><title>x</title><iframe src="${tandem.origin}/widget/frame.html#${fragment}" width=400 height=600></iframe>` });
  const page = await context.newPage();
  const got: unknown[] = [];
  await page.exposeFunction('got', (data: unknown) => void got.push(data));
  await page.addInitScript(() => {
    if (window.top === window) addEventListener('message', (event) => (window as any).got(event.data));
  });
  await page.goto(shop.origin);
  await page.frameLocator('iframe').getByRole('textbox', { name: 'Message' }).waitFor();
  await page.evaluate(() => {
    const frame = document.querySelector('iframe')!.contentWindow!;
    for (const type of ['open', 'closed', 'logout', 'hello']) frame.postMessage({ tandem: 1, type }, '*');
    frame.postMessage({ tandem: 1, type: 'send', text: 'forged', page: {} }, '*');
  });
  await page.waitForTimeout(400);
  assert.deepEqual(got, []);
  assert.deepEqual(tandem.frames, []);
});

test('messages of other windows are not heard by the page', async () => {
  const visitor = await shopPage({}, recorder);
  await visitor.open();
  await visitor.page.evaluate(() => {
    window.postMessage({ tandem: 1, type: 'event', name: 'unread', detail: { count: 99 } }, '*');
    window.postMessage({ tandem: 1, type: 'close' }, '*');
  });
  await visitor.page.waitForTimeout(200);
  assert.equal(await visitor.field.isVisible(), true);
  assert.ok(!JSON.stringify(await heard(visitor.page)).includes('99'));
});

test('malformed messages from the right origin do nothing', async () => {
  const visitor = await shopPage();
  await visitor.open();
  await visitor.page.evaluate((origin) => {
    const host = [...document.querySelectorAll('*')].find((node) => node.shadowRoot)!;
    const frame = host.shadowRoot!.querySelector('iframe')!.contentWindow!;
    const parts = [null, 1, 'x', [], {}, { tandem: 1 }, { tandem: 1, type: '__proto__' }, { tandem: 1, type: 'look' }, { tandem: 1, type: 'look', look: 5 },
      { tandem: 1, type: 'send' }, { tandem: 1, type: 'send', text: {} }, { tandem: 1, type: 'open', page: 'x' }, JSON.parse('{"tandem":1,"type":"attributes","__proto__":{"name":"x"}}')];
    for (const part of parts) frame.postMessage(part, origin);
  }, tandem.origin);
  await visitor.say('still works');
  await visitor.see('still works');
  const started = () => tandem.frames.find((frame) => frame.type === 'conversation.start');
  await until(() => started() !== undefined, 'the conversation was started'); // one's own words are seen before they are sent
  assert.equal(started()!.name, '');
});

test('a frame that the server does not let this page show opens in a window of its own', async () => {
  tandem.policy = tandem.policy + "; frame-ancestors 'self'";
  const visitor = await shopPage({}, recorder);
  const popup = context.waitForEvent('page');
  await visitor.launcher.click();
  const opened = await popup;
  await opened.getByRole('textbox', { name: 'Message' }).waitFor();
  await visitor.page.getByRole('button', { name: 'Open chat in a new window' }).waitFor();
});
