/** @file Distribution functions against mpmath (40 digits) and scipy. Reads: test/fixtures/statistics. */
import { expect, it } from "vitest";
import { pairedTPower } from "#shared/statistics/noncentral-t.ts";
import { normalCdf, normalQuantile } from "#shared/statistics/normal.ts";
import { studentQuantile, studentTwoSidedP } from "#shared/statistics/student-t.ts";
import { chiSquaredTail, fTail } from "#shared/statistics/upper-tails.ts";
import { reference } from "../../../fixtures/statistics/reference.ts";

/** Largest |got - wanted| / |wanted|, absolute where wanted is 0. */
function worst(rows: readonly (readonly number[])[], of: (...args: number[]) => number): number {
  expect(rows.length).toBeGreaterThan(8);
  return Math.max(...rows.map((row) => Math.abs(of(...row.slice(0, -1)) - row.at(-1)!) / (Math.abs(row.at(-1)!) || 1)));
}

const { distributions, power } = reference;

it.each([
  ["normal quantile", distributions.normalQuantile, normalQuantile, 1e-12],
  ["normal distribution function", distributions.normalCdf, normalCdf, 1e-12],
  ["Student quantile", distributions.studentQuantile, studentQuantile, 1e-10],
  ["Student two-sided tail", distributions.studentTwoSidedP, studentTwoSidedP, 1e-12],
  ["chi-squared tail", distributions.chiSquaredTail, chiSquaredTail, 1e-12],
  ["F tail", distributions.fTail, fTail, 1e-12],
] as const)("%s", (_name, rows, of, tolerance) => {
  expect(worst(rows, of as (...args: number[]) => number)).toBeLessThan(tolerance);
});

it("power of the paired t test: scipy's noncentral t, absolute 1e-8", () => {
  for (const [n, effect, wanted] of power.powers) expect(Math.abs(pairedTPower(n, effect) - wanted), `n ${n}, effect ${effect}`).toBeLessThan(1e-8);
});

it("quantile and tail undo each other far out", () => {
  for (const df of [1, 2.5, 7, 400]) for (const p of [1e-12, 1e-4, 0.49]) expect(studentTwoSidedP(studentQuantile(p, df), df) / (2 * p)).toBeCloseTo(1, 10);
  expect([normalQuantile(0), normalQuantile(1), studentQuantile(0.5, 3)]).toEqual([-Infinity, Infinity, 0]);
});
