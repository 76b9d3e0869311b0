import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './paths.ts';
import { killed, said } from './program.ts';
import { until } from './story.ts';

const binary = process.env.TANDEM_CONSOLE ?? join(repository, 'build/dev/bin/tandem-console');
const run = promisify(execFile);

// The real console in a real window, on a display of its own (Xvfb), with a keyboard (xdotool) and a fresh home. What it
// shows is read off its title.
export class ConsoleWindow {
  private readonly home = mkdtempSync(join(tmpdir(), 'tandem-console-'));
  private screen: ChildProcess | null = null;
  private process: ChildProcess | null = null;
  private display = '';
  private id = '';

  // Up to the password, which has the keyboard.
  async start(server: string, login: string): Promise<void> {
    process.once('exit', this.leave);
    // The server chooses a number that is free and says it on the fourth pipe.
    this.screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.display = `:${(await said(this.screen, 3, /(\d+)\n/))[1]}`;
    this.process = spawn(binary, ['--server', server, '--login', login], { stdio: 'ignore', env: this.environment });
    await until(async () => (this.id = await this.tell('search', '--onlyvisible', '--name', 'Tandem$')) !== '', 'a window');
    await this.tell('windowsize', this.id, '100%', '100%');
    await this.tell('windowfocus', '--sync', this.id);
  }

  async stop(): Promise<void> {
    await killed(this.process);
    await killed(this.screen);
    process.off('exit', this.leave);
    this.leave();
  }

  title(): Promise<string> {
    return this.tell('getwindowname', this.id);
  }

  // Names of keys as X has them: "Return", "ctrl+Return", "t".
  async key(name: string): Promise<void> {
    await this.tell('key', '--clearmodifiers', name);
  }

  async type(text: string): Promise<void> {
    await this.tell('type', '--delay', '10', text);
  }

  // What the screen shows, as a PNG file; needs ImageMagick, which tests do without.
  async picture(file: string): Promise<void> {
    await run('import', ['-silent', '-window', 'root', file], { env: this.environment, timeout: 20_000 });
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH, LANG: 'C.UTF-8', DISPLAY: this.display, QT_QPA_PLATFORM: 'xcb', HOME: this.home,
      XDG_CONFIG_HOME: join(this.home, 'config'), XDG_DATA_HOME: join(this.home, 'data'),
    };
  }

  // Finding nothing is an empty answer.
  private async tell(...args: string[]): Promise<string> {
    try {
      return (await run('xdotool', args, { env: this.environment, timeout: 10_000 })).stdout.trim();
    } catch (error) {
      if (args[0] === 'search' && (error as { code?: unknown }).code === 1) return '';
      throw error;
    }
  }

  private readonly leave = (): void => {
    this.process?.kill('SIGKILL');
    this.screen?.kill('SIGKILL');
    rmSync(this.home, { recursive: true, force: true });
  };
}
