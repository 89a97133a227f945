/**
 * @file Quantile of a sorted sample.
 * Reads: numbers.
 */

/** Linear between order statistics, numpy's default (Hyndman and Fan 1996, type 7). @param sorted ascending, not empty. @param q in [0, 1]. */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  const position = Math.min(Math.max(q, 0), 1) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}
