import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { repository } from './paths.ts';

const source = readFileSync(createRequire(join(repository, 'resources/widget/package.json')).resolve('axe-core/axe.min.js'), 'utf8');

async function check(frame: Frame): Promise<string[]> {
  // Evaluated through the debugger, so the frame's own policy stays as it is.
  await frame.evaluate(source);
  return frame.evaluate(async () => {
    const results = await (window as any).axe.run(document, { resultTypes: ['violations'], iframes: false });
    return results.violations.map((one: any) => `${one.id}: ${one.help} ${one.nodes.map((node: any) => node.html.slice(0, 160)).join(' | ')}`);
  });
}

// What axe finds in the page and in the chat, as lines; empty is good.
export async function violations(page: Page): Promise<string[]> {
  const chat = page.frames().find((frame) => frame.url().includes('/widget/frame.html'));
  return [...(await check(page.mainFrame())), ...(chat ? await check(chat) : [])];
}
