/** @file Numbers per class from class counts, against published tables and closed forms. */
import { describe, expect, it, test } from "vitest";
import { effectiveNumberWeights, ldamMargins, logPriors, meanSampleOne } from "#shared/loss/class-weights.ts";
import { classWeights } from "#shared/loss/focal.ts";

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const meanOverRows = (weights: readonly number[], counts: readonly number[]): number => sum(weights.map((w, c) => w * counts[c]!)) / sum(counts);
function expectNear(actual: readonly number[], wanted: readonly number[], relative: number): void {
  expect(actual).toHaveLength(wanted.length);
  actual.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(relative * Math.abs(wanted[i]!)));
}

describe("weights by the effective number of samples", () => {
  // Cui et al. scale to the sum C; printed with ten digits.
  test.each([
    [0.9, [0.239329236, 0.3674419731, 2.393228791]],
    [0.99, [0.04223746876, 0.280043613, 2.677718918]],
    [0.999, [0.02836301168, 0.2712555449, 2.700381443]],
    [0.9999, [0.02715872162, 0.270368874, 2.702472404]],
  ])("beta %d: those of the paper for 100, 10 and 1 rows, but for the one factor that makes their mean over rows 1", (beta, wanted) => {
    const counts = [100, 10, 1];
    const weights = effectiveNumberWeights(counts, beta);
    expect(meanOverRows(weights, counts)).toBeCloseTo(1, 14);
    expectNear(
      weights.map((w) => (w * 3) / sum(weights)),
      wanted,
      1e-9,
    );
  });
  it("the effective number is the sum of a geometric series, also next to beta 1", () => {
    for (const beta of [1e-12, 0.3, 0.9999, 1 - 1e-12]) {
      const numbers = [1, 2, 3].map((n) => sum(Array.from({ length: n }, (_, k) => beta ** k)));
      expectNear(
        effectiveNumberWeights([1, 2, 3], beta),
        meanSampleOne(
          numbers.map((n) => 1 / n),
          [1, 2, 3],
        ),
        1e-14,
      );
    }
  });
  it("beta 0 is no weighting; towards 1 it is inverse frequency", () => {
    expect(effectiveNumberWeights([50, 5, 1], 0)).toEqual([1, 1, 1]);
    expectNear(effectiveNumberWeights([50, 5, 1], 1 - 1e-13), classWeights([50, 5, 1], 1), 1e-11);
  });
  it("a class without rows gets no weight and changes none", () => {
    expect(effectiveNumberWeights([100, 0, 10], 0.99)).toEqual([0, 1, 2].map((c) => (c === 1 ? 0 : effectiveNumberWeights([100, 10], 0.99)[c / 2]!)));
    expect(effectiveNumberWeights([0, 0], 0.9)).toEqual([0, 0]);
  });
});

test("weights n^-s: at s = 1/2 the square roots, at s = 1 scikit-learn's balanced N / (C n_c), mean 1 over the rows", () => {
  const counts = [64, 16, 4];
  expectNear(
    classWeights(counts, 1),
    counts.map((n) => 84 / (3 * n)),
    1e-15,
  );
  const half = classWeights(counts, 0.5);
  expectNear([half[1]! / half[0]!, half[2]! / half[0]!, meanOverRows(half, counts)], [2, 4, 1], 1e-15);
  expect(classWeights(counts, 0)).toEqual([1, 1, 1]);
});

test("LDAM margins fall with the fourth root of the count, from the given one of the rarest class that has rows", () => {
  expectNear(ldamMargins([10_000, 16, 1, 81], 0.5), [0.05, 0.25, 0.5, 0.5 / 3], 1e-15);
  expectNear(ldamMargins([32, 2], 0.3), [0.15, 0.3], 1e-15);
  expect(ldamMargins([16, 0, 1], 1)).toEqual([0.5, 0, 1]);
});

test("log priors are the logarithms of shares; 0 without rows", () => {
  expectNear(logPriors([75, 24, 1]).map(Math.exp), [0.75, 0.24, 0.01], 1e-15);
  expect(logPriors([3, 0, 1])).toEqual([Math.log(0.75), 0, Math.log(0.25)]);
});
