/** @file Wilcoxon's test against scipy and against counting every sign pattern. Reads: test/fixtures/statistics. */
import { describe, expect, it } from "vitest";
import { createRandom } from "#shared/numbers/random.ts";
import { isRefused, type TestResult } from "#shared/statistics/outcome.ts";
import { fewestPairs, smallestWilcoxonP, wilcoxonSignedRank } from "#shared/statistics/wilcoxon.ts";
import { reference } from "../../../fixtures/statistics/reference.ts";

function test(a: readonly number[], b: readonly number[] = a.map(() => 0)): TestResult {
  const outcome = wilcoxonSignedRank(a, b);
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome;
}

/** By definition: ranks by counting smaller and equal ones, p by trying all 2^n signs. */
function byEnumeration(differences: readonly number[]): number {
  const d = differences.filter((v) => v !== 0);
  const ranks = d.map((v) => {
    const smaller = d.filter((w) => Math.abs(w) < Math.abs(v)).length;
    const equal = d.filter((w) => Math.abs(w) === Math.abs(v)).length;
    return smaller + (equal + 1) / 2;
  });
  const total = ranks.reduce((sum, r) => sum + r, 0);
  const smallerSum = (signs: (i: number) => boolean): number => {
    const positive = ranks.reduce((sum, r, i) => sum + (signs(i) ? r : 0), 0);
    return Math.min(positive, total - positive);
  };
  const observed = smallerSum((i) => d[i]! > 0);
  let atMost = 0;
  for (let pattern = 0; pattern < 2 ** d.length; pattern++) if (smallerSum((i) => (pattern & (1 << i)) !== 0) <= observed) atMost++;
  return atMost / 2 ** d.length;
}

describe.each(["exact", "ties", "normal"] as const)("scipy, %s", (kind) => {
  const cases = reference.wilcoxon.filter((entry) => entry.kind === kind);
  it(`${cases.length} samples, p to 1e-10, the smaller rank sum exactly`, () => {
    expect(cases.length).toBeGreaterThan(5);
    for (const { differences, p, statistic } of cases) {
      const got = test(differences);
      expect(got.statistic).toBe(statistic);
      expect(Math.abs(got.p - p) / p, `${differences}`).toBeLessThan(1e-10);
      expect(got.method.includes("exact")).toBe(kind !== "normal");
    }
  });
});

it("every sign pattern counted by hand, ties and zeros included: 60 samples of 2 to 11 pairs, 1e-12", () => {
  const random = createRandom(7, "wilcoxon-test");
  for (let sample = 0; sample < 60; sample++) {
    const differences = Array.from({ length: 2 + random.below(10) }, () => random.below(9) - 3);
    const { p } = test(differences);
    expect(Math.abs(p - byEnumeration(differences)), `${differences}`).toBeLessThan(1e-12);
    expect(p > 0 && p <= 1).toBe(true);
    // Neither the order of the pairs nor which cell comes first matters.
    expect(test(differences.map((d) => -d).reverse()).p).toBe(p);
  }
});

it("all of one sign gives the smallest p: 0.0625 at 5 pairs, 0.03125 at 6, 0.00195 at 10", () => {
  const above = (n: number): number => test(Array.from({ length: n }, (_, i) => i + 1)).p;
  expect([above(5), above(6), above(10)]).toEqual([0.0625, 0.03125, 2 / 1024]);
  expect([0, 1, 5, 10].map(smallestWilcoxonP)).toEqual([1, 1, 0.0625, 2 / 1024]);
  expect([fewestPairs(), fewestPairs(0.05, 5), fewestPairs(0.05, 30), fewestPairs(0.01)]).toEqual([6, 8, 11, 8]);
});

it("differences that are equal but for rounding are one tie: 0.82 - 0.81 is 0.81 - 0.80", () => {
  // As whole hundredths: 1, 1, 1, -1, 2, 3. In floating point the four ones are not all equal.
  const a = [0.82, 0.81, 0.3, 0.42, 0.57, 0.93];
  const b = [0.81, 0.8, 0.29, 0.43, 0.55, 0.9];
  expect(new Set(a.map((v, i) => Math.abs(v - b[i]!))).size).toBeGreaterThan(3);
  expect(test(a, b)).toEqual(test([1, 1, 1, -1, 2, 3]));
  expect(test([0.1 + 0.2, 0.5], [0.3, 0.5])).toMatchObject({ p: 1, n: 0, note: "No pair differs." });
});

it("says how many pairs were dropped, and that few pairs cannot reach 0.05", () => {
  expect(test([0, 0, 1, 2, 3, 4, 5, 6, 7]).note).toBe("2 of 9 pairs do not differ and were dropped.");
  expect(test([1, 2, 3, 4, 5]).note).toBe("5 pairs cannot give a p below 0.0625; 0.05 needs 6.");
  expect(test([1, 2, 3, 4, 5, 6]).note).toBeNull();
});

it("refuses one pair, unequal lengths and values that are no numbers", () => {
  expect(wilcoxonSignedRank([1], [2])).toEqual({ refused: "No test of 1 pair. Train at least 6 seeds of both." });
  expect(() => wilcoxonSignedRank([1, 2], [1])).toThrow("2 values cannot be paired with 1");
  expect(() => wilcoxonSignedRank([1, Number.NaN], [1, 2])).toThrow("value 2 is NaN");
});
