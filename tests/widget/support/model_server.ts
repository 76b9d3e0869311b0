import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './paths.ts';
import { killed, said } from './program.ts';

const binary = process.env.TANDEM_MODEL_SERVER ?? join(repository, 'build/dev/bin/tandem-model-server');

// The scripted language model (tests/support/model_server): words in the visitor's message say how it answers.
export class ModelServer {
  private process: ChildProcess | null = null;
  private port = 0;

  async start(): Promise<void> {
    this.process = spawn(binary, [], { stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', this.leave);
    this.port = Number((await said(this.process, 1, /listening on 127\.0\.0\.1:(\d+)/))[1]);
  }

  async stop(): Promise<void> {
    await killed(this.process);
    process.off('exit', this.leave);
  }

  // For the server's configuration.
  get settings(): Record<string, string> {
    return { 'model.kind': '"openai"', 'model.base_url': `"http://127.0.0.1:${this.port}/v1"`, 'model.name': '"scripted"', 'model.grounding': 'false', 'model.cache_entries': '0' };
  }

  // Its own account of its connections.
  async stats(): Promise<{ requests: number; finished: number; aborted: number; open: number }> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/stats`, { signal: AbortSignal.timeout(5_000) });
    return (await answer.json()) as { requests: number; finished: number; aborted: number; open: number };
  }

  private readonly leave = (): void => void this.process?.kill('SIGKILL');
}
