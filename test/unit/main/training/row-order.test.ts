/** @file Which rows an epoch visits, against the closed form of each sampling. */
import { describe, expect, it } from "vitest";
import { expectedVisits, rowOrder } from "#main/training/child/row-order.ts";

const COUNTS = [900, 0, 90, 10];
const LABELS = Int32Array.from(COUNTS.flatMap((n, c) => Array.from({ length: n }, () => c)));
const EPOCHS = 50;
const order = (sampling: "class-balanced" | "square-root" | undefined, epoch = 1, seed = 3): Int32Array =>
  rowOrder(LABELS, COUNTS.length, seed, epoch, sampling);

it("visits are expected once per row without sampling, and of a class without rows never", () => {
  expect(expectedVisits(COUNTS, undefined)).toEqual([1, 1, 1, 1]);
  // 1000 draws, a third for each class that has rows.
  expect(expectedVisits(COUNTS, "class-balanced")).toEqual([1000 / 3 / 900, 0, 1000 / 3 / 90, 1000 / 3 / 10].map((v) => expect.closeTo(v, 12)));
});

it("without sampling every row comes once, shuffled anew in each epoch", () => {
  const first = order(undefined);
  expect([...first].sort((a, b) => a - b)).toEqual([...LABELS.keys()]);
  expect(first).not.toEqual(Int32Array.from(LABELS.keys()));
  expect(order(undefined, 2)).not.toEqual(first);
});

describe.each([
  // Kang et al. 2020, eq. 1: p_c = n_c^q / sum of n^q, over the classes that have rows.
  { sampling: "class-balanced", shares: [1 / 3, 0, 1 / 3, 1 / 3] },
  { sampling: "square-root", shares: [900, 0, 90, 10].map((n) => Math.sqrt(n) / (Math.sqrt(900) + Math.sqrt(90) + Math.sqrt(10))) },
] as const)("$sampling sampling", ({ sampling, shares }) => {
  const drawn = Array.from({ length: EPOCHS }, (_, i) => order(sampling, i + 1)).flatMap((rows) => [...rows]);
  const deviations = (seen: number, p: number): number => (seen - drawn.length * p) / Math.sqrt(drawn.length * p * (1 - p));

  it("draws as many rows as there are, each class with its share (5 standard deviations), a class without rows never", () => {
    expect(order(sampling)).toHaveLength(LABELS.length);
    shares.forEach((share, c) => {
      const seen = drawn.filter((row) => LABELS[row] === c).length;
      if (share === 0) expect(seen).toBe(0);
      else expect(Math.abs(deviations(seen, share))).toBeLessThan(5);
    });
  });
  it("draws the rows of a class alike, the first and the last too", () => {
    const seen = new Map<number, number>();
    for (const row of drawn) seen.set(row, (seen.get(row) ?? 0) + 1);
    // Sum of squared deviations is chi-squared: mean and variance are the number of rows and twice that.
    const squares = LABELS.reduce((sum, label, row) => sum + deviations(seen.get(row) ?? 0, shares[label]! / COUNTS[label]!) ** 2, 0);
    expect(Math.abs(squares - LABELS.length) / Math.sqrt(2 * LABELS.length)).toBeLessThan(5);
    for (const row of [0, 899, 900, 989, 990, 999]) expect(seen.get(row)).toBeGreaterThan(0);
  });
  it("repeats for the same seed and epoch, and for no other", () => {
    expect(order(sampling)).toEqual(order(sampling));
    expect(order(sampling, 2)).not.toEqual(order(sampling));
    expect(order(sampling, 1, 4)).not.toEqual(order(sampling));
  });
});

it("one class with rows: all draws are its rows", () => {
  const rows = rowOrder(Int32Array.from([2, 2, 2]), 4, 0, 1, "class-balanced");
  expect(rows).toHaveLength(3);
  expect(rows.every((row) => row >= 0 && row < 3)).toBe(true);
});
