import { after, afterEach, before, beforeEach, test, type TestContext } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { launch, visit, type Visitor } from './browser.ts';
import { available, binary, type Agent, Tandem } from './tandem.ts';

// A story: the real server, a real browser, a visitor, and an agent at the other end.
export interface Stage {
  tandem: Tandem;
  context: BrowserContext;
  visit(address?: string): Promise<Visitor>;
  agent(login?: string): Promise<Agent>;
}

export const shop = '/demo/';

// Each story has a server of its own. `settings` are keys of the configuration, values as in TOML, asked for when it starts.
export function stories(settings: Record<string, string> | (() => Record<string, string>)): (name: string, run: (stage: Stage, t: TestContext) => Promise<void>) => void {
  let browser: Browser;
  let stage: Stage;
  const agents: Agent[] = [];

  before(async () => {
    if (available) browser = await launch();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    if (!available) return;
    const tandem = await new Tandem(typeof settings === 'function' ? settings() : settings).start();
    const context = await browser.newContext();
    stage = {
      tandem,
      context,
      visit: (address = shop) => visit(context, tandem.origin + address),
      agent: async (login) => {
        const agent = await tandem.agent(login);
        agents.push(agent);
        return agent;
      },
    };
  });
  afterEach(async () => {
    if (!available) return;
    for (const agent of agents.splice(0)) agent.close();
    await stage.context.close();
    await stage.tandem.stop();
  });

  return (name, run) => {
    test(name, async (t) => {
      if (!available) throw new Error(`no server at ${binary}: build it, or name it in TANDEM_BINARY`);
      await run(stage, t);
    });
  };
}

export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 45_000;
  while (Date.now() < deadline) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${what}`);
}
