import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, filled, parseHex, readableOn, toHex, type Rgb } from '../../../resources/widget/src/shared/color.ts';

const grounds: Rgb[] = [[255, 255, 255], [221, 243, 228], [27, 33, 41], [29, 58, 42]];
const every: Rgb[] = [];
for (let r = 0; r <= 255; r += 51) for (let g = 0; g <= 255; g += 51) for (let b = 0; b <= 255; b += 51) every.push([r, g, b]);

test('whatever colour a site chooses, its text can be read', () => {
  for (const color of every) {
    for (const ground of grounds) assert.ok(contrast(readableOn(color, ground), ground) >= 4.5, toHex(color));
    const { fill, on } = filled(color);
    assert.ok(contrast(fill, on) >= 4.5, `filled ${toHex(color)}`);
  }
});

test('a colour that can be read stays as it is', () => {
  assert.equal(toHex(readableOn([31, 95, 191], [255, 255, 255])), '#1f5fbf');
  assert.equal(toHex(filled([255, 212, 0]).fill), '#ffd400');
});

test('only hexadecimal colours are colours', () => {
  assert.deepEqual(parseHex('#fa0'), [255, 170, 0]);
  assert.deepEqual(parseHex(' #FFAA00 '), [255, 170, 0]);
  for (const bad of ['', 'red', '#12345', '#ffaa00ff', 'url(x)', '#ggg', 'rgb(1,2,3)']) assert.equal(parseHex(bad), null);
});
