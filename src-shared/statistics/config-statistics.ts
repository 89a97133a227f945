/**
 * @file Everything that the seeds say about the configurations of a sweep in one metric: intervals, tests against a baseline, ties with the best.
 * Reads: values per configuration and seed. Compare and the exports both take it from here, so they agree.
 */
import { compareWithBaseline, type BaselineComparison, type SeedGroup } from "./compare-groups.ts";
import { summarizeSeeds, type SeedSummary } from "./interval.ts";
import { isRefused, type Refusal } from "./outcome.ts";
import { seedsNeeded, type SeedsNeeded } from "./power.ts";
import { isSame } from "../numbers/same-value.ts";
import { tiedWithBest, type TiedGroup } from "./tied-with-best.ts";

export interface ConfigStatistics {
  readonly summary: SeedSummary;
  /** Against the baseline; null for the baseline itself and without one. */
  readonly comparison: BaselineComparison | Refusal | null;
  /** Several are best where means are equal but for rounding. null: it took no part, or the ties were refused. */
  readonly standing: "best" | "tied" | "behind" | null;
}

export interface MetricStatistics {
  /** In the order given. */
  readonly configs: readonly ConfigStatistics[];
  /** How many p-values the Holm correction is over. */
  readonly comparisons: number;
  readonly ties: TiedGroup | Refusal;
  /** Names of those that the ties leave out, since a seed has no value. */
  readonly leftOut: readonly string[];
}

const isWhole = (group: SeedGroup): boolean => group.values.length > 0 && group.values.every((v) => v !== null && Number.isFinite(v));

/**
 * @param groups one per configuration, names unique. @param baseline index into groups; null: nothing is tested.
 * @returns ties among the configurations that have a value for every seed; the others are named in `leftOut`.
 */
export function configStatistics(
  groups: readonly SeedGroup[],
  baseline: number | null,
  { higherIsBetter }: { readonly higherIsBetter: boolean },
): MetricStatistics {
  const base = baseline === null ? null : groups[baseline]!;
  const others = groups.filter((group) => group !== base);
  const compared = base ? compareWithBaseline(base, others) : others.map(() => null);
  const comparisonOf = new Map(others.map((group, i) => [group, compared[i]!]));
  const comparisons = compared.filter((c) => c !== null && !isRefused(c)).length;
  const whole = groups.filter(isWhole);
  const ties = tiedWithBest(whole, { higherIsBetter });
  const cells = new Map(isRefused(ties) ? [] : ties.cells.map((cell) => [cell.name, cell]));
  const standingOf = (name: string): ConfigStatistics["standing"] => {
    if (isRefused(ties)) return null;
    if (ties.best === name) return "best";
    const cell = cells.get(name);
    if (cell && isSame(cell.mean, ties.bestMean)) return "best";
    return cell ? (cell.tied ? "tied" : "behind") : null;
  };
  return {
    configs: groups.map((group) => {
      const comparison = comparisonOf.get(group) ?? null;
      return { summary: summarizeSeeds(group.values), comparison, standing: standingOf(group.name) };
    }),
    comparisons,
    ties,
    leftOut: groups.filter((group) => !isWhole(group)).map((group) => group.name),
  };
}

/** How many seeds would show a difference, as one of all comparisons. Apart from the rest: a table does not need it at once. */
export function seedsNeededFor(comparison: BaselineComparison | Refusal, comparisons: number): SeedsNeeded | Refusal {
  if (isRefused(comparison)) return comparison;
  const { meanDifference, sdDifference } = comparison.effect;
  return seedsNeeded(meanDifference!, sdDifference!, { comparisons });
}
