/**
 * @file Bootstrap intervals of a mean over seeds: percentile and BCa.
 * Reads: one value per seed, a seed for the resampling. The same seed gives the same interval everywhere.
 */
import { createRandom } from "../numbers/random.ts";
import { tooFewForInterval, type Interval } from "./interval.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { requireFinite, type Refusal } from "./outcome.ts";
import { quantileOfSorted } from "./quantile.ts";

export interface BootstrapOptions {
  /** Default 0.95. */
  readonly level?: number;
  /** Resamples, default 10,000. */
  readonly replicates?: number;
  /** Integer >= 0, default 1. */
  readonly seed?: number;
}

const REPLICATES = 10_000;
/** Percentile intervals of 95 % cover normal means in 84 % of samples of 5, 90 % of 8, 91 % of 10 (1,500 simulated samples each). */
const ROUGH_BELOW = 10;

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Sorted means of resamples with replacement. */
function resampledMeans(values: readonly number[], replicates: number, seed: number): Float64Array {
  const random = createRandom(seed, "bootstrap-interval");
  const n = values.length;
  return Float64Array.from({ length: replicates }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[random.below(n)]!;
    return sum / n;
  }).sort();
}

function intervalOf(
  name: string,
  bounds: (sorted: Float64Array, level: number) => readonly [number, number],
  values: readonly number[],
  { level = 0.95, replicates = REPLICATES, seed = 1 }: BootstrapOptions,
): Interval | Refusal {
  requireFinite("A value of an interval", values);
  if (values.length < 2) return tooFewForInterval("a mean", values.length);
  const [low, high] = bounds(resampledMeans(values, replicates, seed), level);
  const note = values.length < ROUGH_BELOW ? `A bootstrap of ${values.length} values is too narrow; prefer the t interval below ${ROUGH_BELOW} seeds.` : null;
  return { low, high, level, method: `${name} bootstrap, ${replicates} resamples, seed ${seed}`, note };
}

/** Interval between the quantiles of the resampled means. @returns a refusal below 2 values. Source: Efron and Tibshirani 1993, ch. 13. */
export function percentileBootstrapInterval(values: readonly number[], options: BootstrapOptions = {}): Interval | Refusal {
  const bounds = (sorted: Float64Array, level: number): [number, number] => [
    quantileOfSorted(sorted, (1 - level) / 2),
    quantileOfSorted(sorted, (1 + level) / 2),
  ];
  return intervalOf("Percentile", bounds, values, options);
}

/** Bias-corrected and accelerated interval of the mean. @returns a refusal below 2 values. Source: Efron 1987. */
export function bcaBootstrapInterval(values: readonly number[], options: BootstrapOptions = {}): Interval | Refusal {
  return intervalOf("BCa", (sorted, level) => bcaBounds(values, sorted, level), values, options);
}

/**
 * The two bounds from given resamples; apart from the draws, so that it can be held against scipy on the same resamples.
 * z0 counts resamples below the mean, equal ones by half; the acceleration is the jackknife's, sum u^3 / (6 (sum u^2)^1.5).
 * @param values the sample. @param sorted means of its resamples, ascending.
 * Source: Efron and Tibshirani 1993, eq. 14.9 to 14.15; ties and quantiles as scipy.stats.bootstrap has them.
 */
export function bcaBounds(values: readonly number[], sorted: Float64Array, level: number): readonly [number, number] {
  const mean = meanOf(values);
  // A resample with the same values in another order has the same mean but for rounding.
  const same = 1e-12 * values.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0);
  const below = sorted.reduce((count, v) => count + (Math.abs(v - mean) <= same ? 0.5 : v < mean ? 1 : 0), 0) / sorted.length;
  const u = values.map((v) => v - mean);
  const squares = u.reduce((sum, v) => sum + v * v, 0);
  // All values equal, or every resample on one side: there is nothing to correct by.
  if (squares === 0 || below === 0 || below === 1) return [quantileOfSorted(sorted, (1 - level) / 2), quantileOfSorted(sorted, (1 + level) / 2)];
  const acceleration = u.reduce((sum, v) => sum + v ** 3, 0) / (6 * squares ** 1.5);
  const z0 = normalQuantile(below);
  const corrected = (q: number): number => {
    const z = z0 + normalQuantile(q);
    return normalCdf(z0 + z / (1 - acceleration * z));
  };
  return [quantileOfSorted(sorted, corrected((1 - level) / 2)), quantileOfSorted(sorted, corrected((1 + level) / 2))];
}
