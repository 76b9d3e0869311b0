import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { repository } from '../support/paths.ts';

const widget = join(repository, 'resources/widget');
const dist = (name: string) => readFileSync(join(widget, 'dist', name));

const budgets: Record<string, number> = { 'loader.js': 5 * 1024, 'chat.js': 30 * 1024, 'chat.css': 6 * 1024, 'frame.html': 1024 };

for (const [name, budget] of Object.entries(budgets)) {
  test(`${name} is within ${budget} bytes compressed`, () => assert.ok(gzipSync(dist(name), { level: 9 }).length <= budget));
}

test('dist is what the sources make, byte for byte', () => {
  const out = mkdtempSync(join(tmpdir(), 'tandem-widget-dist-'));
  try {
    execFileSync(process.execPath, [join(widget, 'build.mjs'), out]);
    const names = readdirSync(join(widget, 'dist')).sort();
    assert.deepEqual(readdirSync(out).sort(), names);
    for (const name of names) assert.ok(readFileSync(join(out, name)).equals(dist(name)), `${name} is not up to date: npm run build`);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

// What would need more permission than the frame has, or open a door.
const forbidden = [/\beval\(/, /new Function/, /innerHTML/, /outerHTML/, /insertAdjacentHTML/, /document\.write/, /srcdoc/, /postMessage\([^)]*,"\*"/, /document\.cookie/];
for (const name of ['loader.js', 'chat.js']) {
  test(`${name} has none of what it must not have`, () => {
    const code = dist(name).toString('utf8');
    for (const pattern of forbidden) assert.doesNotMatch(code, pattern);
  });
}

test('frame.html has nothing inline', () => {
  const html = dist('frame.html').toString('utf8');
  assert.doesNotMatch(html, /<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
});

test('the lock file names no hosts', () => {
  assert.doesNotMatch(readFileSync(join(widget, 'package-lock.json'), 'utf8'), /https?:\/\//);
});
