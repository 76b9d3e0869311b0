import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { ConsoleWindow } from '../support/console_window.ts';
import { ModelServer } from '../support/model_server.ts';
import { stories, until } from '../support/story.ts';
import { password } from '../support/tandem.ts';

// The whole way of a takeover: a key in the console's real window, the last character of the bot in a real browser, and a
// model at the other end of a real connection.

const model = new ModelServer();
before(() => model.start());
after(() => model.stop());

const story = stories(() => ({ 'server.demo': 'true', ...model.settings }));

const mostMs = 1_000; // from the key to the last character, on a machine that does other things as well

interface Shown {
  at: number;
  text: string;
}

story('one key stops the bot in mid-sentence: the visitor keeps what they saw, and learns once who took over', async ({ visit, agent, tandem }, t) => {
  const watcher = await agent('ana');
  const visitor = await visit();
  await visitor.open();
  await visitor.say('Where is my parcel? !first=20 !every=5 !tokens=3');
  await visitor.see('word1 word2 word3');
  const id = (await watcher.row((row) => row.owner.kind === 'bot')).conversation_id as string;
  await watcher.watch(id);

  const desk = new ConsoleWindow();
  t.after(() => desk.stop());
  await desk.start(tandem.origin, 'dee');
  await desk.type(password);
  await desk.key('Return');
  await until(async () => {
    await desk.key('Home'); // the first conversation of the list, as soon as the list is there
    return (await desk.title()) === 'Visitor – Tandem';
  }, 'the conversation is open in the console');

  // Everything the bot's last bubble ever shows from here on.
  await visitor.log.evaluate((log) => {
    const shown: Shown[] = [];
    Object.assign(window, { shown });
    const bubbles = () => [...log.querySelectorAll('.row.bot .text')];
    const before = bubbles().length;
    const look = () => {
      if (bubbles().length <= before) return; // the answer before this one
      const text = bubbles().pop()?.textContent ?? '';
      if (text !== shown.at(-1)?.text) shown.push({ at: Date.now(), text });
    };
    new MutationObserver(look).observe(log, { childList: true, characterData: true, subtree: true });
  });
  const shown = () => visitor.log.evaluate(() => (window as unknown as { shown: Shown[] }).shown);

  await visitor.say('And when will it come? !first=20 !every=30 !tokens=600');
  await until(async () => ((await shown()).at(-1)?.text.split(' ').length ?? 0) >= 20, 'twenty words of a long answer');
  assert.equal((await model.stats()).open, 1);

  const pressed = Date.now();
  await desk.key('t');
  await visitor.see('Dee joined');
  await visitor.see('Bot stopped here');

  // The model's connection is closed.
  await until(async () => (await model.stats()).open === 0, 'no stream is open');
  assert.equal((await model.stats()).aborted, 1);

  // What is stored is what was seen, to the character.
  const stored = () => watcher.events(id).filter((event) => event.type === 'message.accepted' && event.actor.kind === 'bot');
  await until(() => stored().some((event) => event.data.interrupted), 'the answer is sealed');
  const sealed = stored().find((event) => event.data.interrupted)!;
  const text = (await shown()).at(-1)!.text;
  assert.equal(sealed.data.text, text);
  assert.equal(sealed.data.interrupted.offset, Array.from(text).length);
  assert.equal(sealed.data.interrupted.by.name, 'Dee');

  // The bot would have gone on for another eighteen seconds. Nothing comes after, here or in the log, and nothing that was
  // seen was taken back.
  await visitor.page.waitForTimeout(2_000);
  const growth = (await shown()).filter((one) => one.text.startsWith('word'));
  for (const [i, one] of growth.entries()) assert.ok(i === 0 || one.text.startsWith(growth[i - 1]!.text), one.text);
  assert.equal(growth.at(-1)!.text, text);
  assert.equal(await visitor.log.locator('.row.stopped .text').innerText(), text);
  assert.equal(stored().length, 2, 'the first answer and the sealed one');
  assert.equal((await visitor.log.innerText()).split('Dee joined').length - 1, 1);
  assert.equal(watcher.events(id).filter((event) => event.type === 'conversation.taken_over').length, 1);
  const late = Math.max(0, growth.at(-1)!.at - pressed);
  t.diagnostic(`last character of the bot ${late} ms after the key`);
  assert.ok(late <= mostMs, `${late} ms`);

  // The person goes on, from the same keyboard.
  await desk.key('r');
  await desk.type('I am looking into it.');
  await desk.key('ctrl+Return');
  await visitor.see('I am looking into it.');
});
