/**
 * @file How large a paired difference is, beside whether there is one.
 * Reads: two samples paired by position.
 */
import { meanAndSpread } from "../metrics/from-counts.ts";
import { tInterval, type Interval } from "./interval.ts";
import { type Refusal } from "./outcome.ts";
import { pairedDifferences, signedRanks } from "./signed-ranks.ts";

export interface PairedEffect {
  /** Pairs. */
  readonly n: number;
  /** mean(a - b), in the unit of the values; null without a pair. */
  readonly meanDifference: number | null;
  /** Sample standard deviation (n - 1) of a - b; null below 2 pairs. */
  readonly sdDifference: number | null;
  /** t interval of the mean difference. */
  readonly interval: Interval | Refusal;
  /** Cohen's d_z = mean(a - b) / sd(a - b); null below 2 pairs and when all differences are equal. */
  readonly cohenDz: number | null;
  /** Matched-pairs rank-biserial (R+ - R-) / (R+ + R-) in [-1, 1], pairs without a difference dropped; null when none differs. */
  readonly rankBiserial: number | null;
}

/**
 * Effect sizes of a against b.
 * @throws AppError `input/invalid` for unequal lengths or a value that is not finite.
 * Source: Cohen 1988, p. 48 (d_z); Kerby 2014 (rank-biserial).
 */
export function pairedEffect(a: readonly number[], b: readonly number[]): PairedEffect {
  const differences = pairedDifferences(a, b);
  const { n, mean, sd } = meanAndSpread(differences);
  const ranks = signedRanks(a, b);
  const total = ranks.positive + ranks.negative;
  // Equal differences leave a spread of rounding errors, and d_z of 1e14 says nothing.
  const spreads = mean !== null && sd !== null && sd > 1e-12 * Math.abs(mean);
  return {
    n,
    meanDifference: mean,
    sdDifference: sd,
    interval: tInterval(differences, 0.95, "a difference"),
    cohenDz: spreads ? mean / sd : null,
    rankBiserial: total > 0 ? (ranks.positive - ranks.negative) / total : null,
  };
}
