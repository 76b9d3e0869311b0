import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './paths.ts';
import { killed, said } from './program.ts';
import { open, type Peer } from './websocket.ts';

// The real server in a folder of its own, and the people at its other end.

export const binary = process.env.TANDEM_BINARY ?? join(repository, 'build/dev/bin/tandem');
export const available = existsSync(binary);

export const password = 'a long enough password';

export class Tandem {
  port = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'tandem-stories-'));
  private readonly config = join(this.folder, 'tandem.toml');
  private process: ChildProcess | null = null;

  constructor(private readonly more: Record<string, string> = {}) {
    process.once('exit', this.leave);
    this.configure(0);
    this.run('knowledge', 'import', '--config', this.config, join(repository, 'resources/knowledge/articles'));
    this.addAgent('ana', 'Ana');
    this.addAgent('dee', 'Dee');
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    const child = spawn(binary, ['serve', '--config', this.config], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    this.port = Number((await said(child, 1, /listening on 127\.0\.0\.1:(\d+)/))[1]);
    // A restart is found where it was.
    this.configure(this.port);
    return this;
  }

  // As a power cut: no word to anybody.
  async kill(): Promise<void> {
    const child = this.process;
    this.process = null;
    await killed(child);
  }

  async stop(): Promise<void> {
    await this.kill();
    process.off('exit', this.leave);
    this.leave();
  }

  // Nothing outlives a test that ends in another way than by stop.
  private readonly leave = (): void => {
    this.process?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  };

  agent(login = 'dee'): Promise<Agent> {
    return Agent.signIn(this.port, login);
  }

  private configure(port: number): void {
    const tables: Record<string, string[]> = { server: ['address = "127.0.0.1"', `port = ${port}`], storage: ['folder = "data"'] };
    for (const [key, value] of Object.entries(this.more)) {
      const [table, name] = key.split('.') as [string, string];
      (tables[table] ??= []).push(`${name} = ${value}`);
    }
    writeFileSync(this.config, Object.entries(tables).map(([name, lines]) => `[${name}]\n${lines.join('\n')}\n`).join('\n'));
  }

  private addAgent(login: string, name: string): void {
    this.run('agent', 'add', '--config', this.config, '--login', login, '--name', name, '--role', 'agent', '--password-stdin');
  }

  private run(...args: string[]): void {
    execFileSync(binary, args, { input: `${password}\n`, stdio: ['pipe', 'ignore', 'pipe'], timeout: 60_000 });
  }
}

type Json = Record<string, any>;

// An agent at a console, without the console.
export class Agent {
  readonly frames: Json[] = [];
  private waiting: (() => void)[] = [];

  static async signIn(port: number, login: string): Promise<Agent> {
    const agent = new Agent(await open(port, '/ws/agent'));
    agent.send({ type: 'hello', proto_min: 1, proto_max: 1, client: 'stories', login, password });
    await agent.frame((frame) => frame.type === 'welcome');
    await agent.command({ type: 'presence.set', presence: 'available' });
    return agent;
  }

  private constructor(private readonly peer: Peer) {
    peer.onText = (text) => {
      this.frames.push(JSON.parse(text) as Json);
      for (const run of this.waiting.splice(0)) run();
    };
  }

  close(): void {
    this.peer.destroy();
  }

  send(frame: Json): void {
    this.peer.send(JSON.stringify(frame));
  }

  // The first frame, past or to come, that fits.
  async frame(fits: (frame: Json) => boolean): Promise<Json> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const found = this.frames.find(fits);
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`never came: ${fits}\n${JSON.stringify(this.frames.slice(-5))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async command(frame: Json): Promise<Json> {
    const id = randomBytes(12).toString('hex');
    this.send({ id, ...frame });
    const answer = await this.frame((one) => (one.type === 'accepted' || one.type === 'rejected') && one.id === id);
    if (answer.type === 'rejected') throw new Error(`${frame.type} rejected: ${answer.name} ${answer.message}`);
    return answer;
  }

  // The newest row of the list that fits, waited for.
  async row(fits: (row: Json) => boolean): Promise<Json> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      const rows = new Map<string, Json>();
      for (const frame of this.frames) {
        for (const row of [...(frame.type === 'queue.snapshot' ? frame.items : []), ...(frame.type === 'queue.changed' ? frame.upserted : [])]) {
          rows.set(row.conversation_id, row);
        }
      }
      const found = [...rows.values()].find(fits);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no such row: ${fits}`);
  }

  async watch(conversation_id: string): Promise<void> {
    await this.command({ type: 'conversation.watch', conversation_id, after_seq: 0 });
  }

  events(conversation_id: string): Json[] {
    const all = new Map<number, Json>();
    for (const frame of this.frames) {
      if (frame.type === 'event' && frame.event.conversation_id === conversation_id) all.set(frame.event.seq, frame.event);
    }
    return [...all.values()].sort((a, b) => a.seq - b.seq);
  }

  // Whatever epoch the list says now.
  async own(type: string, conversation_id: string, more: Json = {}): Promise<Json> {
    const row = await this.row((one) => one.conversation_id === conversation_id);
    return this.command({ type, conversation_id, owner_epoch: row.owner_epoch, ...more });
  }

  say(conversation_id: string, text: string): Promise<Json> {
    return this.command({ type: 'message.send', conversation_id, text });
  }

  typing(conversation_id: string): void {
    this.send({ type: 'typing.set', conversation_id, typing: true });
  }
}
