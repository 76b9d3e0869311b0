import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { violations } from '../support/axe.ts';
import { Shop } from '../support/shop.ts';
import { stories } from '../support/story.ts';

// A visitor, the bot and a shop that keeps orders.

const shop = new Shop();
before(() => shop.start());
after(() => shop.stop());
const story = stories(() => ({ 'server.demo': 'true', ...shop.settings }));

story('a visitor asks for an order, and cancels it when asked whether to', async ({ visit, agent }) => {
  const visitor = await visit();
  await visitor.open();
  await visitor.say('Where is order LS-100102?');
  await visitor.see('which e-mail address');
  await visitor.say('anna@example.org');
  await visitor.see('is paid and being prepared');

  await visitor.say('Please cancel it');
  await visitor.see('Shall I cancel it?');
  assert.equal((await shop.order('LS-100102')).status, 'paid');
  await visitor.say('How long is the warranty on lamps?');
  await visitor.see('3 years');
  await visitor.say('yes');
  await visitor.see('is cancelled.');
  assert.equal((await shop.order('LS-100102')).status, 'cancelled');
  assert.deepEqual(await violations(visitor.page), []);
  if (process.env.TANDEM_PICTURES) await visitor.page.screenshot({ path: join(process.env.TANDEM_PICTURES, 'orders.png') });

  // What was called is for the people, not for the visitor.
  const dee = await agent();
  const row = await dee.row((one) => one.owner.kind === 'bot');
  await dee.watch(row.conversation_id);
  await dee.frame((frame) => frame.type === 'event' && frame.event.data.tools?.some((call: { name: string }) => call.name === 'cancel_order'));
  assert.ok(!(await visitor.log.innerText()).includes('cancel_order'));
});
