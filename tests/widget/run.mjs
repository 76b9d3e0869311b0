// Compiles the tests of the given folders (unit, stories) with esbuild into a temporary folder and runs them with node's
// own test runner. Arguments after "--" go to the runner.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const widget = join(here, '../../resources/widget');
const { build } = createRequire(join(widget, 'package.json'))('esbuild');

const split = process.argv.indexOf('--');
const folders = process.argv.slice(2, split < 0 ? undefined : split);
const extra = split < 0 ? [] : process.argv.slice(split + 1);

const out = mkdtempSync(join(tmpdir(), 'tandem-widget-tests-'));
symlinkSync(join(widget, 'node_modules'), join(out, 'node_modules'));
const entries = folders.flatMap((folder) =>
  readdirSync(join(here, folder)).filter((name) => name.endsWith('.test.ts')).map((name) => join(here, folder, name)));
await build({
  entryPoints: entries, outdir: out, bundle: true, platform: 'node', format: 'esm', target: 'node18', sourcemap: 'inline',
  external: ['playwright-core', 'axe-core', 'esbuild', 'typescript'], outExtension: { '.js': '.mjs' }, logLevel: 'warning',
});
const files = readdirSync(out).filter((name) => name.endsWith('.test.mjs')).map((name) => join(out, name));
const child = spawn(process.execPath, ['--enable-source-maps', '--test', '--test-concurrency=2', ...extra, ...files], {
  stdio: 'inherit',
  env: { ...process.env, TANDEM_REPOSITORY: join(here, '../..') },
});
// A runner that is told to stop takes its tests, and their browsers, with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  rmSync(out, { recursive: true, force: true });
  process.exit(code ?? 1);
});
