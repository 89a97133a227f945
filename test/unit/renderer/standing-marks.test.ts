/** @file Which means are marked in a column of Compare, and when none is. */
import { describe, expect, it } from "vitest";
import { configStatistics } from "#shared/statistics/config-statistics.ts";
import { columnMarks } from "../../../src-renderer/views/compare/state/standing-marks.ts";

const basis = (seeds: number) => ({
  datasetSha256: "ab".repeat(32),
  split: { train: 0.6, validation: 0.2, test: 0.2, seed: 1 },
  seeds: Array.from({ length: seeds }, (_, i) => i + 1),
  metric: "macroF1",
  epochChoice: "best" as const,
});
/** Ids are 1, 2, ... in the order given. */
function marksOf(...values: number[][]) {
  const groups = values.map((own, i) => ({ name: `c${i + 1}`, basis: basis(own.length), values: own }));
  return columnMarks({ ...configStatistics(groups, null, { higherIsBetter: true }), ids: values.map((_, i) => i + 1) });
}
const ten = (of: (i: number) => number): number[] => Array.from({ length: 10 }, (_, i) => of(i));
const rising = ten((i) => 0.8 + i / 1000);
const near = ten((i) => 0.8 + i / 1000 + (i % 2 ? 0.002 : -0.003));
const far = (by: number): number[] => ten((i) => 0.8 - by - (i * i) / 1000);

describe("marks of a column", () => {
  it("are of the best and of what the seeds do not tell from it", () => {
    expect(marksOf(rising, near, far(0.1), far(0.2))).toEqual({ best: new Set([1]), tied: new Set([2]), none: null });
  });
  it("are of all that share the best mean, while they are few", () => {
    expect(marksOf(rising, rising, far(0.1), far(0.2), far(0.3))).toEqual({ best: new Set([1, 2]), tied: new Set(), none: null });
  });
  it("are none when most rows would have one", () => {
    expect(marksOf(rising, near, near, far(0.2)).none).toEqual({ why: "most", group: 3, all: 4 });
    const one = ten(() => 1);
    expect(marksOf(one, one, one, one)).toEqual({ best: new Set(), tied: new Set(), none: { why: "most", group: 4, all: 4 } });
  });
  it("are none when the seeds cannot tell anything apart, and say how many could", () => {
    // 3 comparisons: 2 / 2^7 * 3 = 0.047 is the first below 0.05.
    expect(marksOf([0.9, 0.8], [0.1, 0.2], [0.3, 0.3], [0, 0]).none).toMatchObject({ why: "seeds", seeds: 2, needed: 7 });
    // One alone is the best of itself.
    expect(marksOf([0.9, 0.8]).none).toMatchObject({ why: "refused" });
  });
});
