import { chromium, type Browser, type BrowserContext, type FrameLocator, type Locator, type Page } from 'playwright-core';

// A real Chromium, and the widget in it as a visitor meets it.

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
}

// A shop's page with nothing in it but the widget.
export function hostPage(loader: string, attributes: Record<string, string> = {}, more = ''): string {
  const all = { 'data-tandem-name': 'Lumen Shop', ...attributes };
  const text = Object.entries(all).map(([name, value]) => `${name}="${value}"`).join(' ');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Lamps</title></head>
<body><main><h1>Lamps</h1><p>For evenings.</p><a href="/other">Another page</a></main>${more}<script async src="${loader}" ${text}></script></body></html>`;
}

// What a visitor sees and presses, by the names that assistive software hears.
export class Visitor {
  readonly frame: FrameLocator;
  readonly launcher: Locator;
  readonly log: Locator;
  readonly field: Locator;

  constructor(readonly page: Page) {
    this.frame = page.frameLocator('iframe');
    this.launcher = page.getByRole('button', { name: /^(Open chat|Close chat|Chat öffnen|Chat schließen)/ });
    this.log = this.frame.getByRole('log');
    this.field = this.frame.getByRole('textbox', { name: /^(Message|Nachricht)$/ });
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await this.field.waitFor();
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  // The texts of the bubbles, in order, without names and times.
  bubbles(): Promise<string[]> {
    return this.log.locator('.bubble .text').allInnerTexts();
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name });
  }

  // Waits for words anywhere in the chat.
  see(text: string | RegExp, timeout = 45_000): Promise<void> {
    return this.frame.getByText(text).last().waitFor({ timeout });
  }
}

export async function visit(context: BrowserContext, address: string): Promise<Visitor> {
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  await page.goto(address);
  const visitor = new Visitor(page);
  await visitor.launcher.waitFor();
  return visitor;
}
