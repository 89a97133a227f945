/** @file Intervals over seeds against scipy. Reads: test/fixtures/statistics. */
import { describe, expect, it } from "vitest";
import { bcaBootstrapInterval, bcaBounds, percentileBootstrapInterval } from "#shared/statistics/bootstrap-interval.ts";
import { summarizeSeeds, tInterval, type Interval } from "#shared/statistics/interval.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { quantileOfSorted } from "#shared/statistics/quantile.ts";
import { reference } from "../../../fixtures/statistics/reference.ts";

function bounds(interval: ReturnType<typeof tInterval>): [number, number] {
  if (isRefused(interval)) throw new Error(interval.refused);
  return [interval.low, interval.high];
}
const close = (got: readonly number[], wanted: readonly number[], tolerance: number): void => {
  expect(got).toHaveLength(wanted.length);
  for (const [i, value] of got.entries()) expect(Math.abs(value - wanted[i]!), `${got} against ${wanted}`).toBeLessThan(tolerance);
};

describe.each(reference.intervals)("over $values", (wanted) => {
  it("t interval: scipy t.interval, 1e-12", () => close(bounds(tInterval(wanted.values)), wanted.t, 1e-12));

  it("on scipy's own resamples the percentile and BCa bounds are scipy's, 1e-12", () => {
    const sorted = Float64Array.from(wanted.replicates).sort();
    close([quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)], wanted.percentile, 1e-12);
    close(bcaBounds(wanted.values, sorted, 0.95), wanted.bca, 1e-12);
  });

  // 10,000 draws place the 97.5th percentile to about 0.03 standard errors; BCa reads skewed data beyond the 99th, to about 0.08.
  it("on our own 10,000 resamples they come near scipy's 200,000: 0.1 standard errors, 0.25 for BCa", () => {
    const { sd, n } = summarizeSeeds(wanted.values);
    const standardError = sd! / Math.sqrt(n);
    close(bounds(percentileBootstrapInterval(wanted.values)), wanted.percentileOf200000, 0.1 * standardError);
    close(bounds(bcaBootstrapInterval(wanted.values)), wanted.bcaOf200000, 0.25 * standardError);
  });
});

it("the same seed resamples alike, another does not", () => {
  const values = reference.intervals[2]!.values;
  expect(bcaBootstrapInterval(values, { seed: 3 })).toEqual(bcaBootstrapInterval(values, { seed: 3 }));
  expect(bounds(bcaBootstrapInterval(values, { seed: 3 }))).not.toEqual(bounds(bcaBootstrapInterval(values, { seed: 4 })));
});

it("one value has no interval, and the sentence says what to do", () => {
  const refused = { refused: "No interval of macro F1 from 1 seed: one value shows no spread. Train at least 2 seeds, better 10." };
  expect(tInterval([0.8], 0.95, "macro F1")).toEqual(refused);
  expect(isRefused(percentileBootstrapInterval([0.8]))).toBe(true);
  expect(isRefused(bcaBootstrapInterval([]))).toBe(true);
  expect(summarizeSeeds([0.8, null])).toMatchObject({ n: 1, mean: 0.8, sd: null });
  expect(summarizeSeeds([null])).toMatchObject({ n: 0, mean: null, sd: null });
});

it("values that are all equal have an interval without width, which is said", () => {
  expect(tInterval([0.5, 0.5, 0.5])).toEqual({
    low: 0.5,
    high: 0.5,
    level: 0.95,
    method: "Student t, 2 degrees of freedom",
    note: "All seeds gave the same value: the interval has no width.",
  });
  expect(bounds(bcaBootstrapInterval([0.5, 0.5, 0.5]))).toEqual([0.5, 0.5]);
});

it("few values are said to bootstrap too narrowly", () => {
  expect((percentileBootstrapInterval([1, 2, 4]) as Interval).note).toContain("too narrow");
  expect((percentileBootstrapInterval([1, 2, 4, 5, 7, 8, 9, 11, 12, 15]) as Interval).note).toBeNull();
});

it("a NaN among the values is refused by name", () => {
  expect(() => tInterval([0.1, Number.NaN])).toThrow("A value of an interval is not valid: value 2 is NaN, a number is needed.");
});
