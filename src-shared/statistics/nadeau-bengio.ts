/**
 * @file The corrected resampled t test: differences over random splits of one data set, which share rows and so depend on each other.
 * Reads: one difference per split. Writes: nothing.
 */
import { AppError } from "../errors.ts";
import { meanAndSpread } from "../metrics.ts";
import { type Interval } from "./interval.ts";
import { requireFinite, type Refusal, type TestResult } from "./outcome.ts";
import { studentQuantile, studentTwoSidedP } from "./student-t.ts";

export interface ResampledT extends TestResult {
  readonly meanDifference: number;
  /** 95 % interval of the mean difference with the same variance. */
  readonly interval: Interval;
}

/**
 * t = mean(d) / sqrt((1/J + testRows/trainRows) var(d)) with J - 1 degrees of freedom. The plain t test has 1/J alone, as if the splits
 * were independent, and finds far too many differences.
 * @param differences one per split, all splits drawn from one data set [J].
 * @param rows rows of the test and of the training part of a split, both above 0.
 * @returns statistic: t; n: J. A refusal below 2 splits and when all differences are equal.
 * @throws AppError `input/invalid` for a value that is not finite or a part without rows.
 * Source: Nadeau and Bengio 2003, section 3.1.
 */
export function correctedResampledT(differences: readonly number[], rows: { readonly test: number; readonly train: number }): ResampledT | Refusal {
  requireFinite("A difference", differences);
  if (!(rows.test > 0 && rows.train > 0))
    throw new AppError("input/invalid", { what: "A split", detail: `it has ${rows.train} training and ${rows.test} test rows, both must be above 0` });
  const { mean, sd, n } = meanAndSpread(differences);
  if (mean === null || sd === null) return { refused: `No test of ${n} ${n === 1 ? "split" : "splits"}: train on at least 2, better 10 or more.` };
  if (sd <= 1e-12 * Math.abs(mean) || sd === 0)
    return { refused: `All ${n} splits differ by the same amount, so there is no spread to hold it against. Read the difference itself, or add splits.` };
  const standardError = sd * Math.sqrt(1 / n + rows.test / rows.train);
  const half = studentQuantile(0.975, n - 1) * standardError;
  const method = `Corrected resampled t (Nadeau and Bengio), ${n - 1} degrees of freedom, two-sided`;
  return {
    p: studentTwoSidedP(mean / standardError, n - 1),
    statistic: mean / standardError,
    n,
    method,
    note: null,
    meanDifference: mean,
    interval: { low: mean - half, high: mean + half, level: 0.95, method, note: null },
  };
}
