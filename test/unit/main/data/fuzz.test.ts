/**
 * @file Damaged files of every kind end in a sentence or a table, never in another error, and the table is what the options say again.
 * Reads: test/fixtures/cases. Writes: temporary files. Chance comes from a fixed seed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { AppError } from "#shared/errors/errors.ts";
import { createRandom, type Random } from "#shared/numbers/random.ts";
import { dataFile } from "../../../fixtures/data-files.ts";
import { readTable } from "../../../fixtures/read-table.ts";

const FOLDER = join(import.meta.dirname, "../../../fixtures/cases");
const SEEDS: readonly Buffer[] = [
  ...readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  Buffer.from("\ufeffx;y;class\n1,5;2;“a”\n2,5;3;b\n", "utf16le"),
  Buffer.from('"x" "y" "class"\n"1" 5 6 "a b"\n"2" 6 7 "c"\n'),
  Buffer.from("@relation r\n@attribute 'a b' {1,'x y'}\n@attribute c real\n@data\n{0 'x y', 1 3}\n{}\n"),
];
const PIECES = [
  '"',
  "\n",
  "\r",
  ",",
  ";",
  "\t",
  "#",
  "%",
  "sep=",
  "@data\n",
  "{",
  "}",
  "'",
  "\\",
  "\0",
  "\xff",
  "\xc3",
  "\ufffd",
  " ",
  "1e999",
  "\n\n\n",
  "<html>",
  "[{",
];

function mutated(bytes: Buffer, random: Random): Buffer {
  let result = bytes;
  const pick = (bound: number): number => (bound > 0 ? random.below(bound) : 0);
  for (let times = 1 + pick(4); times > 0; times--) {
    const at = pick(result.length + 1);
    const kind = pick(5);
    const middle =
      kind === 0
        ? Buffer.from(PIECES[pick(PIECES.length)]!, pick(2) === 0 ? "latin1" : "utf8")
        : kind === 1
          ? Buffer.from([pick(256)])
          : kind === 2
            ? result.subarray(pick(result.length), result.length)
            : Buffer.alloc(0);
    result = Buffer.concat([result.subarray(0, at), middle, result.subarray(Math.min(result.length, at + (kind === 4 ? pick(200) : kind === 3 ? 1 : 0)))]);
  }
  return result;
}

it("damaged files are refused in words or read", async () => {
  const random = createRandom(8, "fuzz");
  let read = 0;
  let refused = 0;
  for (let i = 0; i < 600; i++) {
    const path = dataFile(mutated(SEEDS[i % SEEDS.length]!, random));
    try {
      const { options, rows, columns } = await inspectFile(path, "t.csv");
      const table = await readTable(path, "t.csv", { ...options, rules: 2 });
      expect([table.rows.length, table.columns.length]).toEqual([rows, columns.length]);
      expect(new Set(table.columns).size).toBe(table.columns.length);
      expect(table.rows.flatMap(({ cells }) => cells).join("")).not.toContain("\0");
      read++;
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === "app/internal") throw thrown;
      refused++;
    }
  }
  // Both happen often, or the test tests nothing.
  expect(Math.min(read, refused)).toBeGreaterThan(60);
});
