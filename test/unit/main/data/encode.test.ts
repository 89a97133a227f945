/** @file The arrays of a trainer equal those of pandas and scikit-learn; what is learned is learned on training rows only. Reads: fixtures. Writes: temporary files. */
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareData } from "#main/data/encode/encode.ts";
import { sha256OfFile } from "#main/data/text/fingerprint.ts";
import type { DataPart, PreparedData } from "#main/data/encode/prepared.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { previewSplit } from "#main/data/split/split-preview.ts";
import type { ImportOptions } from "#shared/data/dataset.ts";
import type { Split } from "#shared/sweep/spec.ts";
import type { CohortData } from "#shared/wire/trainer-protocol.ts";
import { dataFile, importOptions, MIXED, refusalOf, SAMPLE } from "../../../fixtures/data-files.ts";

const USUAL: Split = { train: 0.6, validation: 0.2, test: 0.2, seed: 1 };
const PARTS = ["train", "validation", "test"] as const;

async function cohortData(path: string, options: ImportOptions, split: Split = USUAL): Promise<CohortData> {
  const profile = await profileFile(path, "t.csv", options);
  const { columns, labelIndex } = profile;
  return { name: "t", path, sha256: await sha256OfFile(path), options, columns, labelIndex, classes: profile.classes.map((c) => c.name), split };
}
const prepare = async (path: string, options: ImportOptions, split?: Split) => prepareData(await cohortData(path, options, split));

const rowsOf = (part: DataPart, features: number): number[][] =>
  Array.from({ length: part.rows }, (_, i) => [...part.x.subarray(i * features, (i + 1) * features)]);

interface ExpectedPart {
  rows: number;
  first: number[][];
  last: number[][];
  columnMeans: number[];
  columnDeviations: number[];
  y: number[];
}
type Expected = { features: number; classes: (string | number)[] } & Record<(typeof PARTS)[number], ExpectedPart>;
const EXPECTED = JSON.parse(readFileSync(join(import.meta.dirname, "../../../fixtures/data/encoded.json"), "utf8")) as Record<
  "pageBlocks" | "median" | "mean",
  Expected
>;

/** float32 rounds to 6e-8 of a value; the largest standardised value here is about 60. */
function expectAlike(found: PreparedData, expected: Expected): void {
  expect([found.features, found.classes]).toEqual([expected.features, expected.classes.map(String)]);
  for (const name of PARTS) {
    const part = found[name];
    const wanted = expected[name];
    expect([...part.y]).toEqual(wanted.y);
    expect(part.rows).toBe(wanted.rows);
    const rows = rowsOf(part, found.features);
    const near = (a: number[], b: number[]): void => a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(5e-6));
    rows.slice(0, 5).forEach((row, i) => near(row, wanted.first[i]!));
    rows.slice(-5).forEach((row, i) => near(row, wanted.last[i]!));
    const means = wanted.columnMeans.map((_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length);
    near(means, wanted.columnMeans);
    near(
      means.map((mean, c) => Math.sqrt(rows.reduce((sum, row) => sum + (row[c]! - mean) ** 2, 0) / rows.length)),
      wanted.columnDeviations,
    );
  }
}

describe("encoding against pandas and scikit-learn", () => {
  it("splits and standardises the sample", async () => {
    expectAlike(await prepare(SAMPLE, importOptions("Class")), EXPECTED.pageBlocks);
  });

  it.each(["median", "mean"] as const)("fills gaps with the %s and encodes categories in file order", async (missing) => {
    const options = importOptions("kind", { missing, categorical: ["floor"] });
    expectAlike(await prepare(MIXED, options, { train: 0.5, validation: 0.3, test: 0.2, seed: 7 }), EXPECTED[missing]);
  });
});

describe("what is learned from data", () => {
  /** Ten rows per class; the split of these labels is found first, then the values are laid so that the parts differ wildly. */
  async function tableWith(value: (part: (typeof PARTS)[number], nth: number) => string): Promise<string> {
    const labels = Array.from({ length: 20 }, (_, i) => "uv"[i % 2]!);
    const probe = dataFile(`a,y\n${labels.map((label, i) => `${i},${label}`).join("\n")}\n`);
    const parts = await prepare(probe, importOptions("y", { categorical: ["a"] }));
    const text = Array.from({ length: 20 }, () => "");
    // One-hot of the row number tells which row is where; categories are sorted by code unit.
    const names = Array.from({ length: 20 }, (_, i) => String(i)).sort();
    for (const part of PARTS) rowsOf(parts[part], 20).forEach((row, nth) => (text[Number(names[row.indexOf(1)])] = value(part, nth)));
    return `a,y\n${labels.map((label, i) => `${text[i]},${label}`).join("\n")}\n`;
  }

  it("comes from training rows only: median, mean and deviation ignore the rest", async () => {
    // Training: ?, ?, 1, 1, 1, 1, 1, 1, 1, 11, 11, 11 -> median 1, mean (7 + 33 + 2) / 12 = 3.5, variance (9 * 6.25 + 3 * 56.25) / 12 = 18.75.
    const path = dataFile(await tableWith((part, nth) => (part === "train" ? (nth < 2 ? "?" : nth < 9 ? "1" : "11") : nth === 0 ? "" : "1000")));
    const found = await prepare(path, importOptions("y"));
    const scaled = (value: number): number => Math.fround((value - 3.5) / Math.sqrt(18.75));
    expect([...found.train.x]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 11, 11, 11].map(scaled));
    expect([...found.validation.x]).toEqual([1, 1000, 1000, 1000].map(scaled));
    expect([...found.test.x]).toEqual([1, 1000, 1000, 1000].map(scaled));
  });

  it("takes the mean of the two middle values for an even count, and the mean when told to", async () => {
    // Known training values: 0, 0, 0, 0, 0, 4, 10, 10, 10, 10 -> median 2, mean 4.4; two gaps.
    const text = await tableWith((part, nth) => (part !== "train" ? "0" : nth < 2 ? "NA" : nth < 7 ? "0" : nth === 7 ? "4" : "10"));
    for (const [missing, fill] of [
      ["median", 2],
      ["mean", 4.4],
    ] as const) {
      const found = await prepare(dataFile(text), importOptions("y", { missing }));
      const values = [fill, fill, 0, 0, 0, 0, 0, 4, 10, 10, 10, 10];
      const mean = values.reduce((a, b) => a + b) / 12;
      const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 12);
      values.forEach((value, i) => expect(found.train.x[i]).toBeCloseTo((value - mean) / deviation, 6));
    }
  });

  it("sets a column that is constant in training to 0 everywhere, and says so", async () => {
    const found = await prepare(dataFile(await tableWith((part) => (part === "train" ? "0.1" : "5"))), importOptions("y"));
    expect([...found.train.x, ...found.validation.x, ...found.test.x]).toEqual(Array.from({ length: 20 }, () => 0));
    expect(saySweepFinding(found.warnings.at(-1)!)).toBe("Column “a” has one value in the training part and is set to 0.");
  });

  it.each([1e300, 1e-300])("stays finite for values around %s", async (size) => {
    const found = await prepare(dataFile(await tableWith((_, nth) => String((nth % 3) * size))), importOptions("y"));
    // Twelve training values 0, 1, 2 in turn: mean 1, deviation sqrt(2/3).
    [...found.train.x].forEach((value, i) => expect(value).toBeCloseTo(((i % 3) - 1) / Math.sqrt(2 / 3), 5));
  });
});

describe("one set of rows everywhere", () => {
  it.each(["median", "drop-rows"] as const)("the profile, the preview and the arrays agree under %s", async (missing) => {
    const text = Array.from(
      { length: 200 },
      (_, i) => `${i % 7 === 0 ? "?" : i},${i % 11 === 0 ? "" : "xyz"[i % 3]},${i % 13 === 0 ? "NA" : "uvw"[(i % 5) >> 1]}`,
    );
    const path = dataFile(`a,b,y\n${text.join("\n")}\n`);
    const options = importOptions("y", { missing });
    const profile = await profileFile(path, "t.csv", options);
    const preview = await previewSplit(path, profile, options, USUAL);
    const found = await prepare(path, options);
    // By hand: rows whose number is no multiple of 13, and under drop-rows of 7 or 11 neither.
    const kept = text.filter((_, i) => i % 13 !== 0 && (missing === "median" || (i % 7 !== 0 && i % 11 !== 0)));
    expect(profile.rows).toBe(kept.length);
    for (const part of PARTS) {
      const counts = [0, 0, 0];
      for (const label of found[part].y) counts[label]!++;
      expect(preview.parts[part]).toEqual(counts);
    }
    expect(profile.classes.map((c) => c.count)).toEqual([0, 1, 2].map((c) => PARTS.reduce((sum, part) => sum + preview.parts[part][c]!, 0)));
    expect(preview.warnings).toEqual(found.warnings);
  });

  it("gives the same bits twice", async () => {
    const options = importOptions("kind");
    expect(await prepare(MIXED, options)).toEqual(await prepare(MIXED, options));
  });

  it("refuses a file that changed after the import, in the preview by its classes", async () => {
    const path = dataFile("a,y\n1,u\n2,v\n3,u\n4,v\n5,u\n6,v\n");
    const options = importOptions("y");
    const data = await cohortData(path, options);
    const profile = await profileFile(path, "t.csv", options);
    appendFileSync(path, "7,new\n");
    expect(await refusalOf(prepareData(data))).toBe(
      `data/changed: The stored copy of data set “t” is gone or damaged: its SHA-256 is no longer ${data.sha256}.`,
    );
    expect(await refusalOf(previewSplit(path, profile, options, USUAL))).toMatch(/^data\/changed/);
  });
});
