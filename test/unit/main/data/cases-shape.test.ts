/**
 * @file Files that once failed give the figures their authors wrote down beside them.
 * Reads: test/fixtures/cases (the figures are those of the reports, made with the files).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { dataFile } from "../../../fixtures/data-files.ts";
import { importAs } from "../../../fixtures/look-at.ts";

const at = (name: string): string => join(import.meta.dirname, "../../../fixtures/cases", name);

async function figures(path: string, label: string) {
  const profile = await importAs(path, label);
  return {
    rows: profile.rows,
    classes: Object.fromEntries(profile.classes.map(({ name, count }) => [name, count])),
    columns: profile.columns.map(({ name, kind }) => `${name}: ${kind}`),
    dropped: profile.droppedRows,
  };
}
const numeric = (...names: string[]): string[] => names.map((name) => `${name}: numeric`);

describe("files as people have them", () => {
  it.each([
    ["C02/labels-utf8.csv", "Label", { rows: 40, classes: { normal: 28, "Web Attack – XSS": 8, défaut: 4 }, columns: numeric("x1", "x2"), dropped: 0 }],
    ["C02/labels-1252.csv", "Label", { rows: 40, classes: { normal: 28, "Web Attack – XSS": 8, défaut: 4 }, columns: numeric("x1", "x2"), dropped: 0 }],
    ["C05/joined.csv", "Label", { rows: 60, classes: { Benign: 45, Bot: 15 }, columns: numeric("Dur", "Pkts"), dropped: 0 }],
    ["C06/two-headers.csv", "Y", { rows: 30, classes: { "Fully Paid": 24, "Charged Off": 6 }, columns: numeric("ID", "X1", "X2"), dropped: 0 }],
    ["C06/units-line.csv", "status", { rows: 30, classes: { "Fully Paid": 24, "Charged Off": 6 }, columns: numeric("amount", "rate"), dropped: 0 }],
    ["C13/tiny.dat", "Class", { rows: 36, classes: { negative: 30, positive: 6 }, columns: numeric("x1", "x2"), dropped: 0 }],
    ["C13/comments.csv", "Class", { rows: 36, classes: { negative: 30, positive: 6 }, columns: numeric("x1", "x2"), dropped: 0 }],
    [
      "C16/flow-header.csv",
      "Label",
      {
        rows: 45,
        classes: { BENIGN: 36, Bot: 9 },
        columns: numeric("Destination Port", "Flow Duration", "Fwd Header Length", "Flow Bytes/s", "Fwd Header Length (2)"),
        dropped: 0,
      },
    ],
    ["C17/rows-only.csv", "class", { rows: 25, classes: { a: 20, b: 5 }, columns: numeric("x1", "x2"), dropped: 0 }],
    ["C25/sep.csv", "class", { rows: 12, classes: { a: 9, b: 3 }, columns: numeric("x1", "x2"), dropped: 0 }],
  ])("%s", async (name, label, expected) => {
    expect(await figures(at(name), label)).toEqual(expected);
  });

  it("C17: the mean is that of the column, not of one beside it", async () => {
    const { columns } = await importAs(at("C17/rows-only.csv"), "class");
    expect(columns[0]!.kind === "numeric" && columns[0]!.mean).toBeCloseTo(0.044, 10);
  });

  it("C02: the same table in UTF-16, with a mark and without, big end first too", async () => {
    const text = readFileSync(at("C02/labels-utf8.csv"), "utf8");
    const little = Buffer.from(text, "utf16le");
    const expected = await figures(at("C02/labels-utf8.csv"), "Label");
    for (const bytes of [
      little,
      Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
      Buffer.from(little).swap16(),
      Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
    ]) {
      expect(await figures(dataFile(bytes), "Label")).toEqual(expected);
    }
  });

  it.each([
    ["C02/labels-1252.csv", [{ id: "encoding-read", encoding: "windows-1252", example: { line: 2, text: "4.106,0.862,Web Attack – XSS" } }]],
    ["C05/joined.csv", [{ id: "header-repeated", count: 2, lines: [22, 43] }]],
    ["C06/units-line.csv", [{ id: "lines-skipped", why: "extra-header", count: 1, lines: [2] }]],
    ["C13/comments.csv", [{ id: "lines-skipped", why: "comment", count: 2, lines: [1, 2] }]],
    ["C16/flow-header.csv", [{ id: "columns-renamed", columns: [{ from: "Fwd Header Length", to: "Fwd Header Length (2)" }] }]],
    ["C17/rows-only.csv", [{ id: "trailing-delimiter" }]],
    ["C25/sep.csv", [{ id: "lines-skipped", why: "separator-line", count: 1, lines: [1] }]],
  ])("%s: says what it decided", async (name, findings) => {
    expect((await inspectFile(at(name), "t.csv")).findings).toEqual(findings);
  });

  it("takes the output of a KEEL file for the label", async () => {
    expect((await inspectFile(at("C13/tiny.dat"), "t.csv")).suggestedLabel).toBe("Class");
  });
});
