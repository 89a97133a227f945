/** @file A split that a column of the file names: parts, refusals, warnings, comparisons. Tables by hand. Writes: temporary files. */
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import { describe, expect, it } from "vitest";
import { prepareData } from "#main/data/encode/encode.ts";
import { sha256OfFile } from "#main/data/text/fingerprint.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { previewSplit } from "#main/data/split/split-preview.ts";
import { splitWarnings } from "#main/data/split/split-warnings.ts";
import { runFingerprint } from "#main/training/child/checkpoint.ts";
import type { ImportOptions } from "#shared/data/dataset.ts";
import { whyNotComparable } from "#shared/statistics/comparable.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { type Cohort, CohortSchema } from "#shared/wire/trainer-protocol.ts";
import { dataFile, importOptions, refusalOf } from "../../../fixtures/data-files.ts";

const { split: BY_PART } = parseSweepSpec({ name: "s", dataset: {}, split: { column: "part" }, losses: [{ family: "cross-entropy" }] });

/** x is 10 times the number of the row; row 6 has no label, so its part is never read. */
const LINES = ["x,part,y", "10,train,a", "20,TEST,a", "30,Val,b", "40,train,b", "50,dev,a", "60,whatever,", "70,test,b", "80,Train,c", "90,validation,c"];
const table = (lines: readonly string[] = LINES): string => dataFile(`${lines.join("\n")}\n`);
const OPTIONS = importOptions("y", { ignore: ["part"] });

async function cohortData(path: string, options: ImportOptions, split = BY_PART) {
  const { columns, labelIndex, classes } = await profileFile(path, "t.csv", options);
  return { name: "t", path, sha256: await sha256OfFile(path), options, columns, labelIndex, classes: classes.map((c) => c.name), split };
}

describe("a split column", () => {
  it("puts every row where its cell says, in any case of letters, and is no feature", async () => {
    const found = await prepareData(await cohortData(table(), OPTIONS));
    expect(found.features).toBe(1);
    // Training rows 10, 40, 80: mean 130/3, population variance (100 + 1600 + 6400)/3 - (130/3)^2 = 2700 - 1877.78.
    const standard = (x: number): number => (x - 130 / 3) / Math.sqrt(2700 - (130 / 3) ** 2);
    const expected = { train: [10, 40, 80], validation: [30, 50, 90], test: [20, 70] };
    for (const part of ["train", "validation", "test"] as const) {
      expect(found[part].rows).toBe(expected[part].length);
      [...found[part].x].forEach((value, i) => expect(value).toBeCloseTo(standard(expected[part][i]!), 5));
    }
    expect([...found.train.y, ...found.validation.y, ...found.test.y]).toEqual([0, 1, 2, 1, 0, 2, 0, 1]);
  });

  it("has the same counts in the preview, with what it does to classes", async () => {
    const path = table();
    const profile = await profileFile(path, "t.csv", OPTIONS);
    const preview = await previewSplit(path, profile, OPTIONS, BY_PART, "t");
    expect(preview.parts).toEqual({ train: [1, 1, 1], validation: [1, 1, 1], test: [1, 1, 0] });
    expect(preview.warnings.map(saySweepFinding)).toEqual([
      "Class “c” has no row in test: no recall can be given.",
      "Classes “a” (1 in validation, 1 in test) and “b” (1 in validation, 1 in test) have fewer than 5 rows in validation or test: one row moves the recall by 25 points or more.",
    ]);
    expect(preview.warnings).toEqual((await prepareData(await cohortData(path, OPTIONS))).warnings);
  });

  it("is found at the import, as a feature or left out; the label and other columns are not", async () => {
    const path = dataFile("x,part,set,y\n1,train,dev,train\n2,test,test,test\n3,val,none,train\n");
    expect((await profileFile(path, "t.csv", importOptions("y"))).splitColumns).toEqual(["part"]);
    expect((await profileFile(path, "t.csv", importOptions("y", { ignore: ["part"] }))).splitColumns).toEqual(["part"]);
  });

  it.each<[string, readonly string[], ImportOptions, typeof BY_PART, string]>([
    ["another value", [...LINES, "91,hold-out,c"], OPTIONS, BY_PART, "split/value: Line 11 of t has “hold-out” in column “part”, which says no part."],
    ["an empty cell", [...LINES, "91,,c"], OPTIONS, BY_PART, "split/value: Line 11 of t has “” in column “part”, which says no part."],
    ["no row for a part", LINES.filter((l) => !/test/i.test(l)), OPTIONS, BY_PART, "split/empty: The split leaves no row for the test part."],
    ["no such column", LINES, OPTIONS, { ...BY_PART, column: "fold" }, "split/no-column: t has no column named “fold”, by which the sweep splits it."],
    ["a feature", LINES, importOptions("y"), BY_PART, "split/column-used: “split.column” of the sweep is “part”, which is a feature of data set “t”."],
    ["the label", LINES, OPTIONS, { ...BY_PART, column: "y" }, "split/column-used: “split.column” of the sweep is “y”, which is the label of data set “t”."],
  ])("is refused with %s, by preview and trainer alike", async (_name, lines, options, split, sentence) => {
    const path = table(lines);
    const profile = await profileFile(path, "t.csv", options);
    expect(await refusalOf(previewSplit(path, profile, options, split, "t"))).toBe(sentence);
    expect(await refusalOf(prepareData(await cohortData(path, options, split)))).toBe(sentence);
  });

  it("says of classes what fractions can never do to them", () => {
    const rows = (train: number, validation: number, test: number) => ({ train, validation, test });
    expect(
      splitWarnings([rows(90, 10, 10), rows(0, 6, 7), rows(20, 9, 0), rows(20, 0, 9), rows(5, 0, 0)], ["a", "b", "c", "d", "e"]).map(saySweepFinding),
    ).toEqual([
      "Class “b” has no row in training: nothing can be learned of it.",
      "Classes “c” and “e” have no row in test: no recall can be given.",
      "Class “d” has no row in validation: the choice of the best epoch knows nothing of it.",
    ]);
  });

  it("needs no fractions that add up, and its runs are compared with those of the same column only", () => {
    const losses = [{ family: "cross-entropy" }];
    const { split } = parseSweepSpec({ name: "s", dataset: {}, split: { column: "part", train: 0.7 }, losses });
    const basis = { datasetSha256: "ab".repeat(32), split, seeds: [1], metric: "macroF1", epochChoice: "best" } as const;
    const against = (other: typeof split) => whyNotComparable(basis, { ...basis, split: other });
    expect(against({ ...BY_PART, seed: 9 })).toBeNull();
    expect(against({ ...split, column: "fold" })).toBe("The splits differ: by column “part” against by column “fold”. Train both with the same split.");
    const { column: _, ...fractions } = BY_PART;
    expect(against(fractions)).toBe("The splits differ: by column “part” against by fractions. Train both with the same split.");
  });

  it("belongs to the fingerprint of a checkpoint", async () => {
    const data = await cohortData(table(), OPTIONS);
    const run = { runId: 1, seed: 1, family: "cross-entropy", gamma: 0, strength: null, alpha: null, positiveClass: null, learningRate: 0.1, resume: true };
    const cohort = (column: string): Cohort =>
      CohortSchema.parse({
        cohortId: "c",
        hidden: [],
        epochs: 1,
        batchSize: 2,
        optimizer: "sgd",
        momentum: 0,
        engine: "wasm",
        checkpointDir: "",
        checkpointEveryMs: 1,
        data: { ...data, split: { ...data.split, column } },
        runs: [run],
      });
    const [one, other] = [cohort("part"), cohort("fold")];
    expect(runFingerprint(one, one.runs[0]!)).not.toBe(runFingerprint(other, other.runs[0]!));
    expect(runFingerprint(one, one.runs[0]!)).toBe(runFingerprint(cohort("part"), one.runs[0]!));
  });
});
