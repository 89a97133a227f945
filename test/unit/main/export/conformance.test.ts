/** What every format of exported tables keeps to: names, figures and what is missing, read back by another program; bounded memory; whole files or none. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { refuseOnTerminal } from "#main/cli/out/result-file.ts";
import type { Bytes } from "#main/export/format.ts";
import { madeAnswer, madeAsJson } from "#main/export/made-answer.ts";
import { tableBytes } from "#main/export/registry.ts";
import { renderBytes } from "#main/export/render.ts";
import type { ResultTable } from "#main/export/result-table.ts";
import { writeFileWhole } from "#main/export/write-file.ts";
import { FORMAT_NAMES, formatFacts, formatOfEnding, hasOption, TABLE_FORMATS, TABLE_ROWS, tableKind } from "#shared/export/formats.ts";
import { bytesOf } from "#shared/export/made.ts";
import { FORMAT_OPTIONS } from "#shared/export/options.ts";
import { FORMAT_READERS } from "../../../fixtures/format-readers.ts";
import { exported } from "../../../fixtures/two-configurations.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

async function gathered(bytes: Bytes): Promise<Buffer> {
  const portions: Uint8Array[] = [];
  for await (const portion of bytes) portions.push(portion);
  return Buffer.concat(portions);
}

const NAMES = [
  "id",
  "__proto__",
  "constructor",
  "a,b;c",
  'say "so"',
  "two\nlines",
  "tab\there",
  "bar|pipe",
  "<b>&amp;</b>",
  "γ × ü 猫 🐈",
  "=SUM(A1)",
  "@x",
  "*_`~[a](b)",
  "-1",
];
/** Every column varies, since some formats say once what does not. */
const AWKWARD: ResultTable = {
  title: 'Awkward </title> "t"',
  columns: NAMES,
  rows: [NAMES.map((name, i) => `${name}${i}`), NAMES.map((name) => name), NAMES.map((_, i) => (i === 0 ? 3 : i / 7))],
  reasons: [{}, {}, {}],
};
/** One value after another in the first row; the second differs from it. */
const FIGURES = [0.1 + 0.2, -0.5, 1e-7, 1.5e-9, 1e21, 123456789012345680, 0, NaN, Infinity, -Infinity];
const numbers: ResultTable = {
  title: "figures",
  columns: ["id", ...FIGURES.map((_, i) => `f${i}`), "absent", "__proto__"],
  rows: [
    [1, ...FIGURES, null, null],
    [2, ...FIGURES.map(() => 2), 2, 2],
  ],
  reasons: [{ absent: "no row of class <a>", ["__proto__"]: "needs two seeds" }, {}],
};

describe.each(TABLE_FORMATS)("a table of rows as %s", (format) => {
  const { read, kept } = FORMAT_READERS[format];
  const back = async (table: ResultTable) => read(await gathered(tableBytes(format, table)));

  it("keeps every name", async () => {
    const { columns, rows } = await back(AWKWARD);
    expect(columns).toEqual(NAMES.map(kept));
    expect(rows).toEqual([...AWKWARD.rows].map((row) => row.map((cell) => (typeof cell === "string" ? kept(cell) : String(cell)))));
  });

  it("keeps every digit, tells what is not finite, and leaves no value where there is none, with the reason where it has a place", async () => {
    const { rows, reasons } = await back(numbers);
    const [first, second] = rows;
    FIGURES.forEach((figure, i) => {
      const told = first![i + 1] ?? reasons?.[0]![`f${i}`];
      expect(Number(told)).toBe(figure);
      expect(told).toMatch(/^(-?[\d.]+(e[+-]\d+)?|NaN|-?Infinity)$/);
    });
    expect(first!.slice(-2)).toEqual([null, null]);
    expect(second).toEqual(numbers.columns.map(() => "2"));
    if (reasons) expect([Object.hasOwn(reasons[0]!, "__proto__"), reasons[0]!["absent"]]).toEqual([true, "no row of class <a>"]);
    expect(reasons?.[1] ?? {}).toEqual({});
  });

  it("has its head without any row", async () => {
    expect(await back({ title: "empty", columns: ["a", "b"], rows: [] })).toMatchObject({ columns: ["a", "b"], rows: [] });
  });

  it("holds the figures of a sweep", async () => {
    const { columns, rows } = await read(await gathered(renderBytes(exported(), { sweepId: 1, format, rows: "runs", at: "best" }).bytes));
    const at = (name: string): (string | null)[] => rows.map((row) => row[columns.indexOf(name)]!);
    // 50, 51, ... 55 and 51, 53, ... 61 of 100 are right.
    expect(at("test_accuracy").map(Number)).toEqual([0.5, 0.51, 0.52, 0.53, 0.54, 0.55, 0.51, 0.53, 0.55, 0.57, 0.59, 0.61]);
    expect(at("seed").map(Number)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
  });

  it("of 100,000 rows is made with 32 MB", async () => {
    const worker = new Worker(new URL("../../../fixtures/format-memory-worker.ts", import.meta.url), {
      workerData: { format, rowCount: 100_000 },
      resourceLimits: { maxOldGenerationSizeMb: 32 },
    });
    const { bytes, largest } = await new Promise<{ bytes: number; largest: number }>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    await worker.terminate();
    expect(bytes).toBeGreaterThan(20_000_000);
    expect(largest).toBeLessThan(2 ** 21);
  });
});

describe.each(FORMAT_NAMES)("%s", (format) => {
  const facts = formatFacts(format);
  const taken = TABLE_ROWS.filter((rows) => tableKind(format, rows) !== null);

  it("is known by its endings alone", () => {
    for (const ending of facts.endings) expect([formatOfEnding(ending), formatOfEnding(ending.toUpperCase())]).toEqual([format, format]);
    expect(taken).not.toEqual([]);
  });

  it.each(TABLE_ROWS)("makes the tables of %s that it says, and refuses the others and options that are not its own", async (rows) => {
    const request = { sweepId: 1, format, rows, at: "best" } as const;
    if (!taken.includes(rows)) {
      expect(() => renderBytes(exported(), request)).toThrow(`A table of ${rows} as ${facts.label} is not valid`);
      return;
    }
    const made = renderBytes(exported(), request);
    expect(made).toMatchObject({ fileName: `two-${rows}.${facts.endings[0]}`, mime: facts.mime, content: facts.content });
    const bytes = await gathered(made.bytes);
    expect(bytes.length).toBeGreaterThan(100);
    if (facts.content === "text") expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).not.toThrow();
    const values = { csvStyle: "comma-point", bom: false, bare: false } as const;
    for (const option of FORMAT_OPTIONS) {
      const asked = () => renderBytes(exported(), { ...request, [option]: values[option] });
      if (hasOption(format, option)) expect(asked).not.toThrow();
      else expect(asked).toThrow(`the format is ${format}`);
    }
  });

  it("is the same bytes in an answer, whole and in pieces", async () => {
    const make = () => renderBytes(exported(), { sweepId: 1, format, rows: taken[0]!, at: "best" });
    const bytes = await gathered(make().bytes);
    const answer = await madeAnswer(make());
    expect(Buffer.from(bytesOf(answer)).equals(bytes)).toBe(true);
    let spelled = "";
    for await (const piece of madeAsJson(make())) spelled += piece;
    expect(JSON.parse(spelled)).toEqual(answer);
  });

  it("is a whole file or none: after an error on the way and after a cancel the earlier one is there, and nothing beside it", async () => {
    const folder = temporaryFolder();
    const path = join(folder, `table.${facts.endings[0]}`);
    writeFileSync(path, "earlier");
    const bytes = await gathered(renderBytes(exported(), { sweepId: 1, format, rows: taken[0]!, at: "best" }).bytes);
    const stop = new AbortController();
    function* until(end: () => void): Generator<Uint8Array<ArrayBuffer>> {
      yield Uint8Array.from(bytes.subarray(0, 50));
      end();
      yield Uint8Array.from(bytes.subarray(50));
    }
    const broken = until(() => {
      throw new Error("a row is gone");
    });
    await expect(writeFileWhole(path, broken)).rejects.toMatchObject({ code: "export/write", data: { detail: "a row is gone" } });
    const cancelled = until(() => stop.abort());
    await expect(writeFileWhole(path, cancelled, { waiting() {}, signal: stop.signal })).rejects.toMatchObject({ code: "export/write" });
    expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["earlier", [`table.${facts.endings[0]}`]]);
    expect(await writeFileWhole(path, [Uint8Array.from(bytes)])).toBe(bytes.length);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});

describe("a format that is no text", () => {
  const facts = {
    label: "Parquet",
    endings: ["parquet"],
    mime: "application/vnd.apache.parquet",
    content: "binary",
    besideRows: false,
    tables: { runs: "rows" },
    options: [],
  } as const;
  const portions = [1, 2, 5, 1, 0, 4].map((length, i) => Uint8Array.from({ length }, (_, j) => (i * 83 + j * 171) % 256));

  it("is not sent to a terminal, but to a file and on to another program", () => {
    expect(() => refuseOnTerminal(facts, null, true)).toThrow("Parquet is no text, and standard output is a terminal: give --out FILE.parquet, or send it on");
    expect(() => refuseOnTerminal(facts, "/tmp/a.parquet", true)).not.toThrow();
    expect(() => refuseOnTerminal(facts, null, false)).not.toThrow();
    for (const format of FORMAT_NAMES)
      if (formatFacts(format).content === "text") expect(() => refuseOnTerminal(formatFacts(format), null, true)).not.toThrow();
  });

  it("crosses to the window byte for byte, however it comes in portions", async () => {
    const made = () => ({ fileName: "a.parquet", mime: facts.mime, content: "binary" as const, rowCount: 1, bytes: portions });
    const answer = await madeAnswer(made());
    expect(answer).not.toHaveProperty("text");
    expect(Buffer.from(bytesOf(answer)).equals(Buffer.concat(portions))).toBe(true);
    let spelled = "";
    for await (const piece of madeAsJson(made())) spelled += piece;
    expect(JSON.parse(spelled)).toEqual(answer);
  });
});
