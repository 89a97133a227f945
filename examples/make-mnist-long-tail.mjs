/**
 * @file Makes a long-tailed table of handwritten digits from the MNIST test set: data/mnist-long-tail.csv.
 * Reads: data/t10k-images-idx3-ubyte.gz and data/t10k-labels-idx1-ubyte.gz beside this file. Writes: the table, always the same bytes.
 *
 * Rows in file order of MNIST, class by class: the first 180 of a digit are for testing, the next 100 for validation, the next
 * n_c = floor(700 * 0.01^(c / 9)) for training (digit 0: 700, digit 9: 7; imbalance 100). Images are halved to 14 x 14, each value the sum
 * of four pixels (0 to 1020). Every column is standardised by itself in training, and with all 784 pixels those at the rim, which a few
 * images only touch, become large numbers that drown the rest. Columns: digit, part, p<row>_<column>.
 * Plain JavaScript without packages: node examples/make-mnist-long-tail.mjs
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const TEST_ROWS = 180;
const VALIDATION_ROWS = 100;
const HEAD_ROWS = 700;
const IMBALANCE = 100;
const SIDE = 28;
const PIXELS = SIDE * SIDE;

const folder = join(import.meta.dirname, "data");

/** @param image uint8 [784]. @returns [196]. */
function halved(image) {
  const half = SIDE / 2;
  return Array.from({ length: half * half }, (_, i) => {
    const at = Math.floor(i / half) * 2 * SIDE + (i % half) * 2;
    return image[at] + image[at + 1] + image[at + SIDE] + image[at + SIDE + 1];
  });
}

/** Content of an IDX file. @param magic 0x0801: a list of bytes, 0x0803: a list of images. */
function readIdx(name, magic, headerBytes) {
  const bytes = gunzipSync(readFileSync(join(folder, name)));
  if (bytes.readUInt32BE(0) !== magic)
    throw new Error(`${name} is not the MNIST file of that name: it begins with ${bytes.readUInt32BE(0)} instead of ${magic}.`);
  const items = bytes.readUInt32BE(4);
  const size = magic === 0x0803 ? PIXELS : 1;
  if (bytes.length !== headerBytes + items * size) throw new Error(`${name} has ${bytes.length} bytes where ${headerBytes + items * size} are expected.`);
  return { items, data: bytes.subarray(headerBytes) };
}

const images = readIdx("t10k-images-idx3-ubyte.gz", 0x0803, 16);
const labels = readIdx("t10k-labels-idx1-ubyte.gz", 0x0801, 8);
const rowsOf = Array.from({ length: 10 }, () => []);
for (let row = 0; row < labels.items; row++) rowsOf[labels.data[row]].push(row);

const names = halved(new Uint8Array(PIXELS)).map((_, i) => `p${Math.floor((2 * i) / SIDE)}_${i % (SIDE / 2)}`);
const lines = [["digit", "part", ...names].join(",")];
for (const [digit, rows] of rowsOf.entries()) {
  const trainRows = Math.floor(HEAD_ROWS * (1 / IMBALANCE) ** (digit / 9) + 1e-9);
  const parts = [
    ["test", 0, TEST_ROWS],
    ["validation", TEST_ROWS, TEST_ROWS + VALIDATION_ROWS],
    ["train", TEST_ROWS + VALIDATION_ROWS, TEST_ROWS + VALIDATION_ROWS + trainRows],
  ];
  if (rows.length < parts[2][2]) throw new Error(`Digit ${digit} has ${rows.length} images where ${parts[2][2]} are needed.`);
  for (const [part, from, to] of parts) {
    for (const row of rows.slice(from, to)) lines.push([digit, part, ...halved(images.data.subarray(row * PIXELS, (row + 1) * PIXELS))].join(","));
  }
}
const text = `${lines.join("\n")}\n`;
const path = join(folder, "mnist-long-tail.csv");
writeFileSync(path, text);
process.stdout.write(`${path}: ${lines.length - 1} rows, sha256 ${createHash("sha256").update(text).digest("hex")}\n`);
