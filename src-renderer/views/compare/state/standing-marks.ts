/**
 * @file Which means of a column are marked as the best and as tied with it, or why none is.
 * Reads: statistics of the column. A mark on most rows says nothing, so then there is none.
 */
import type { GroupStatistics } from "#shared/results/statistics.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { isSame } from "#shared/numbers/same-value.ts";
import { type SeedLimit, seedLimit } from "./seed-advice.ts";

type NoMarks =
  | ({ readonly why: "seeds"; readonly seeds: number; readonly full: string } & Pick<SeedLimit, "needed">)
  | { readonly why: "most"; readonly group: number; readonly all: number }
  | { readonly why: "refused"; readonly full: string };

export interface ColumnMarks {
  /** Configuration ids. Several share a mean but for rounding. */
  readonly best: ReadonlySet<number>;
  readonly tied: ReadonlySet<number>;
  /** null: marks are there. */
  readonly none: NoMarks | null;
}

const without = (none: NoMarks): ColumnMarks => ({ best: new Set(), tied: new Set(), none });

/** @param statistics of one column over all configurations, with their ids in the same order. */
export function columnMarks({ configs, ids, ties, leftOut }: GroupStatistics): ColumnMarks {
  if (isRefused(ties)) {
    const seeds = Math.max(0, ...configs.map((c) => c.summary.n));
    const limit = configs.length > 1 && seeds > 0 ? seedLimit(seeds, configs.length - 1 - leftOut.length) : null;
    return without(limit ? { why: "seeds", seeds, needed: limit.needed, full: ties.refused } : { why: "refused", full: ties.refused });
  }
  const of = (holds: (i: number) => boolean): Set<number> => new Set(ids.filter((_, i) => configs[i]!.standing !== null && holds(i)));
  const isBest = (i: number): boolean => isSame(configs[i]!.summary.mean!, ties.bestMean);
  const best = of(isBest);
  const tied = of((i) => !isBest(i) && configs[i]!.standing === "tied");
  const all = ties.cells.length + 1;
  const group = best.size + tied.size;
  return group * 2 > all ? without({ why: "most", group, all }) : { best, tied, none: null };
}
