import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { hostPage, launch, visit, type Visitor } from '../support/browser.ts';
import { dee, MockServer, type Log } from '../support/mock_server.ts';
import { repository } from '../support/paths.ts';

// Pictures of every state, to be looked at: not part of the tests. `node run.mjs gallery`, then see build/widget-pictures.

const out = process.env.TANDEM_PICTURES ?? join(repository, 'build/widget-pictures');
let browser: Browser;

before(async () => {
  mkdirSync(out, { recursive: true });
  browser = await launch();
});
after(() => browser.close());

const answer = `Your parcel left our warehouse on **Monday**. Standard delivery takes 2 to 4 working days within Germany.

- Track it from *Your orders*
- Or open the link in your dispatch e-mail: https://lumen.example/orders

If it has not moved for two days, we look into it.`;
const sources = [
  { article_id: 'a', title: 'How long does delivery take?', heading: '', score: 0.9 },
  { article_id: 'b', title: 'How do I track my order?', heading: '', score: 0.8 },
];

type Scene = (server: MockServer, visitor: Visitor) => Promise<void>;
const rest = (ms = 350) => new Promise((resolve) => setTimeout(resolve, ms));
const answered = (log: Log, server: MockServer, turn: number) => server.say(log, { kind: 'bot', id: '', name: 'Bot' }, answer, { turn, sources });

const scenes: Record<string, Scene> = {
  '01-first-open': async () => {},
  '02-thinking': async (_server, visitor) => {
    await visitor.say('Where is my parcel?');
  },
  '03-streaming': async (server, visitor) => {
    server.answer = (log, turn) => {
      server.turn(log, turn, 'started');
      server.delta(log, turn, 0, answer.slice(0, 150));
    };
    await visitor.say('Where is my parcel?');
  },
  '04-answered': async (server, visitor) => {
    server.answer = (log, turn) => answered(log, server, turn);
    await visitor.say('Where is my parcel?');
  },
  '04b-did-you-mean': async (server, visitor) => {
    const offer = { choices: [{ text: 'How long does delivery take?', article_id: 'a' }, { text: 'My parcel is late. What can I do?', article_id: 'b' }, { text: 'How do I track my order?', article_id: 'c' }], person: true };
    server.answer = (log, turn) => server.say(log, { kind: 'bot', id: '', name: 'Bot' }, "I'm not sure that I understand. Did you mean one of these?", { turn, offer });
    await visitor.say('it is not here');
    await visitor.frame.getByRole('group', { name: 'Did you mean' }).waitFor();
  },
  '05-offline': async (server, visitor) => {
    server.answer = (log, turn) => answered(log, server, turn);
    await visitor.say('Where is my parcel?');
    await visitor.see('How do I track my order?');
    server.intercept = (frame) => frame.type === 'hello';
    server.refuseWith = 4503;
    server.intercept = () => false;
    server.cut();
    await rest(100);
    await visitor.say('Are you still there?');
    await rest(1200);
  },
  '06-waiting': async (server, visitor) => {
    server.answer = (log, turn) => answered(log, server, turn);
    await visitor.say('Where is my parcel?');
    await visitor.see('How do I track my order?');
    await visitor.button('Talk to a person').click();
  },
  '07-interrupted': async (server, visitor) => {
    server.answer = (log, turn) => {
      server.turn(log, turn, 'started');
      server.delta(log, turn, 0, answer.slice(0, 90));
    };
    await visitor.say('Where is my parcel? It was due on Monday and my mother waits for it');
    await visitor.see('Your parcel left');
    const log = server.log;
    server.say(log, { kind: 'bot', id: '', name: 'Bot' }, answer.slice(0, 61), { turn: 2, interrupted: { by: dee, offset: 61 } });
    server.event(log, 'conversation.taken_over', dee, { owner: { kind: 'agent', id: dee.id }, from: { kind: 'bot', id: '' } });
    server.say(log, dee, 'Hello, this is Dee. I am looking into it right now.');
    server.tell(log, { type: 'typing.changed', conversation_id: log.id, actor: dee, typing: true });
  },
  '08-agent': async (server, visitor) => {
    await visitor.say('Where is my parcel?');
    await visitor.button('Talk to a person').click();
    await visitor.see('You are in the queue for a person');
    const log = server.log;
    server.join(log);
    server.say(log, dee, 'Hello, this is Dee from Lumen Shop.');
    server.say(log, dee, 'Your parcel is at the depot in Leipzig. It comes tomorrow before noon.');
    await visitor.see('before noon');
    await visitor.say('Great, thank you!');
    await visitor.say('And can the driver leave it with the neighbours? Their name is Lindqvist, second floor.');
  },
  '09-failed': async (server, visitor) => {
    await visitor.say('Where is my parcel?');
    server.intercept = (frame, peer) => {
      if (frame.type !== 'message.send') return false;
      peer.send(JSON.stringify({ type: 'rejected', id: frame.id, code: 1004, name: 'forbidden', retryable: false, message: '' }));
      return true;
    };
    await visitor.say('Another thing: the shade of the lamp came with a dent.');
    await visitor.see('Retry');
    await visitor.field.fill('x'.repeat(3990));
  },
  '10-rating': async (server, visitor) => {
    server.answer = (log, turn) => answered(log, server, turn);
    await visitor.say('Where is my parcel?');
    await visitor.see('How do I track my order?');
    server.join(server.log);
    server.say(server.log, dee, 'It comes tomorrow. Anything else?');
    server.resolve(server.log);
    await visitor.frame.getByRole('radio', { name: '4 stars' }).check({ force: true });
  },
  '11-rated': async (server, visitor) => {
    await visitor.say('Where is my parcel?');
    await visitor.see('Where is my parcel?');
    server.join(server.log);
    server.say(server.log, dee, 'It comes tomorrow. Anything else?');
    server.resolve(server.log);
    await visitor.frame.getByRole('radio', { name: '5 stars' }).check({ force: true });
    await visitor.button('Send rating').click();
    await visitor.see('Thank you for your rating.');
  },
  '12-markdown': async (server, visitor) => {
    const text = '# Returning a lamp\n\n1. Open **Your orders**\n2. Choose *Return*\n3. Print the label\n\nUse code `RETURN-30`:\n\n```\nlamp   30 days\nlinen  30 days\n```\n\nSee [our terms](https://lumen.example/terms) or write to help@lumen.example.';
    server.answer = (log, turn) => server.say(log, { kind: 'bot', id: '', name: 'Bot' }, text, { turn, sources });
    await visitor.say('How do I return a lamp, and which things can I not return? I bought it four weeks ago as a gift.');
  },
};

async function picture(name: string, scene: Scene, options: BrowserContextOptions, attributes: Record<string, string> = {}, dir = 'ltr'): Promise<void> {
  const server = await new MockServer().start();
  const context = await browser.newContext(options);
  try {
    server.pages.set('/', { body: hostPage('/widget/loader.js', { 'data-tandem-suggestions': 'Where is my parcel?|Return something|Change my order', ...attributes }).replace('<html', `<html dir="${dir}"`) });
    const visitor = await visit(context, server.origin);
    await visitor.open();
    await rest();
    await scene(server, visitor);
    await rest();
    await visitor.page.screenshot({ path: join(out, `${name}.png`) });
  } finally {
    await context.close();
    await server.stop();
  }
}

const desktop = { viewport: { width: 520, height: 800 } };
const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
for (const [name, scene] of Object.entries(scenes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${name} ${colorScheme}`, () => picture(`${name}-${colorScheme}`, scene, { ...desktop, colorScheme }));
    test(`${name} phone ${colorScheme}`, () => picture(`${name}-phone-${colorScheme}`, scene, { ...phone, colorScheme }));
  }
}
test('closed', async () => {
  const server = await new MockServer().start();
  server.pages.set('/', { body: hostPage('/widget/loader.js') });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(server.origin);
  await rest();
  await page.screenshot({ path: join(out, '00-closed.png') });
  await page.close();
  await server.stop();
});
test('German, Arabic page, yellow, 320', async () => {
  await picture('20-german', scenes['01-first-open']!, desktop, { 'data-tandem-locale': 'de', 'data-tandem-color': '#ffd400', 'data-tandem-suggestions': 'Wo ist mein Paket?|Etwas zurückgeben' });
  await picture('21-yellow-dark', scenes['04-answered']!, { ...desktop, colorScheme: 'dark' }, { 'data-tandem-color': '#ffd400' });
  await picture('22-yellow', scenes['04-answered']!, desktop, { 'data-tandem-color': '#ffd400' });
  const arabic: Scene = async (server, visitor) => {
    server.answer = (log, turn) => server.say(log, { kind: 'bot', id: '', name: 'Bot' }, 'يستغرق التوصيل من **يومين** إلى أربعة أيام عمل.\n\n- تتبع الطلب\n- اتصل بنا', { turn, sources: [{ title: 'كم يستغرق التوصيل؟' }] });
    await visitor.say('أين طردي؟');
    await visitor.see('اتصل بنا');
    server.escalate(server.log);
  };
  await picture('24-rtl', arabic, desktop, { 'data-tandem-locale': 'ar', 'data-tandem-name': 'متجر لومن', 'data-tandem-greeting': 'مرحبا! كيف يمكنني المساعدة؟' }, 'rtl');
  await picture('23-320', scenes['04-answered']!, { viewport: { width: 320, height: 568 } }, { 'data-tandem-name': 'Lumen Shop for Lamps and Home Textiles and More, Berlin and Copenhagen 1899' });
});
