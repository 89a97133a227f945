/**
 * @file Mean over seeds with its 95 % interval by Student's t.
 * Reads: one value per seed.
 */
import { meanAndSpread } from "../metrics/from-counts.ts";
import { requireFinite, type Refusal } from "./outcome.ts";
import { studentQuantile } from "./student-t.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Confidence level in (0, 1). */
  readonly level: number;
  readonly method: string;
  readonly note: string | null;
}

/** @param what what the interval is of, for the sentence. */
export function tooFewForInterval(what: string, n: number): Refusal {
  return { refused: `No interval of ${what} from ${n} ${n === 1 ? "seed" : "seeds"}: one value shows no spread. Train at least 2 seeds, better 10.` };
}

/**
 * Interval of the mean: mean +- t(level, n - 1) sd / sqrt(n), sd with n - 1.
 * @param values one per seed, in any order. @param what what the values are, for a refusal.
 * @returns a refusal below 2 values.
 * @throws AppError `input/invalid` for a value that is not finite.
 */
export function tInterval(values: readonly number[], level = 0.95, what = "a mean"): Interval | Refusal {
  requireFinite("A value of an interval", values);
  const { mean, sd, n } = meanAndSpread(values);
  if (mean === null || sd === null) return tooFewForInterval(what, n);
  const half = (studentQuantile((1 + level) / 2, n - 1) * sd) / Math.sqrt(n);
  const note = sd === 0 ? "All seeds gave the same value: the interval has no width." : null;
  return { low: mean - half, high: mean + half, level, method: `Student t, ${n - 1} degrees of freedom`, note };
}

export interface SeedSummary {
  readonly n: number;
  /** null without a value. */
  readonly mean: number | null;
  /** Sample standard deviation (n - 1); null below 2 values. */
  readonly sd: number | null;
  readonly interval: Interval | Refusal;
}

/** Mean, standard deviation and t interval of what is known. @param values null: undefined for that seed; left out and not counted. */
export function summarizeSeeds(values: readonly (number | null)[], level = 0.95): SeedSummary {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  return { ...meanAndSpread(known), interval: tInterval(known, level) };
}
