/** @file What may be compared, cells against a baseline, and the group tied with the best; hand-made values. */
import { describe, expect, it } from "vitest";
import { whyNotComparable, type ComparisonBasis } from "#shared/statistics/comparable.ts";
import { compareGroups, compareWithBaseline, type SeedGroup } from "#shared/statistics/compare-groups.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { tiedWithBest } from "#shared/statistics/tied-with-best.ts";

const basis = (seeds: readonly number[]): ComparisonBasis => ({
  datasetSha256: "ab".repeat(32),
  split: { train: 0.6, validation: 0.2, test: 0.2, seed: 1 },
  seeds,
  metric: "macroF1",
  epochChoice: "best",
});
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const group = (name: string, values: readonly (number | null)[], seeds = upTo(values.length)): SeedGroup => ({ name, basis: basis(seeds), values });

describe("why not comparable", () => {
  const base = basis([1, 2, 3]);
  it.each<[string, Partial<ComparisonBasis>, string | null]>([
    ["nothing differs, seeds in another order", { seeds: [3, 1, 2] }, null],
    ["data", { datasetSha256: "cd".repeat(32) }, "The data differ: fingerprint abababababab… against cdcdcdcdcdcd…. Train both on the same file."],
    [
      "fractions",
      { split: { train: 0.7, validation: 0.1, test: 0.2, seed: 1 } },
      "The splits differ: 60 / 20 / 20 % against 70 / 10 / 20 % (training / validation / test). Train both with the same split.",
    ],
    [
      "split seed",
      { split: { train: 0.6, validation: 0.2, test: 0.2, seed: 7 } },
      "The splits differ: split seed 1 against 7 puts other rows into the test part. Train both with the same split seed.",
    ],
    ["metric", { metric: "accuracy" }, "The metrics differ: macroF1 against accuracy. Choose one metric for both."],
    ["epoch", { epochChoice: "last" }, "One is read at its best epoch, the other at its last. Choose one epoch for both."],
    [
      "seeds",
      { seeds: [2, 3, 4, 5, 6, 7, 8, 9] },
      "The seeds differ: only the first has 1; only the second has 4, 5, 6, 7, 8 and 1 more. Train both with the same seeds, or retry the runs that failed.",
    ],
    ["a seed twice", { seeds: [1, 2, 2] }, "Seed 2 occurs twice in one of the two. Keep one value per seed."],
  ])("%s", (_name, change, sentence) => {
    expect(whyNotComparable(base, { ...base, ...change })).toBe(sentence);
  });
});

describe("one cell against another", () => {
  it("pairs by seed, not by position", () => {
    const a = group("A", [0.81, 0.86, 0.84, 0.9, 0.88, 0.83], [1, 2, 3, 4, 5, 6]);
    const b = group("B", [0.8, 0.84, 0.81, 0.86, 0.83, 0.77], [1, 2, 3, 4, 5, 6]);
    const shuffled = group("B", [0.77, 0.8, 0.86, 0.84, 0.83, 0.81], [6, 1, 4, 2, 5, 3]);
    const outcome = compareGroups(a, b);
    // Differences 1 to 6 hundredths: all positive, mean 3.5, sd sqrt 3.5.
    expect(outcome).toMatchObject({ test: { p: 0.03125, statistic: 0, n: 6 }, effect: { rankBiserial: 1 } });
    if (isRefused(outcome)) throw new Error(outcome.refused);
    expect(outcome.effect.meanDifference).toBeCloseTo(0.035, 12);
    expect(outcome.effect.cohenDz).toBeCloseTo(3.5 / Math.sqrt(3.5), 10);
    const again = compareGroups(a, shuffled);
    if (isRefused(again)) throw new Error(again.refused);
    expect(again.test).toEqual(outcome.test);
    expect(again.effect.meanDifference).toBeCloseTo(0.035, 12);
  });

  it("gives no p when the split differs or a value is missing", () => {
    const a = group("γ 2", [0.8, 0.9, 0.7]);
    const other = { ...a, name: "γ 3", basis: { ...a.basis, split: { ...a.basis.split, seed: 2 } } };
    expect(compareGroups(a, other)).toMatchObject({
      refused: expect.stringMatching(/^γ 2 cannot be compared with γ 3\. The splits differ: split seed 1/) as string,
    });
    expect(compareGroups(a, group("γ 5", [0.8, null, 0.7]))).toEqual({
      refused: "γ 2 cannot be compared with γ 5. γ 5 has no macroF1 for seed 2. Retry that run, or leave the seed out of both.",
    });
    expect(() => compareGroups(a, group("B", [1, 2], [1, 2, 3]))).toThrow("it has 2 values for 3 seeds");
  });

  it("corrects over the cells that can be compared, and only those", () => {
    const plain = group("CE", [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    const better = group("better", [0.6, 0.61, 0.62, 0.63, 0.64, 0.65]);
    const mixed = group("mixed", [0.51, 0.48, 0.53, 0.46, 0.55, 0.44]);
    const fewer = group("fewer", [0.6, 0.7]);
    // Alone .03125 and 1; Holm doubles the first. "mixed": +1 -2 +3 -4 +5 -6, smaller rank sum 9, 52 of 64 patterns.
    expect(compareWithBaseline(plain, [mixed, fewer, better])).toMatchObject([
      { test: { p: 0.84375, statistic: 9 }, holmP: 0.84375 },
      { refused: expect.stringContaining("The seeds differ") as string },
      { test: { p: 0.03125 }, holmP: 0.0625 },
    ]);
  });
});

describe("tied with the best", () => {
  const ten = (of: (i: number) => number): number[] => Array.from({ length: 10 }, (_, i) => of(i));
  const best = group(
    "best",
    ten((i) => 0.8 + i / 1000),
  );
  const near = group(
    "near",
    ten((i) => 0.8 + i / 1000 + (i % 2 ? 0.002 : -0.003)),
  );
  const far = group(
    "far",
    ten((i) => 0.7 + (i * i) / 1000),
  );

  it("names the best, who is tied and who is not", () => {
    const outcome = tiedWithBest([far, near, best]);
    if (isRefused(outcome)) throw new Error(outcome.refused);
    expect(outcome).toMatchObject({
      best: "best",
      tied: ["near"],
      n: 10,
      method: "Wilcoxon signed-rank against the best mean over 10 seeds, two-sided, Holm at 0.05",
    });
    expect(outcome.bestMean).toBeCloseTo(0.8045, 12);
    // far is below in all ten: 2 / 1024, doubled by Holm.
    expect(outcome.cells).toMatchObject([
      { name: "far", p: 2 / 1024, holmP: 4 / 1024, tied: false },
      { name: "near", tied: true },
    ]);
    expect(outcome.cells[0]!.meanDifference).toBeCloseTo(0.7285 - 0.8045, 12);
    expect(tiedWithBest([far, near, best], { higherIsBetter: false })).toMatchObject({ best: "far", tied: [] });
  });

  it("refuses seeds that can never tell anything: the smallest p and the seeds needed", () => {
    const short = (name: string, shift: number): SeedGroup => group(name, [0.8 + shift, 0.81 + shift, 0.82 + shift, 0.83 + shift, 0.84 + shift]);
    expect(tiedWithBest([short("A", 0), short("B", 0.1)])).toEqual({
      refused: "5 seeds cannot tell any cell from the best: the smallest p of a paired test over 5 seeds is 0.0625, above 0.05. Train 6 seeds or more.",
    });
    expect(tiedWithBest([group("A", [1]), group("B", [2])])).toMatchObject({
      refused: expect.stringContaining("over 1 seed is 1, above 0.05. Train 6") as string,
    });
    const six = upTo(5).map((k) =>
      group(
        `cell ${k}`,
        upTo(6).map((i) => k / 10 + i / 100),
      ),
    );
    expect(tiedWithBest(six)).toEqual({
      refused:
        "6 seeds cannot tell any of 4 cells from the best: after Holm's correction the smallest p is 0.125, above 0.05. Train 8 seeds or more, or compare at most 1 cell with the best.",
    });
    expect(tiedWithBest(six.slice(0, 2))).toMatchObject({ best: "cell 2", tied: [], n: 6 });
  });

  it("refuses other seeds, another split, a missing value and a cell alone", () => {
    const moved = group(
      "moved",
      near.values,
      near.basis.seeds.map((seed) => seed + 1),
    );
    expect(tiedWithBest([best, moved])).toMatchObject({
      refused: expect.stringMatching(/^moved cannot be compared with the best, best\. The seeds differ/) as string,
    });
    const split = { ...near, basis: { ...near.basis, split: { ...near.basis.split, seed: 9 } } };
    expect(tiedWithBest([best, split])).toMatchObject({ refused: expect.stringContaining("split seed 9 against 1") as string });
    const failed = group(
      "failed",
      best.values.map((value, i) => (i === 3 ? null : value)),
    );
    expect(tiedWithBest([best, failed])).toEqual({
      refused: "failed has no macroF1 for seed 4. Retry that run, or leave the cell out of the comparison.",
    });
    expect(tiedWithBest([best])).toEqual({ refused: "One cell alone is the best of itself. Choose at least two cells to compare." });
  });

  it("cells that are equal in every seed are tied, and the first is the best", () => {
    expect(tiedWithBest([best, { ...best, name: "twin" }])).toMatchObject({ best: "best", tied: ["twin"], cells: [{ p: 1, holmP: 1 }] });
  });
});
