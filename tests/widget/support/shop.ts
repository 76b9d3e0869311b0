import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './paths.ts';
import { killed, said } from './program.ts';

// The sample shop (tests/support/shop), which keeps orders and says what was done to them.
export class Shop {
  private process: ChildProcess | null = null;
  private port = 0;

  async start(): Promise<void> {
    this.process = spawn('python3', [join(repository, 'tests/support/shop/shop.py')], { stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', this.leave);
    this.port = Number((await said(this.process, 1, /listening on 127\.0\.0\.1:(\d+)/))[1]);
    // Where the sample's tools look for it.
    process.env.TANDEM_SHOP_URL = `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await killed(this.process);
    process.off('exit', this.leave);
  }

  // For the server's configuration.
  get settings(): Record<string, string> {
    const knowledge = join(repository, 'resources/knowledge');
    return { 'bot.flows': `"${knowledge}/flows"`, 'bot.tools': `"${knowledge}/tools"` };
  }

  async order(number: string): Promise<{ status: string }> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/_state`, { signal: AbortSignal.timeout(5_000) });
    const state = (await answer.json()) as { orders: Record<string, { status: string }> };
    return state.orders[number]!;
  }

  private readonly leave = (): void => void this.process?.kill('SIGKILL');
}
