/**
 * @file Holm's correction for several comparisons.
 * Reads: p-values.
 */
import { AppError } from "../errors/errors.ts";

/**
 * Step-down adjusted p-values: max over j <= i of min(1, (m - j + 1) p_(j)), p ascending. Compare them with alpha itself.
 * @param ps each in [0, 1]. @returns in the order given.
 * @throws AppError `input/invalid` for a value outside [0, 1].
 * Source: Holm 1979.
 */
export function holmAdjust(ps: readonly number[]): number[] {
  for (const p of ps) if (!(p >= 0 && p <= 1)) throw new AppError("input/invalid", { what: "A p-value", detail: `it is ${p}, it must be from 0 to 1` });
  const order = ps.map((_, i) => i).sort((i, j) => ps[i]! - ps[j]!);
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * ps[i]!));
    adjusted[i] = largest;
  }
  return adjusted;
}
