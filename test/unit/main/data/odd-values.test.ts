/**
 * @file Texts of digits that are no numbers, and the advice to call an odd value missing: only where it ends with that value.
 * Writes: temporary files.
 */
import { describe, expect, it } from "vitest";
import { alikeClasses } from "#main/data/profile/findings/alike-classes.ts";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { MISSING_WORDS } from "#shared/data/dataset.ts";
import { dataFile, importOptions } from "../../../fixtures/data-files.ts";

const file = (cells: readonly string[], delimiter = ";"): string =>
  dataFile(`c${delimiter}x${delimiter}y\n${cells.map((cell, i) => [cell, i * 3.5, "ab"[i % 2]].join(delimiter)).join("\n")}\n`);
const cells = (count: number, cell: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => cell(i));

async function oddOf(column: readonly string[]): Promise<string[]> {
  const { findings } = await profileFile(file(column), "t.csv", importOptions("y", { rules: 2, delimiter: ";" }));
  return findings!.flatMap((finding) => (finding.id === "odd-value" ? [finding.cell] : []));
}

describe("an odd value", () => {
  it("is named where calling it missing leaves numbers", async () => {
    const found = await oddOf(cells(60, (i) => (i % 20 === 7 ? "unknown" : String(i))));
    expect(found).toEqual(["unknown"]);
    // A single word may be common: it is the word for missing.
    expect(await oddOf(cells(200, (i) => (i % 4 === 0 ? "not measured" : String(i))))).toEqual(["not measured"]);
    expect(await oddOf(cells(60, (i) => (i === 7 ? "abc" : `${i} kg`)))).toEqual(["abc"]);
  });

  it.each<[string, (i: number) => string]>([
    ["dates", (i) => `${1 + (i % 28)}.${1 + (i % 12)}.2024`],
    ["dates with a slash", (i) => `${1 + (i % 28)}/${1 + (i % 12)}/2024`],
    ["versions", (i) => (i % 30 === 9 ? `2.${i}.1` : `2.${i}`)],
    ["addresses", (i) => `10.0.${i}.${i % 3}`],
    ["numbers with ten kinds of words", (i) => (i % 10 === 0 ? `word ${i}` : String(i))],
  ])("is nothing to call missing among %s", async (_what, cell) => {
    expect(await oddOf(cells(100, cell))).toEqual([]);
  });
});

describe("texts of digits", () => {
  it.each<[string, (i: number) => string]>([
    ["addresses", (i) => `192.168.100.${100 + i}`],
    ["telephone numbers", (i) => `555 100 ${200 + i}`],
    ["telephone numbers with points", (i) => `555.100.${200 + i}`],
    ["seats", (i) => `${10 + i}A`],
  ])("stay texts: %s", async (_what, cell) => {
    const { columns } = await inspectFile(file(cells(40, cell)), "t.csv", { delimiter: ";" });
    expect(columns[0]).toMatchObject({ kind: "categorical", style: null, styles: [] });
  });

  it.each<[string, (i: number) => string, number]>([
    ["thousands", (i) => `${i + 1}.168.100`, 1_168_100],
    ["billions among millions", (i) => (i === 0 ? "1.100.200.150" : `${i}.168.100`), 1_100_200_150],
    ["exponents of the C library of Windows", (i) => `${i + 1},5e+002`, 150],
    ["large exponents", (i) => `${i + 1},5E-101`, 1.5e-101],
  ])("are numbers where nothing speaks against it: %s", async (_what, cell, first) => {
    const path = file(cells(40, cell));
    const { columns } = await inspectFile(path, "t.csv", { delimiter: ";" });
    expect(columns[0]).toMatchObject({ kind: "numeric", example: { value: first } });
    const profile = await profileFile(path, "t.csv", importOptions("y", { rules: 2, delimiter: ";", numbers: { c: columns[0]!.style! } }));
    expect(profile.columns[0]).toMatchObject({ kind: "numeric" });
  });

  it("with a plain number of three exponent digits are one thing to inspection and import", async () => {
    const path = file(cells(40, (i) => `${i}.5e+002`));
    expect((await inspectFile(path, "t.csv", { delimiter: ";" })).columns[0]).toMatchObject({ kind: "numeric", style: null });
    expect((await profileFile(path, "t.csv", importOptions("y", { rules: 2, delimiter: ";" }))).columns[0]).toMatchObject({ kind: "numeric", max: 3950 });
  });
});

it("“None” among texts stays a text when a word is added to the usual ones or taken out", async () => {
  const path = file(cells(40, (i) => (i % 4 === 0 ? "Stone" : "None")));
  const lists = [
    [...MISSING_WORDS],
    [...MISSING_WORDS, "?!"],
    MISSING_WORDS.filter((word) => word !== "."),
    MISSING_WORDS.filter((word) => !/inf/i.test(word)),
  ];
  for (const missingWords of lists) {
    const profile = await profileFile(path, "t.csv", importOptions("y", { rules: 2, delimiter: ";", missingWords }));
    expect(profile.columns[0]).toMatchObject({ missing: 0, categories: ["None", "Stone"] });
  }
});

it("names of any length are compared, in a time that does not grow with the square of it", () => {
  const long = ".".repeat(300_000);
  const classes = [`a${long}b`, `a${long}b.`, "x - y", "x_y", "1-2", "1 2", "12", "-5", "--5"].map((name) => ({ name, count: 3 }));
  const groups = alikeClasses(classes).flatMap((finding) => finding.groups.map(({ names }) => names.map(({ name }) => (name.length > 100 ? "long" : name))));
  expect(groups).toEqual([
    ["long", "long"],
    ["x - y", "x_y"],
    ["1-2", "1 2"],
  ]);
});
