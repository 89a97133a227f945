/** @file Adds confusion matrices of the same classes. Reads: counts. */
import type { Confusion } from "#shared/metrics/from-counts.ts";

/** @param matrices at least one, all of the same length [C * C]. @returns their sum, cell by cell. */
export function sumCounts(matrices: readonly Confusion[]): number[] {
  const total = [...matrices[0]!];
  for (const counts of matrices.slice(1)) counts.forEach((count, i) => (total[i]! += count));
  return total;
}
