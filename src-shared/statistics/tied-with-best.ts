/**
 * @file The best cell of a sweep and the cells that the seeds cannot tell from it.
 * Reads: values per cell and seed.
 */
import { whyNotComparable } from "./comparable.ts";
import { compareWithBaseline, type SeedGroup } from "./compare-groups.ts";
import { isRefused, shortNumber, type Refusal } from "./outcome.ts";
import { bestPositions } from "../numbers/same-value.ts";
import { fewestPairs, smallestWilcoxonP } from "./wilcoxon.ts";

interface CellAgainstBest {
  readonly name: string;
  readonly mean: number;
  /** mean(cell - best); at most 0 when higher is better. */
  readonly meanDifference: number;
  readonly p: number;
  readonly holmP: number;
  /** holmP above alpha: the seeds do not tell this cell from the best. */
  readonly tied: boolean;
}

export interface TiedGroup {
  readonly best: string;
  readonly bestMean: number;
  /** Names of the tied cells without the best, in the order given. */
  readonly tied: readonly string[];
  /** Every cell but the best, in the order given. */
  readonly cells: readonly CellAgainstBest[];
  /** Seeds. */
  readonly n: number;
  readonly method: string;
  readonly note: string;
}

const meanOf = (values: readonly (number | null)[]): number => values.reduce<number>((sum, v) => sum + v!, 0) / values.length;

function seedsSay(n: number, comparisons: number, alpha: number): string {
  const smallest = smallestWilcoxonP(n);
  const seeds = `${n} ${n === 1 ? "seed" : "seeds"}`;
  const needed = fewestPairs(alpha, comparisons);
  if (smallest > alpha)
    return `${seeds} cannot tell any cell from the best: the smallest p of a paired test over ${seeds} is ${shortNumber(smallest)}, above ${alpha}. Train ${needed} seeds or more.`;
  return `${seeds} cannot tell any of ${comparisons} cells from the best: after Holm's correction the smallest p is ${shortNumber(Math.min(1, smallest * comparisons))}, above ${alpha}. Train ${needed} seeds or more, or compare at most ${Math.floor(alpha / smallest)} ${alpha < 2 * smallest ? "cell" : "cells"} with the best.`;
}

/**
 * The cell with the best mean, and which others a paired Wilcoxon test with Holm's correction does not tell from it.
 * Not told apart is not equal: few seeds tie everything, which is why too few are refused.
 * @param groups at least two cells over the same data, split, metric and seeds. Means equal but for rounding: the first is the best.
 * @returns a refusal when cells differ in what they were measured on, when a value is missing, and when the seeds are too few for
 *   any p to fall below alpha after the correction: it names the smallest reachable p and the seeds needed.
 */
export function tiedWithBest(
  groups: readonly SeedGroup[],
  { alpha = 0.05, higherIsBetter = true }: { readonly alpha?: number; readonly higherIsBetter?: boolean } = {},
): TiedGroup | Refusal {
  if (groups.length < 2) return { refused: "One cell alone is the best of itself. Choose at least two cells to compare." };
  const missing = groups.find((group) => group.values.some((v) => v === null || !Number.isFinite(v)));
  if (missing) {
    const seed = missing.basis.seeds[missing.values.findIndex((v) => v === null || !Number.isFinite(v))];
    return { refused: `${missing.name} has no ${missing.basis.metric} for seed ${seed}. Retry that run, or leave the cell out of the comparison.` };
  }
  const best =
    groups[
      bestPositions(
        groups.map((group) => meanOf(group.values)),
        higherIsBetter,
      )[0]!
    ]!;
  const others = groups.filter((group) => group !== best);
  for (const group of others) {
    const why = whyNotComparable(group.basis, best.basis);
    if (why !== null) return { refused: `${group.name} cannot be compared with the best, ${best.name}. ${why}` };
  }
  const n = best.values.length;
  if (smallestWilcoxonP(n) * others.length > alpha) return { refused: seedsSay(n, others.length, alpha) };
  const cells = compareWithBaseline(best, others).flatMap((outcome, i): CellAgainstBest[] =>
    isRefused(outcome)
      ? []
      : [
          {
            name: others[i]!.name,
            mean: meanOf(others[i]!.values),
            meanDifference: outcome.effect.meanDifference!,
            p: outcome.test.p,
            holmP: outcome.holmP,
            tied: outcome.holmP > alpha,
          },
        ],
  );
  return {
    best: best.name,
    bestMean: meanOf(best.values),
    tied: cells.flatMap((cell) => (cell.tied ? [cell.name] : [])),
    cells,
    n,
    method: `Wilcoxon signed-rank against the best mean over ${n} seeds, two-sided, Holm at ${alpha}`,
    note: "Tied means that these seeds do not tell the cells apart, not that they are equal. The best was chosen on the same values.",
  };
}
