import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { languageFor, languages } from '../../../resources/widget/src/chat/strings.ts';
import { repository } from '../support/paths.ts';

const english = languages.en!;

for (const [name, table] of Object.entries(languages)) {
  test(`${name} has every row, none empty, of the same shape`, () => {
    assert.deepEqual(Object.keys(table).sort(), Object.keys(english).sort());
    for (const [key, value] of Object.entries(table)) {
      const model = english[key as keyof typeof english];
      assert.equal(typeof value, typeof model, key);
      const said = typeof value === 'function' ? (value as (x: never) => string)(7 as never) : value;
      assert.ok(said.trim().length > 0, key);
      if (typeof value === 'function' && key !== 'minutes') assert.ok(said.includes('7'), `${key} leaves out what it is told`);
    }
  });
}

test('languages are told apart', () => {
  const same = Object.keys(english).filter((key) => languages.de![key as never] === english[key as never]);
  assert.deepEqual(same.sort(), ['bot', 'chat']);
});

test('a language is found by its tag, and English else', () => {
  assert.equal(languageFor('de-AT'), 'de');
  assert.equal(languageFor('DE'), 'de');
  assert.equal(languageFor('fr'), 'en');
  assert.equal(languageFor('__proto__'), 'en');
  assert.equal(languageFor(''), 'en');
});

test('every row is used', () => {
  const folder = join(repository, 'resources/widget/src/chat');
  const sources = ['app.ts', 'items.ts', 'notice.ts', 'view/announcer.ts', 'view/bubble.ts', 'view/composer.ts', 'view/header.ts', 'view/rating.ts', 'view/transcript.ts']
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  for (const key of Object.keys(english)) {
    if (key === 'minimise' || key === 'close') continue; // looked up by the name of their button
    assert.match(sources, new RegExp(`\\b(words|strings)\\.${key}\\b`), key);
  }
});
