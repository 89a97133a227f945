/**
 * @file How many seeds would show a difference of the size that was seen.
 * Reads: mean and standard deviation of paired differences.
 */
import { pairedTPower } from "./noncentral-t.ts";
import { normalQuantile } from "./normal.ts";
import { requireFinite, shortNumber, type Refusal } from "./outcome.ts";
import { fewestPairs } from "./wilcoxon.ts";

export interface SeedsNeeded {
  readonly seeds: number;
  /** What set the number: the wanted power, or that Wilcoxon's test cannot reach alpha with fewer pairs. */
  readonly boundBy: "power" | "wilcoxon";
  /** Power of the paired t test with that many seeds. */
  readonly power: number;
  readonly method: string;
  readonly note: string;
}

/** Beyond it a difference is a hundredth of the seed noise or less, and nobody trains as often. */
const MOST_SEEDS = 100_000;

/**
 * Fewest seeds with which the two-sided paired t test has the wanted power, never below what Wilcoxon's exact test needs.
 * @param meanDifference seen mean of a - b, sign free. @param sd its sample standard deviation, >= 0.
 * @param options comparisons: how many cells Holm will correct over; each is planned at alpha / comparisons, its strictest level.
 * @returns a refusal for a difference of 0 and above 100,000 seeds.
 * @throws AppError `input/invalid` for a value that is not finite.
 * Source: power by the noncentral t distribution, the fewest that reach it; statsmodels' TTestPower.solve_power, rounded up.
 */
export function seedsNeeded(
  meanDifference: number,
  sd: number,
  { power = 0.8, alpha = 0.05, comparisons = 1 }: { readonly power?: number; readonly alpha?: number; readonly comparisons?: number } = {},
): SeedsNeeded | Refusal {
  requireFinite("A difference or its deviation", [meanDifference, sd]);
  if (meanDifference === 0)
    return { refused: "No number of seeds shows a mean difference of 0. Read the interval: it says how large a difference could still be." };
  const effect = sd > 0 ? Math.abs(meanDifference) / sd : Infinity;
  const level = alpha / comparisons;
  const powerOf = (n: number): number => (Number.isFinite(effect) ? pairedTPower(n, effect, level) : 1);
  const least = fewestPairs(alpha, comparisons);
  // The normal formula is short by about two seeds, never long: t has the wider tails.
  const start = Math.ceil(((normalQuantile(1 - level / 2) + normalQuantile(power)) / effect) ** 2);
  if (start > MOST_SEEDS)
    return {
      refused: `More than ${MOST_SEEDS} seeds would be needed: the mean difference ${shortNumber(meanDifference)} is small beside its deviation ${shortNumber(sd)}. Take the two as equal.`,
    };
  let seeds = Math.max(least, start);
  while (powerOf(seeds) < power) seeds++;
  return {
    seeds,
    boundBy: seeds === least ? "wilcoxon" : "power",
    power: powerOf(seeds),
    method: `Noncentral t, two-sided ${shortNumber(level)}, power ${power}`,
    note: "An estimate: it takes the difference and the deviation that were seen for the true ones, and normal differences.",
  };
}
