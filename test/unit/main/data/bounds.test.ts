/** @file Whatever a file holds, what is remembered of it is bounded: long cells are refused, texts, labels, groups and rows are counted within limits. Reads, writes: temporary files. */
import { describe, expect, it } from "vitest";
import { ColumnTally } from "#main/data/cells/column-tally.ts";
import { HashTable } from "#main/data/cells/hash-table.ts";
import { MOST_LABELS } from "#main/data/cells/label-tally.ts";
import { TextBudget } from "#main/data/cells/text-budget.ts";
import { hashText } from "#main/data/cells/text-hash.ts";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { CellHashes, DuplicateCounter } from "#main/data/profile/watch/row-hash.ts";
import { RowIndexWatch } from "#main/data/profile/watch/row-index.ts";
import { GroupIndex } from "#main/data/split/group-rows.ts";
import { RecordReader } from "#main/data/table/record-reader.ts";
import { TABLE_LIMITS } from "#main/data/table/scan-table.ts";
import { missingRules } from "#shared/data/reading/missing-words.ts";
import { dataFile, importOptions, refusalOf } from "../../../fixtures/data-files.ts";
import { readTable } from "../../../fixtures/read-table.ts";

const COMMA = { delimiter: ",", header: true } as const;
const SHORT = { ...TABLE_LIMITS, maxCellLength: 50 };
const refusal = (content: string, options: Parameters<typeof readTable>[2] = COMMA, limits = SHORT) =>
  refusalOf(readTable(dataFile(content), "t.csv", options, limits));
const tooLong = (line: number, column: number, limit = 50) =>
  `data/long-cell: A cell of t.csv is longer than ${limit} characters: line ${line}, column ${column}.`;

describe("a long cell", () => {
  it("is refused by line and column, long before a quotation that is never closed has swallowed the file", async () => {
    const text = `a,b,class\n${"1,2,x\n3,4,y\n".repeat(30)}1,"${"a line of a text\n".repeat(100_000)}`;
    expect(await refusal(text, COMMA, TABLE_LIMITS)).toBe(tooLong(62, 2, 1_048_576));
    expect(await refusalOf(inspectFile(dataFile(text), "t.csv"))).toBe(tooLong(62, 2, 1_048_576));
  });

  it.each([
    ["in one line", `a,b\n1,2\n3,${"y".repeat(51)}\n`, tooLong(3, 2)],
    ["in quotation marks", `a,b\n"${"y,".repeat(30)}",2\n`, tooLong(2, 1)],
    ["with doubled marks", `a,b\n1,"${'y""'.repeat(20)}"\n`, tooLong(2, 2)],
    ["over lines, with doubled marks", `a,b\n1,"${'y""\n""'.repeat(20)}"\n`, tooLong(2, 2)],
    ["that begins on a later line of its record", `a,b,c\n1,"two\nlines","${"y\n".repeat(40)}"\n`, tooLong(3, 3)],
  ])("%s", async (_where, text, said) => expect(await refusal(text)).toBe(said));

  it("is refused between blanks and in an ARFF file", async () => {
    expect(await refusal(`a b\n1 "${"y ".repeat(30)}"\n`, { delimiter: " ", header: true })).toBe(tooLong(2, 2));
    const arff = "@relation r\n@attribute a numeric\n@attribute b string\n@data\n1,x\n";
    expect(await refusal(`${arff}2,'${"y".repeat(60)}'\n`, { delimiter: ",", header: true, format: "arff" })).toBe(tooLong(6, 2));
  });

  it("may be as long as the limit, and a record longer", async () => {
    const cells = [`${"y".repeat(50)}`, `${"z".repeat(50)}`];
    const { rows } = await readTable(dataFile(`a,b\n${cells.join(",")}\n"${"u\n".repeat(20)}","${"v\n".repeat(20)}"\n`), "t.csv", COMMA, SHORT);
    expect(rows.map(({ cells: found }) => found.map((cell) => cell.length))).toEqual([
      [50, 50],
      [39, 39],
    ]);
  });

  it("is cut in the preview of an inspection", async () => {
    const { preview } = await inspectFile(dataFile(`a,b\n${"y".repeat(3000)},1\n${"z".repeat(1000)},2\n`), "t.csv");
    expect(preview.map(([cell]) => cell!.length)).toEqual([1001, 1000]);
  });
});

describe("texts and labels", () => {
  const options = (budget: TextBudget) => ({ asCategories: true, missing: missingRules({ rules: 2 }), keepWhileNumeric: 99, keepTexts: 99, budget });

  it("are remembered up to a number over all columns", () => {
    const budget = new TextBudget(3);
    const [a, b] = [new ColumnTally(options(budget)), new ColumnTally(options(budget))];
    for (const text of ["x", "y", "x"]) a.add(text, 1, false);
    for (const text of ["u", "v", "u"]) b.add(text, 1, false);
    expect([a.distinct, a.beyondBudget, b.distinct, b.beyondBudget, budget.fullByCount]).toEqual([2, false, 1, true, true]);
  });

  it("are remembered up to a length, and refused as what they are", async () => {
    const rows = Array.from({ length: 68 }, (_, i) => `${i}${"t".repeat(999_990)},${i},${i % 2 ? "a" : "b"}\n`);
    expect(await refusalOf(profileFile(dataFile(`notes,x,class\n${rows.join("")}`), "t.csv", importOptions("class", { rules: 2 })))).toBe(
      "data/long-texts: The different texts of t.csv add up to more than 67108864 characters, most of them in column “notes”.",
    );
  });

  it("that differ in every row are no classes, however many there are", async () => {
    const rows = Array.from({ length: MOST_LABELS + 5 }, (_, i) => `${i % 7},k${i}\n`).join("");
    expect(await refusalOf(profileFile(dataFile(`x,class\n${rows}`), "t.csv", importOptions("class", { rules: 2 })))).toBe(
      "data/label-continuous: The label column “class” of t.csv holds more than 200000 different values in 200005 rows: it looks like a measured quantity, not a class.",
    );
  });
});

describe("rows and groups", () => {
  it("are told apart beyond the 2^24 entries of the engine's own sets", () => {
    const table = new HashTable(false);
    const count = 2 ** 24 + 1000;
    for (let i = 0; i < count; i++) table.place(Math.imul(i, 0x9e3779b1), i);
    expect([table.size, table.place(Math.imul(5, 0x9e3779b1), 5), table.place(7, 2 ** 31)]).toEqual([count, 0, null]);
  });

  it("are counted exactly, and beyond the limit by a part that stands for all", () => {
    const count = (most: number) => {
      const hashes = new CellHashes([0, 1]);
      const counter = new DuplicateCounter(most);
      // 40,000 different rows, of which every second one comes three times.
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 40_000; i += round === 0 ? 1 : 2) {
          hashes.see([`${i}`, `v${i % 11}`]);
          counter.see(hashes);
        }
      }
      return counter;
    };
    const [exact, estimate] = [count(40_000), count(5_000)];
    expect([exact.duplicates, exact.estimated, estimate.estimated]).toEqual([40_000, false, true]);
    expect(Math.abs(estimate.duplicates - 40_000)).toBeLessThan(4_000);
  });

  it("have the same group numbers by text and by hash", () => {
    const cells = Array.from({ length: 5_000 }, (_, i) => (i % 17 === 0 ? "" : `patient-${(i * 7919) % 900}`));
    const numbers = (most: number) => {
      const index = new GroupIndex(most);
      return [...cells.map((cell) => index.of(cell)), index.count];
    };
    expect(numbers(10)).toEqual(numbers(10_000));
  });

  it("hash to other numbers in both halves", () => {
    const [a, b] = [new Int32Array(2), new Int32Array(2)];
    hashText("a", a, b, 0);
    hashText("b", a, b, 1);
    expect([a[0] === a[1], b[0] === b[1]]).toEqual([false, false]);
  });

  it("number the rows as long as none comes twice among those remembered", () => {
    const order = (numbers: number[], most: number) => {
      const watch = new RowIndexWatch(true, most);
      for (const number of numbers) watch.see(String(number));
      return watch.order();
    };
    const shuffled = Array.from({ length: 100 }, (_, i) => 3 * ((i * 37) % 100));
    expect([order(shuffled, 1000), order(shuffled, 30)]).toEqual(["shuffled", "shuffled"]);
    expect([order([...shuffled, 0], 1000), order([...shuffled, 0], 30), order([0, ...shuffled], 30)]).toEqual([null, "shuffled", null]);
  });

  it("keep their line numbers behind millions of blank lines that wait for the end", () => {
    const reader = new RecordReader({ delimiter: ",", header: false, skipEnd: 1 }, "t.csv", TABLE_LIMITS);
    const blank = Array<string>(100_000).fill("");
    const records = [reader.push(["1,2"])];
    for (let i = 0; i < 20; i++) records.push(reader.push(blank));
    records.push(reader.push(["3,4", "total"]));
    expect(records.flat()).toEqual([
      { text: "1,2", line: 1 },
      { text: "3,4", line: 2_000_002 },
    ]);
    expect(reader.end()).toBeNull();
    expect(reader.findings()).toEqual([{ id: "lines-skipped", why: "below", count: 1, lines: [2_000_003] }]);
  });
});
