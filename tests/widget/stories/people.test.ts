import assert from 'node:assert/strict';
import { violations } from '../support/axe.ts';
import { stories, until } from '../support/story.ts';

// A visitor, the bot and a person.

const story = stories({ 'server.demo': 'true', 'model.words_per_second': '12' });

const question = 'How long does delivery take?';

story('a visitor asks for a person, gets one, and rates the help', async ({ visit, agent }) => {
  const dee = await agent();
  const visitor = await visit();
  await visitor.open();
  await visitor.button('Talk to a person').click();
  await visitor.see('You are in the queue for a person');
  await visitor.see('You are next');
  assert.equal(await visitor.button('Waiting for a person').getAttribute('aria-disabled'), 'true');

  const row = await dee.row((one) => one.owner.kind === 'queue');
  const id = row.conversation_id as string;
  await dee.watch(id);
  await dee.own('conversation.accept', id);
  await visitor.see('Dee joined');
  await visitor.see('You are talking to Dee');
  dee.typing(id);
  await visitor.see('Dee is typing');
  await dee.say(id, 'Hello, this is Dee. What can I do for you?');
  await visitor.see('Hello, this is Dee.');
  await visitor.frame.getByText('Dee is typing').waitFor({ state: 'detached' });
  await visitor.say('My lamp flickers.');
  await dee.frame((frame) => frame.type === 'event' && frame.event.data.text === 'My lamp flickers.');
  await dee.say(id, 'I send you a new one.');
  await visitor.see('I send you a new one.');
  assert.deepEqual(await violations(visitor.page), []);

  await dee.own('conversation.resolve', id, { survey: true });
  await visitor.see('Conversation ended');
  await visitor.frame.getByRole('radio', { name: '4 stars' }).check({ force: true });
  await visitor.frame.getByRole('textbox', { name: 'Would you like to say why?' }).fill('Quick and kind.');
  await visitor.button('Send rating').click();
  await visitor.see('Thank you for your rating.');
  const rated = await dee.frame((frame) => frame.type === 'event' && frame.event.type === 'csat.answered');
  assert.equal(rated.event.data.rating, 4);
  assert.equal(rated.event.data.comment, 'Quick and kind.');
  assert.deepEqual(await violations(visitor.page), []);

  await visitor.button('Change').click();
  await visitor.frame.getByRole('radio', { name: '5 stars' }).check({ force: true });
  await visitor.button('Send rating').click();
  await dee.frame((frame) => frame.type === 'event' && frame.event.type === 'csat.answered' && frame.event.data.rating === 5);

  await visitor.page.reload();
  await visitor.open();
  await visitor.see('Thank you for your rating.');
  assert.equal(await visitor.frame.getByRole('radio', { name: '5 stars' }).isChecked(), true);

  await visitor.say('One more thing: how do I return something?');
  await visitor.see('From:');
  assert.equal(await visitor.frame.getByText('How did we do?').count(), 0);
});

story('a person takes over in the middle of an answer: what was shown stays, and nothing comes after it', async ({ visit, agent }) => {
  const dee = await agent();
  const visitor = await visit();
  await visitor.open();
  await visitor.say(question);
  const id = (await dee.row((row) => row.owner.kind === 'bot')).conversation_id as string;
  await dee.watch(id);
  const streaming = visitor.frame.locator('.row.bot:has(.caret) .text');
  await until(async () => (await streaming.count()) === 1 && (await streaming.innerText()).split(/\s+/).length >= 4, 'four words');
  const seen = (await streaming.innerText()).trim();
  await dee.own('conversation.take_over', id);
  await visitor.see('Dee joined');
  await visitor.see('Bot stopped here');
  const stored = dee.events(id).find((event) => event.type === 'message.accepted' && event.actor.kind === 'bot');
  assert.ok(stored?.data.interrupted);
  const kept = () => visitor.log.locator('.row.stopped .text').innerText();
  const shown = await kept();
  assert.ok(shown.startsWith(seen), `${seen} / ${shown}`);
  const plain = (text: string) => text.replace(/[*_`#]/g, '').replace(/\s+/g, ' ').trim();
  assert.equal(plain(shown), plain(stored.data.text as string));
  await visitor.page.waitForTimeout(1500);
  assert.equal(await kept(), shown);
  assert.equal(await visitor.frame.locator('.caret').count(), 0);
  assert.equal((await visitor.log.locator('.row.bot').count()), 2, 'the greeting and the sealed answer');
  await dee.say(id, 'I am looking into it.');
  await visitor.see('I am looking into it.');
  assert.deepEqual(await violations(visitor.page), []);

  await dee.own('conversation.hand_back', id, { note: '' });
  await visitor.see('The bot answers from here on');
  await visitor.see('usually answers at once');
});

story('while the server is away an agent writes on: the visitor reads it all afterwards, in order', async ({ visit, agent, tandem }) => {
  const visitor = await visit();
  await visitor.open();
  await visitor.button('Talk to a person').click();
  await visitor.see('You are in the queue for a person');
  const dee = await agent();
  const id = (await dee.row((one) => one.owner.kind === 'queue')).conversation_id as string;
  await dee.own('conversation.accept', id);
  await visitor.see('Dee joined');
  await tandem.kill();
  await visitor.say('First');
  await visitor.say('Second');
  await visitor.see('You are offline.');
  await tandem.start();
  const again = await agent();
  await again.watch(id);
  await until(() => again.events(id).filter((event) => event.actor.kind === 'customer' && event.type === 'message.accepted').length === 3, 'three messages of the visitor');
  await again.say(id, 'Both are here.');
  await visitor.see('Both are here.');
  assert.deepEqual((await visitor.bubbles()).slice(-3), ['First', 'Second', 'Both are here.']);
});

story('unread messages are counted while the panel is closed', async ({ visit, agent }) => {
  const visitor = await visit();
  await visitor.open();
  await visitor.button('Talk to a person').click();
  await visitor.see('You are in the queue for a person');
  const dee = await agent();
  const id = (await dee.row((one) => one.owner.kind === 'queue')).conversation_id as string;
  await dee.own('conversation.accept', id);
  await visitor.see('Dee joined');
  await visitor.launcher.click();
  await dee.say(id, 'One');
  await dee.say(id, 'Two');
  await visitor.page.getByRole('button', { name: 'Open chat, 2 unread' }).click();
  await visitor.see('Two');
  await visitor.page.getByRole('button', { name: 'Close chat', exact: true }).waitFor();
});
