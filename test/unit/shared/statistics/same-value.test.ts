/** @file Means that are equal but for rounding are equal wherever a best is marked, named or chosen. */
import { describe, expect, it } from "vitest";
import { scoresOf } from "#shared/metrics/from-counts.ts";
import { bestPositions, compareValues, isSame } from "#shared/numbers/same-value.ts";
import { bestOfFamilies } from "#shared/statistics/best-of-family.ts";
import { bestMeans, type Summary } from "#shared/results/groups.ts";
import { byStanding, mapStanding } from "../../../../src-renderer/views/compare/map/map-standing.ts";

/** Three orders of the same seeds: their means differ in the last digit. */
const ORDERS = [
  [0.1, 0.2, 0.3],
  [0.3, 0.2, 0.1],
  [0.2, 0.3, 0.1],
];
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const MEANS = ORDERS.map(mean);
const summary = (value: number): Summary => ({ mean: value, sd: 0, n: 3, min: value, max: value });

describe("equal but for rounding", () => {
  it("holds for sums in another order, and for no difference that a row can make", () => {
    expect(new Set(MEANS).size).toBeGreaterThan(1);
    expect(MEANS.every((m) => isSame(m, MEANS[0]!))).toBe(true);
    expect(isSame(0.1 - 0.1, 0.3 - 0.2 - 0.1)).toBe(true);
    // One row of a million in one of a hundred classes.
    expect(isSame(0.5, 0.5 + 1e-8)).toBe(false);
    expect(isSame(1e6, 1e6 + 1e-7)).toBe(true);
    expect([compareValues(1, 2), compareValues(2, 1), compareValues(0.3, 0.1 + 0.2), compareValues(-Infinity, -Infinity)]).toEqual([-1, 1, 0, 0]);
  });

  it("names all of the best, where higher or lower is better; nothing where nothing is known", () => {
    expect(bestPositions([0.1, ...MEANS, null], true)).toEqual([1, 2, 3]);
    expect(bestPositions([0.9, ...MEANS, null, NaN], false)).toEqual([1, 2, 3]);
    expect(bestPositions([null, null], true)).toEqual([]);
  });

  it("is a tie on the map and in the choice of a family, which takes the first of the sweep", () => {
    const SPACE = { classNames: ["a", "b"] };
    const map = new Map([[9, summary(0.1)], ...MEANS.map((m, i) => [i + 1, summary(m)] as const)]);
    expect([...bestMeans(map, { metric: "macroF1" }, SPACE)]).toEqual([1, 2, 3]);
    expect([...bestMeans(new Map([...map].slice(1)), { metric: "macroF1" }, SPACE)]).toEqual([]);
    expect(byStanding(map, { metric: "macroF1" }, SPACE)).toEqual([1, 2, 3, 9]);
    expect(mapStanding(map, new Map([[50, summary(MEANS[1]!)]]), { metric: "macroF1" }, SPACE).better).toBe(0);
    const members = ORDERS.map((validation, i) => ({ key: `γ ${i}`, family: "focal", validation, test: validation }));
    const [best] = bestOfFamilies(members, { higherIsBetter: true });
    expect([best!.chosen!.key, best!.equal]).toEqual(["γ 0", ["γ 1", "γ 2"]]);
  });
});

it("MCC of a perfect prediction is 1 and of its opposite -1, whatever the counts", () => {
  for (let a = 1; a < 60; a++)
    for (let b = 1; b < 60; b++) {
      expect(scoresOf([a, 0, 0, b], 2).mcc).toBe(1);
      expect(Math.abs(scoresOf([0, a, b, 0], 2).mcc! + 1)).toBeLessThan(1e-15);
      expect(scoresOf([0, a, b, 0], 2).mcc).toBeGreaterThanOrEqual(-1);
      expect(scoresOf([a, 0, 0, 0, b, 0, 0, 0, 7], 3).mcc).toBe(1);
    }
});
