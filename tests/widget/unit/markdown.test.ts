import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseMarkdown, plainText, withoutLooseEnds } from '../../../resources/widget/src/chat/markdown.ts';
import { repository } from '../support/paths.ts';

interface Vector {
  name: string;
  markdown: string;
  blocks: { kind: string; number?: number; spans: { text: string; bold?: boolean; italic?: boolean; code?: boolean; link?: string }[] }[];
  plain?: string;
}

const vectors = JSON.parse(readFileSync(join(repository, 'shared/text/markdown_vectors.json'), 'utf8')) as Vector[];

for (const vector of vectors) {
  test(`shared vector: ${vector.name}`, () => {
    const expected = vector.blocks.map((block) => ({
      kind: block.kind,
      number: block.number ?? 0,
      spans: block.spans.map((span) => ({ bold: false, italic: false, code: false, link: '', ...span })),
    }));
    assert.deepEqual(parseMarkdown(vector.markdown), expected);
    if (vector.plain !== undefined) assert.equal(plainText(vector.markdown), vector.plain);
  });
}

test('an answer in progress shows no marks that wait for their other half', () => {
  const cases: [string, string][] = [
    ['Read [How do I op', 'Read How do I op'],
    ['Read [How do I open it?]', 'Read How do I open it?'],
    ['Read [How do I open it?](article:op', 'Read How do I open it?'],
    ['It is **ver', 'It is ver'],
    ['It is **very** good', 'It is **very** good'],
    ['Read [this](https://lumen.example/a)', 'Read [this](https://lumen.example/a)'],
    ['Type `a[`', 'Type `a[`'],
    ['Type `a[0', 'Type `a[0'],
    ['An earlier [line\nis left alone', 'An earlier [line\nis left alone'],
    ['', ''],
  ];
  for (const [text, shown] of cases) assert.equal(withoutLooseEnds(text), shown);
});

test('there are vectors', () => assert.ok(vectors.length >= 50));

// Texts made to hurt. In proportion to their length they take milliseconds, with its square minutes.
const hostile: Record<string, string> = {
  stars: '*a '.repeat(20_000),
  'open bold': '**'.repeat(30_000) + 'x',
  brackets: '['.repeat(60_000),
  'half links': '[a]('.repeat(15_000),
  'nested parentheses': `[a](https://x/${'('.repeat(50_000)}`,
  backticks: Array.from({ length: 300 }, (_, i) => '`'.repeat(i)).join('x'),
  'inner white space': `a${' '.repeat(60_000)}b`,
  addresses: 'http://'.repeat(10_000),
  angles: '<https://'.repeat(8_000),
  fences: '```\n'.repeat(15_000),
  'trailing dots': `https://x.example/${'.'.repeat(60_000)}`,
};
for (const [name, text] of Object.entries(hostile)) {
  test(`linear in the length: ${name}`, () => {
    const started = performance.now();
    parseMarkdown(text);
    assert.ok(performance.now() - started < 5000);
  });
}
