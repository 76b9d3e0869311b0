// Bundles src/ into dist/ (or the folder given as the first argument). The output depends on the sources and the
// pinned tools alone: no hashes, no times, so a rebuild of the same sources gives the same bytes.
import { build } from 'esbuild';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, 'dist');
const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
};

await mkdir(out, { recursive: true });
await Promise.all([
  build({ ...shared, entryPoints: ['src/loader/main.ts'], outfile: join(out, 'loader.js'), format: 'iife', target: 'es2020' }),
  build({ ...shared, entryPoints: ['src/chat/main.ts'], outfile: join(out, 'chat.js'), format: 'iife', target: 'es2021' }),
  build({ ...shared, entryPoints: ['src/chat/chat.css'], outfile: join(out, 'chat.css'), target: ['chrome100', 'firefox100', 'safari15.4'] }),
  copyFile(join(here, 'src/chat/frame.html'), join(out, 'frame.html')),
]);

for (const name of ['loader.js', 'frame.html', 'chat.js', 'chat.css']) {
  const bytes = readFileSync(join(out, name));
  console.log(`${name.padEnd(11)} ${String(bytes.length).padStart(7)} bytes ${String(gzipSync(bytes, { level: 9 }).length).padStart(6)} gzip`);
}
