/**
 * @file A split by groups tears none apart and spreads classes as well as trying every assignment would.
 * Reads: test/fixtures/cases. Writes: temporary files.
 */
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareData } from "#main/data/encode/encode.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { partsOfGroups } from "#main/data/split/split-groups.ts";
import { splitByGroups } from "#main/data/split/split.ts";
import { previewSplit } from "#main/data/split/split-preview.ts";
import { sha256OfFile } from "#main/data/text/fingerprint.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { dataFile, importOptions, refusalOf } from "../../../fixtures/data-files.ts";

const USUAL = { train: 0.6, validation: 0.2, test: 0.2, seed: 1 };
const PATIENTS = join(import.meta.dirname, "../../../fixtures/cases/C11/patients.csv");

interface Rows {
  readonly labels: Int32Array;
  readonly groups: Int32Array;
}

/** Groups of random size and mixture. */
function drawn(groupCount: number, classCount: number, mostRows: number, seed: number): Rows {
  const random = createRandom(seed, "test-groups");
  const labels: number[] = [];
  const groups: number[] = [];
  for (let group = 0; group < groupCount; group++) {
    const main = random.below(classCount);
    for (let row = 1 + random.below(mostRows); row > 0; row--) {
      groups.push(group);
      labels.push(random.next() < 0.8 ? main : random.below(classCount));
    }
  }
  return { labels: Int32Array.from(labels), groups: Int32Array.from(groups) };
}

/** Rows of each class in each part. */
function countsOf({ labels, groups }: Rows, partOfGroup: ArrayLike<number>, classCount: number): number[][] {
  const counts = Array.from({ length: classCount }, () => [0, 0, 0]);
  labels.forEach((label, row) => counts[label]![partOfGroup[groups[row]!]!]!++);
  return counts;
}

/**
 * What a good split is, as documented: first the parts that lack a class (training weighs 4, test 2, validation 1), then the squared distances from
 * the fractions, of each class and of all rows.
 */
function badness(counts: readonly number[][]): { lacks: number; distance: number } {
  const shares = [0.6, 0.2, 0.2];
  const present = counts.filter((parts) => parts.some((n) => n > 0));
  const all = [0, 1, 2].map((p) => present.reduce((sum, parts) => sum + parts[p]!, 0));
  const lacks = present.reduce((sum, parts) => sum + parts.reduce((lost, n, p) => lost + (n === 0 ? [4, 1, 2][p]! : 0), 0), 0);
  const distances = [...present, all].map((parts) => {
    const total = parts.reduce((sum, n) => sum + n, 0);
    return parts.reduce((sum, n, p) => sum + (n / total - shares[p]!) ** 2, 0);
  });
  return { lacks, distance: distances.reduce((sum, d) => sum + d, 0) };
}

describe("splitting by groups", () => {
  it("gives every class to every part where that is possible, and is near the best of all assignments", () => {
    for (let round = 0; round < 25; round++) {
      const [groupCount, classCount] = [8, 2 + (round % 2)];
      const rows = drawn(groupCount, classCount, 6, round);
      const found = badness(countsOf(rows, partsOfGroups(rows.labels, rows.groups, classCount, groupCount, { ...USUAL, seed: round }), classCount));
      let best = { lacks: Infinity, distance: Infinity };
      for (let code = 0; code < 3 ** groupCount; code++) {
        const parts = Array.from({ length: groupCount }, (_, g) => Math.floor(code / 3 ** g) % 3);
        if (new Set(parts).size < 3) continue;
        const tried = badness(countsOf(rows, parts, classCount));
        if (tried.lacks < best.lacks || (tried.lacks === best.lacks && tried.distance < best.distance)) best = tried;
      }
      expect(found.lacks).toBe(best.lacks);
      // The best of the 6,561 or nearly so: 0.005 is one class five points off in two parts.
      expect(found.distance).toBeLessThan(best.distance + 0.005);
    }
  });

  it("tears no group apart, keeps classes within two points of the fractions where groups are many, and repeats itself", () => {
    const rows = drawn(300, 4, 8, 3);
    const split = splitByGroups(rows.labels, rows.groups, USUAL, ["a", "b", "c", "d"]);
    const partOf = new Map<number, string>();
    for (const part of ["train", "validation", "test"] as const) {
      for (const row of split[part]) {
        const group = rows.groups[row]!;
        expect(partOf.get(group) ?? part).toBe(part);
        partOf.set(group, part);
      }
    }
    expect(split.train.length + split.validation.length + split.test.length).toBe(rows.labels.length);
    for (let label = 0; label < 4; label++) {
      const total = rows.labels.filter((l) => l === label).length;
      const share = (part: Int32Array) => part.filter((row) => rows.labels[row] === label).length / total;
      expect(Math.abs(share(split.train) - 0.6)).toBeLessThan(0.02);
      expect(Math.abs(share(split.test) - 0.2)).toBeLessThan(0.02);
    }
    const again = splitByGroups(rows.labels, rows.groups, USUAL, ["a", "b", "c", "d"]);
    expect(again).toEqual(split);
    expect(splitByGroups(rows.labels, rows.groups, { ...USUAL, seed: 2 }, ["a", "b", "c", "d"]).test).not.toEqual(split.test);
  });

  it("puts a class of two groups into training and test, one of a single group into training", () => {
    // Groups 0 to 9 of class 0; 10 and 11 of class 1; 12 of class 2.
    const groups = Int32Array.from({ length: 26 }, (_, row) => row >> 1);
    const labels = groups.map((group) => (group < 10 ? 0 : group < 12 ? 1 : 2));
    const counts = countsOf({ labels, groups }, partsOfGroups(labels, groups, 3, 13, USUAL), 3);
    expect(counts.slice(1)).toEqual([
      [2, 0, 2],
      [2, 0, 0],
    ]);
  });
});

describe("a data set with a group column", () => {
  const OPTIONS = importOptions("state", { rules: 2, group: "patient", ignore: ["part"] });

  it("keeps it out of the features, and patients in one part, in the preview as in training", async () => {
    const profile = await profileFile(PATIENTS, "patients.csv", OPTIONS);
    expect(profile.columns.map(({ name }) => name)).toEqual(["x1", "x2", "x3", "x4"]);
    expect(profile.findings).toEqual([]);
    const preview = await previewSplit(PATIENTS, profile, OPTIONS, USUAL);
    // 6 patients are sick, 24 well, 4 rows each: of the sick 3.6 / 1.2 / 1.2 patients, of the well 14.4 / 4.8 / 4.8.
    expect(preview.parts).toEqual({ train: [16, 56], validation: [4, 20], test: [4, 20] });
    const { columns, labelIndex, classes } = profile;
    const data = { name: "p", path: PATIENTS, sha256: await sha256OfFile(PATIENTS), options: OPTIONS, columns, labelIndex, split: USUAL };
    const prepared = await prepareData({ ...data, classes: classes.map((c) => c.name) });
    expect([prepared.features, prepared.train.rows, prepared.validation.rows, prepared.test.rows]).toEqual([4, 72, 24, 24]);
    expect([...prepared.test.y].filter((label) => label === 0).length).toBe(preview.parts.test[0]);
  });

  it("says which classes have too few groups, and that rows without a group are groups of their own", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `g${i % 10},${i},${i % 10 < 2 ? "rare" : "usual"}`);
    const path = dataFile(`g,x,y\n${[...rows, ",31,usual", ",32,usual"].join("\n")}\n`);
    const { findings } = await profileFile(path, "t.csv", importOptions("y", { rules: 2, group: "g" }));
    expect(findings!.filter(({ id }) => id.includes("group"))).toEqual([
      { id: "group-classes", column: "g", groups: 12, classes: [{ name: "rare", count: 2 }] },
      { id: "rows-without-group", column: "g", rows: 2 },
    ]);
  });

  it("is refused where the column is not there or is the label, and with fewer groups than parts", async () => {
    const path = dataFile("g,x,y\na,1,u\na,2,v\nb,3,u\nb,4,v\n");
    expect(await refusalOf(profileFile(path, "t.csv", importOptions("y", { group: "nope" })))).toBe(
      "input/invalid: The group column is not valid: t.csv has no column named “nope”.",
    );
    expect(await refusalOf(profileFile(path, "t.csv", importOptions("y", { group: "y" })))).toBe(
      "input/invalid: The group column is not valid: “y” is the label of t.csv, so every class would be one group.",
    );
    const options = importOptions("y", { group: "g" });
    expect(await refusalOf(previewSplit(path, await profileFile(path, "t.csv", options), options, USUAL))).toBe(
      "split/few-groups: The rows come in 2 groups; training, validation and test need at least 3.",
    );
  });

  it("is told where a split column tears its groups apart", async () => {
    const path = dataFile(
      `g,part,x,y\n${Array.from({ length: 12 }, (_, i) => `g${i % 4},${["train", "val", "test"][i % 3]},${i},${"uv"[i % 2]}`).join("\n")}\n`,
    );
    const options = importOptions("y", { rules: 2, group: "g", ignore: ["part"] });
    const { warnings } = await previewSplit(path, await profileFile(path, "t.csv", options), options, { ...USUAL, column: "part" });
    expect(saySweepFinding(warnings[0]!)).toBe("4 groups have rows in more than one part of “part”: test results may be too good. Split by groups instead.");
  });
});
