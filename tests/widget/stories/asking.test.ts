import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from '../support/axe.ts';
import { repository } from '../support/paths.ts';
import { stories, until } from '../support/story.ts';

// A visitor and the bot.

const story = stories({ 'server.demo': 'true', 'model.words_per_second': '60' });

const question = 'How long does delivery take?';

story('the server hands out the widget of this checkout', async ({ tandem }) => {
  for (const name of ['loader.js', 'frame.html', 'chat.js', 'chat.css']) {
    const response = await fetch(`${tandem.origin}/widget/${name}`);
    assert.equal(response.status, 200);
    const same = (await response.text()) === readFileSync(join(repository, 'resources/widget/dist', name), 'utf8');
    assert.ok(same, `${name} in the server is older than dist: build the server, or these stories are about another widget`);
  }
});

story('a visitor asks, and the answer streams in with its sources', async ({ visit, context }) => {
  const visitor = await visit();
  assert.equal(await visitor.page.locator('iframe').count(), 0);
  await visitor.open();
  await visitor.page.waitForTimeout(500);
  assert.deepEqual((await context.storageState({ indexedDB: true })).origins, [], 'nothing is stored before the first message');

  await visitor.say(question);
  const streaming = visitor.frame.locator('.row.bot:has(.caret)');
  await streaming.waitFor();
  const partly = (await streaming.innerText()).length;
  await visitor.see('From:');
  const answer = (await visitor.bubbles()).at(-1)!;
  assert.ok(answer.length > 20);
  assert.ok(partly < answer.length + 40);
  assert.ok((await visitor.log.locator('.sources li').count()) >= 1);
  assert.equal(await visitor.frame.locator('.caret').count(), 0);
  assert.deepEqual(await violations(visitor.page), []);
});

story('the bot is not sure: the visitor chooses what was meant, with the keyboard', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  await visitor.open();
  await visitor.say('my money has still not come back');
  const group = visitor.frame.getByRole('group', { name: 'Did you mean' });
  await group.waitFor();
  const choices = (await group.getByRole('button').allInnerTexts()).map((text) => text.trim());
  assert.ok(choices.length >= 2 && choices.length <= 4, choices.join(', '));
  assert.equal(choices.at(-1), 'Talk to a person');
  assert.ok((await visitor.frame.locator('[aria-live=polite]').allInnerTexts()).join(' ').includes(choices[0]!), 'the choices are read out');
  assert.deepEqual(await violations(page), []);

  // A choice is said as the visitor's own words, and answered; the buttons go.
  await group.getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await visitor.see('From:');
  assert.deepEqual(await visitor.log.locator('.row.customer .text').allInnerTexts(), ['my money has still not come back', choices[0]]);
  assert.equal(await group.count(), 0);
});

story('the bot is not sure: a person is one press away', async ({ visit }) => {
  const visitor = await visit();
  await visitor.open();
  await visitor.say('my money has still not come back');
  const group = visitor.frame.getByRole('group', { name: 'Did you mean' });
  await group.getByRole('button', { name: 'Talk to a person' }).click();
  await visitor.see('You are in the queue for a person');
  assert.equal(await group.count(), 0);
});

story('a reload, and another page, find the conversation again', async ({ visit, tandem }) => {
  const visitor = await visit();
  await visitor.open();
  await visitor.say(question);
  await visitor.see('From:');
  const before = await visitor.bubbles();
  await visitor.page.reload();
  await visitor.open();
  await visitor.see('From:');
  assert.deepEqual(await visitor.bubbles(), before);
  await visitor.page.goto(`${tandem.origin}/demo/policies.html`);
  await visitor.open();
  await visitor.see('From:');
  assert.deepEqual(await visitor.bubbles(), before);
});

story('the server dies in between: the visitor is told, and nothing is lost or doubled', async ({ visit, tandem }) => {
  const visitor = await visit();
  await visitor.open();
  await visitor.say(question);
  await visitor.see('From:');
  await tandem.kill();
  await visitor.say('What does shipping cost?');
  await visitor.say('And how do I return something?');
  await visitor.see('You are offline. We will send this when you are back.');
  await tandem.start();
  await until(async () => (await visitor.log.locator('.row.customer:not(.waiting):not(.sending)').count()) === 3, 'all three are sent');
  await visitor.frame.getByText('You are offline.').waitFor({ state: 'detached' });
  const own = await visitor.log.locator('.row.customer .text').allInnerTexts();
  assert.deepEqual(own, [question, 'What does shipping cost?', 'And how do I return something?']);
  await visitor.page.reload();
  await visitor.open();
  await visitor.see('And how do I return something?');
  assert.deepEqual(await visitor.log.locator('.row.customer .text').allInnerTexts(), own);
});

story('the server dies with an answer half said: it is not left hanging', async ({ visit, tandem }) => {
  const visitor = await visit();
  await visitor.open();
  await visitor.say(question);
  await visitor.frame.locator('.caret').waitFor();
  await tandem.kill();
  await tandem.start();
  await until(async () => (await visitor.frame.locator('.caret').count()) === 0, 'no caret without an answer in progress');
  await visitor.say('What does shipping cost?');
  await visitor.see('From:');
});

story('two tabs of one visitor agree', async ({ visit }) => {
  const one = await visit();
  const two = await visit();
  // Both are open before either has written: the second learns who the visitor is.
  await one.open();
  await two.open();
  await one.say(question);
  await one.see('From:');
  await two.see('From:');
  await two.say('Thank you');
  await one.see('Thank you');
  await until(async () => JSON.stringify(await one.bubbles()) === JSON.stringify(await two.bubbles()), 'both show the same');
  const texts = await one.bubbles();
  assert.equal(texts.filter((text) => text === question).length, 1);
  assert.equal(texts.filter((text) => text === 'Thank you').length, 1);
});

story('everything can be done with the keyboard', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  await visitor.launcher.focus();
  await page.keyboard.press('Enter');
  await visitor.field.waitFor();
  await until(() => visitor.field.evaluate((field) => document.activeElement === field), 'the focus is in the field');
  await page.keyboard.type(question);
  await page.keyboard.press('Enter');
  await visitor.see('From:');
  // To the button below, and it works.
  for (let i = 0; i < 6 && !(await visitor.button('Talk to a person').evaluate((button) => document.activeElement === button)); ++i) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await visitor.see('You are in the queue for a person');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Open chat' }).waitFor();
  await until(() => visitor.launcher.evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button), 'the focus is back on the launcher');
  // Backwards out of the panel as well: no trap.
  await page.keyboard.press('Enter');
  await until(() => visitor.field.evaluate((field) => document.activeElement === field), 'the focus is in the field again');
  for (let i = 0; i < 8; ++i) await page.keyboard.press('Shift+Tab');
  assert.notEqual(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName), 'IFRAME');
});

story('German visitors are spoken to in German', async ({ visit, tandem, context }) => {
  await context.route(`${tandem.origin}/demo/`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('data-tandem-name', 'data-tandem-locale="de" data-tandem-name') });
  });
  const visitor = await visit();
  await visitor.open();
  await visitor.see('Hallo! Wobei kann ich helfen?');
  await visitor.say('Wie lange dauert die Lieferung?');
  await visitor.see('Aus:');
});
