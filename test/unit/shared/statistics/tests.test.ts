/** @file McNemar, Holm, effects and power against scipy and statsmodels. Reads: test/fixtures/statistics. */
import { describe, expect, it } from "vitest";
import { createRandom } from "#shared/numbers/random.ts";
import { pairedEffect } from "#shared/statistics/effect.ts";
import { holmAdjust } from "#shared/statistics/holm.ts";
import { mcnemarExact, mcnemarOfPredictions } from "#shared/statistics/mcnemar.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { seedsNeeded } from "#shared/statistics/power.ts";
import { reference } from "../../../fixtures/statistics/reference.ts";

describe("McNemar", () => {
  it("scipy binomtest, relative 1e-11, up to 4,100 discordant rows", () => {
    for (const [onlyA, onlyB, p] of reference.mcnemar) {
      const got = mcnemarExact(onlyA, onlyB);
      expect(Math.abs(got.p - p) / p, `${onlyA}, ${onlyB}`).toBeLessThan(1e-11);
      expect(got).toMatchObject({ statistic: Math.min(onlyA, onlyB), n: onlyA + onlyB });
      expect(mcnemarExact(onlyB, onlyA).p).toBe(got.p);
    }
  });

  it("counts the rows on which exactly one is right", () => {
    const labels = Int32Array.of(0, 0, 1, 1, 2, 2, 2, 0);
    const a = Int32Array.of(0, 0, 1, 1, 2, 2, 0, 1);
    const b = Int32Array.of(0, 1, 0, 1, 0, 1, 2, 2);
    // Only A: rows 2, 3, 5, 6. Only B: row 7. Both wrong in row 8. p = 2 (1 + 5) / 32.
    expect(mcnemarOfPredictions(labels, a, b)).toMatchObject({ p: expect.closeTo(0.375, 14) as number, statistic: 1, n: 5, onlyA: 4, onlyB: 1 });
    expect(mcnemarOfPredictions(labels, a, a)).toMatchObject({ p: 1, n: 0, note: "There is no row on which exactly one of the two is right." });
    expect(() => mcnemarOfPredictions(labels, a, b.slice(1))).toThrow("8 rows have 8 and 7 predictions");
    expect(() => mcnemarExact(-1, 2)).toThrow("it is -1");
  });
});

describe("Holm", () => {
  it("statsmodels multipletests, 1e-14", () => {
    for (const { ps, holm } of reference.holm) for (const [i, p] of holmAdjust(ps).entries()) expect(Math.abs(p - holm[i]!)).toBeLessThan(1e-14);
    expect(holmAdjust([])).toEqual([]);
  });

  it("keeps the order of the p-values, never lowers one, never passes 1", () => {
    const random = createRandom(3, "holm-test");
    for (let list = 0; list < 200; list++) {
      const ps = Array.from({ length: 1 + random.below(12) }, () => random.next() ** 3);
      const adjusted = holmAdjust(ps);
      for (const [i, p] of adjusted.entries()) {
        expect(p >= ps[i]! && p <= 1 && p <= ps[i]! * ps.length + 1e-15).toBe(true);
        for (const [j, q] of adjusted.entries()) if (ps[i]! < ps[j]!) expect(p).toBeLessThanOrEqual(q);
      }
    }
    expect(() => holmAdjust([0.1, 1.5])).toThrow("it is 1.5");
  });
});

describe("effects", () => {
  it("numpy and scipy ranks, 1e-12", () => {
    for (const { a, b, mean, sd, dz, rankBiserial } of reference.effects) {
      const got = pairedEffect(a, b);
      expect(got.n).toBe(a.length);
      for (const [value, wanted] of [
        [got.meanDifference, mean],
        [got.sdDifference, sd],
        [got.cohenDz, dz],
        [got.rankBiserial, rankBiserial],
      ] as const)
        expect(Math.abs(value! - wanted)).toBeLessThan(1e-12);
    }
  });

  it("are null where they are undefined, and 1 when every pair favours the first", () => {
    expect(pairedEffect([1, 2, 3], [1, 2, 3])).toMatchObject({ meanDifference: 0, cohenDz: null, rankBiserial: null });
    expect(pairedEffect([0.3, 0.4, 0.6], [0.2, 0.3, 0.5])).toMatchObject({ cohenDz: null, rankBiserial: 1 });
    expect(pairedEffect([2], [1])).toMatchObject({ n: 1, meanDifference: 1, sdDifference: null, cohenDz: null, rankBiserial: 1 });
  });
});

describe("seeds needed", () => {
  it("statsmodels TTestPower.solve_power, rounded up, never below the 6 of Wilcoxon", () => {
    for (const [effect, exact] of reference.power.needed) {
      const got = seedsNeeded(-effect * 0.02, 0.02);
      if (isRefused(got)) throw new Error(got.refused);
      expect(got.seeds, `effect ${effect}`).toBe(Math.ceil(exact));
      expect(got.boundBy).toBe("power");
      expect(got.power).toBeGreaterThanOrEqual(0.8);
    }
    expect(seedsNeeded(0.1, 0.01)).toMatchObject({ seeds: 6, boundBy: "wilcoxon" });
    expect(seedsNeeded(0.1, 0)).toMatchObject({ seeds: 6, boundBy: "wilcoxon", power: 1 });
    expect(seedsNeeded(0.1, 0, { comparisons: 30 })).toMatchObject({ seeds: 11 });
  });

  it("refuses no difference at all and one that nobody could show", () => {
    expect(seedsNeeded(0, 0.01)).toMatchObject({ refused: expect.stringContaining("difference of 0") as string });
    expect(seedsNeeded(0.000001, 0.02)).toMatchObject({ refused: expect.stringContaining("More than 100000 seeds") as string });
  });
});
