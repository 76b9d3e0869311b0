import { visit } from '../support/browser.ts';
import { ConsoleWindow } from '../support/console_window.ts';
import { repository } from '../support/paths.ts';
import { shop, stories, until } from '../support/story.ts';
import { password } from '../support/tandem.ts';
import { join } from 'node:path';

// The pictures of README.md, of the real page and the real window on the sample shop: `node run.mjs gallery`, and look at
// them before they are committed. Needs ImageMagick.

const out = (name: string) => join(process.env.TANDEM_DOCUMENT_PICTURES ?? join(repository, 'resources/screenshots'), name);
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const story = stories({ 'server.demo': 'true', 'bot.name': '"Lumen Assistant"', 'bot.intents': `"${join(repository, 'resources/knowledge/intents')}"` });

story('a customer who is helped by the bot, and then by a person', async ({ agent, context, tandem }, t) => {
  const colleague = await agent('ana');
  const customer = async (name: string) => {
    const own = await context.browser()!.newContext(); // a visitor of one's own
    t.after(() => own.close());
    const visitor = await visit(own, tandem.origin + shop);
    await visitor.page.setViewportSize({ width: 1280, height: 800 });
    await visitor.page.evaluate((name) => (window as unknown as { tandem: (...call: unknown[]) => void }).tandem('setAttributes', { name }), name);
    await visitor.open();
    return visitor;
  };
  const mara = await customer('Mara Lindqvist');
  await mara.say('How long does delivery take?');
  await mara.see(/From:/);
  await rest(600);
  await mara.page.screenshot({ path: out('widget.png') });
  await mara.say('It was due on Monday. My order is LS-104233, and this is the second time. I want to talk to a human');
  await mara.see(/queue/i);
  const others = await Promise.all(['Bo', 'Cem'].map(customer));
  await others[0]!.say('Which bulb fits the Aurora floor lamp?');
  await others[1]!.say('Can I pay by invoice?');

  const desk = new ConsoleWindow();
  t.after(() => desk.stop());
  await desk.start(tandem.origin, 'dee');
  await desk.type(password);
  await desk.key('Return');
  await rest(2_500);
  await desk.key('a');
  await until(async () => (await desk.title()).includes('–'), 'a conversation is open');
  await rest(800);
  await desk.type('Hello, this is Dee. I am looking into LS-104233 right now.');
  await desk.key('ctrl+Return');
  await mara.see('looking into');
  await rest(1_200);
  await desk.picture(out('console.png'));
  colleague.close();
});
