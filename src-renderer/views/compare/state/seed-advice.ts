/** @file Whether the seeds of a sweep can show anything at all. Reads: numbers of seeds and comparisons. */
import { fewestPairs, smallestWilcoxonP } from "#shared/statistics/wilcoxon.ts";

export interface SeedLimit {
  readonly kind: "seeds" | "comparisons";
  /** Smallest (adjusted) p that can be reached. */
  readonly smallest: number;
  /** Seeds with which one of the comparisons could fall below 0.05. */
  readonly needed: number;
}

/** @param comparisons p-values that Holm corrects over. @returns null when 0.05 can be reached. */
export function seedLimit(seeds: number, comparisons: number): SeedLimit | null {
  const smallest = smallestWilcoxonP(seeds);
  const needed = fewestPairs(0.05, Math.max(1, comparisons));
  if (smallest > 0.05) return { kind: "seeds", smallest, needed };
  return smallest * comparisons > 0.05 ? { kind: "comparisons", smallest: Math.min(1, smallest * comparisons), needed } : null;
}
