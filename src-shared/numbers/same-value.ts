/** @file When two values, or means of values, are equal but for rounding. Every mark, rank and choice of a best takes it from here. */

/**
 * 0.82 - 0.81 and 0.81 - 0.80 differ by 1e-17, the mean of four seeds in another order by 1e-16. The smallest real difference of a metric, one
 * row of N in one of C classes, is above 1 / (C N): a million times this at a million rows.
 */
export const SAME = 1e-12;

/** Relative to the larger of both, absolute below 1: metrics near 0 are sums of parts of order 1. */
export function isSame(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= SAME * Math.max(1, Math.abs(a), Math.abs(b));
}

/** -1: a is smaller, 1: larger, 0: equal but for rounding. */
export function compareValues(a: number, b: number): -1 | 0 | 1 {
  return isSame(a, b) ? 0 : a < b ? -1 : 1;
}

/** Positions of the best of the known values, all that equal it but for rounding among them; none without a value. */
export function bestPositions(values: readonly (number | null)[], higherIsBetter: boolean): number[] {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0) return [];
  const best = known.reduce((top, value) => (higherIsBetter ? Math.max(top, value) : Math.min(top, value)));
  return values.flatMap((value, i) => (value !== null && isSame(value, best) ? [i] : []));
}
