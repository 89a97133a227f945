/**
 * @file The float64 loss of every kernel against 60-digit vectors: textbook probabilities and numeric derivatives in mpmath.
 * Reads: test/fixtures/losses/mpmath.json.
 */
import { describe, expect, test } from "vitest";
import { ROW_KERNELS } from "#shared/loss/options.ts";
import { reductionFactor, rowLoss } from "#shared/loss/row-loss.ts";
import { kernelOf } from "#shared/loss/run-loss.ts";
import { mpmathCases, type MpmathCase } from "../../../fixtures/losses/mpmath-cases.ts";

const RELATIVE = 1e-12;
/** Below, factors of a product are subnormal in float64 and have lost digits. */
const FLOOR = 1e-300;

const cases = mpmathCases();

/** @returns the largest error in units of what is allowed. */
function worst(c: MpmathCase): number {
  const { loss, gradient } = rowLoss(c.loss, c.logits, c.label);
  const by = c.loss.activation === "sigmoid" ? reductionFactor(c.loss, c.logits.length, c.rows ?? 1, c.foreground ?? 1) : 1;
  const wanted = c.gradient.map(Number);
  const errors = gradient.map((g, j) => Math.abs(by * g - wanted[j]!) / (RELATIVE * Math.abs(wanted[j]!) + FLOOR));
  const value = Number(c.value);
  return Math.max(Math.abs(by * loss - value) / (RELATIVE * value + FLOOR), ...errors);
}

test("all published vectors and 200 drawn ones, 40 of each kernel, gamma 0 to 10, logits to 1e4", () => {
  expect(cases.map((c) => c.id).slice(0, 18)).toEqual("S1 S2 S3 S4 S5 S6 S7 S8 S9 B1 B2 B4 B5 B6 B7 B8 B10 B9".split(" "));
  const drawn = cases.slice(18);
  for (const kernel of ROW_KERNELS) expect(drawn.filter((c) => kernelOf(c.loss) === kernel)).toHaveLength(40);
  expect(new Set(drawn.map((c) => c.loss.gamma))).toContain(10);
  expect(new Set(drawn.map((c) => c.loss.gamma))).toContain(0);
  expect(Math.max(...drawn.flatMap((c) => c.logits.map(Math.abs)))).toBeGreaterThan(9000);
});

describe.each(ROW_KERNELS)("%s", (kernel) => {
  test.each(cases.filter((c) => kernelOf(c.loss) === kernel))("$id: value and every entry of the gradient to 1e-12", (c) => {
    expect(worst(c)).toBeLessThanOrEqual(1);
  });
});
