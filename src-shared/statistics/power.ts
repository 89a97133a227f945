/**
 * @file How many seeds would show a difference of the size that was seen.
 * Reads: mean and standard deviation of paired differences. Writes: nothing.
 */
import { pairedTPower } from "./noncentral-t.ts";
import { requireFinite, shortNumber, type Refusal } from "./outcome.ts";
import { fewestPairs } from "./wilcoxon.ts";

export interface SeedsNeeded {
  readonly seeds: number;
  /** What set the number: the wanted power, or the fewest pairs with which Wilcoxon's test can reach alpha at all. */
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
 * @returns a refusal for a difference of 0 and above 100,000 seeds.
 * @throws AppError `input/invalid` for a value that is not finite.
 * Source: power by the noncentral t distribution, searched upwards; statsmodels' TTestPower.solve_power, rounded up.
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
  let enough = 2;
  while (powerOf(enough) < power) {
    if (enough >= MOST_SEEDS)
      return {
        refused: `More than ${MOST_SEEDS} seeds would be needed: the mean difference ${shortNumber(meanDifference)} is small beside its deviation ${shortNumber(sd)}. Take the two as equal.`,
      };
    enough = Math.min(enough * 2, MOST_SEEDS);
  }
  let tooFew = Math.max(1, Math.floor(enough / 2) - 1);
  while (enough - tooFew > 1) {
    const middle = (enough + tooFew) >> 1;
    if (powerOf(middle) >= power) enough = middle;
    else tooFew = middle;
  }
  const seeds = Math.max(enough, least);
  return {
    seeds,
    boundBy: seeds > enough ? "wilcoxon" : "power",
    power: powerOf(seeds),
    method: `Noncentral t, two-sided ${shortNumber(level)}, power ${power}`,
    note: "An estimate: it takes the difference and the deviation that were seen for the true ones, and normal differences.",
  };
}
