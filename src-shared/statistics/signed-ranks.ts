/**
 * @file Paired differences and their signed ranks, shared by Wilcoxon's test and the rank-biserial effect.
 * Reads: two samples of equal length, paired by position.
 */
import { AppError } from "../errors/errors.ts";
import { requireFinite } from "./outcome.ts";
import { SAME } from "../numbers/same-value.ts";

export interface SignedRanks {
  /** Pairs with a difference. */
  readonly n: number;
  /** Pairs without one; they carry no rank (Wilcoxon's own treatment). */
  readonly zeros: number;
  /** Twice the average ranks of |difference|, ascending, whole numbers [n]. */
  readonly doubledRanks: readonly number[];
  /** Sum of the ranks of positive differences. */
  readonly positive: number;
  readonly negative: number;
  /** Sizes of the groups of equal |difference|, 1 for a value alone. */
  readonly tieSizes: readonly number[];
}

/** a - b, exactly 0 where they differ by rounding only. @throws AppError `input/invalid` for unequal lengths or a value that is not finite. */
export function pairedDifferences(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new AppError("input/invalid", { what: "A pairing", detail: `${a.length} values cannot be paired with ${b.length}` });
  requireFinite("A value of a pair", a);
  requireFinite("A value of a pair", b);
  const tolerance = toleranceOf(a, b);
  return a.map((v, i) => (Math.abs(v - b[i]!) <= tolerance ? 0 : v - b[i]!));
}

/** Differences closer than this are the same difference: ranking their rounding error would move p. */
function toleranceOf(a: readonly number[], b: readonly number[]): number {
  return SAME * [...a, ...b].reduce((largest, v) => Math.max(largest, Math.abs(v)), 0);
}

export function signedRanks(a: readonly number[], b: readonly number[]): SignedRanks {
  const tolerance = toleranceOf(a, b);
  const differences = pairedDifferences(a, b).filter((d) => d !== 0);
  differences.sort((x, y) => Math.abs(x) - Math.abs(y));
  const doubledRanks: number[] = [];
  const tieSizes: number[] = [];
  let positive = 0;
  for (let first = 0; first < differences.length;) {
    let after = first + 1;
    while (after < differences.length && Math.abs(differences[after]!) - Math.abs(differences[first]!) <= tolerance) after++;
    // Ranks first + 1 to after, averaged and doubled.
    const doubled = first + 1 + after;
    for (let i = first; i < after; i++) {
      doubledRanks.push(doubled);
      if (differences[i]! > 0) positive += doubled / 2;
    }
    tieSizes.push(after - first);
    first = after;
  }
  const n = differences.length;
  return { n, zeros: a.length - n, doubledRanks, positive, negative: (n * (n + 1)) / 2 - positive, tieSizes };
}
