/**
 * @file Which training rows an epoch visits, and in which order.
 * Reads: labels of the training part. Writes: nothing. The same seed and epoch give the same order on every engine.
 */
import { createRandom, permutation } from "#shared/random.ts";
import type { LossOptions } from "#shared/loss-options.ts";

type Sampling = LossOptions["sampling"];

/**
 * @param labels int32 [rows]. @param epoch 1-based.
 * @param sampling absent: every row once. class-balanced: as many rows, each drawn by class first (all classes that have rows alike), then
 * evenly among its rows, with replacement. square-root: classes with probability proportional to n_c^0.5.
 * @returns int32 [rows] of row numbers.
 * Source: Kang et al. 2020, section 4.1, "class-balanced sampling" (q = 0) and "square-root sampling" (q = 1/2).
 */
export function rowOrder(labels: Int32Array, classes: number, seed: number, epoch: number, sampling: Sampling): Int32Array {
  if (sampling === undefined) return permutation(labels.length, createRandom(seed, "shuffle", epoch));
  const rowsOf: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, row) => rowsOf[label]!.push(row));
  const present = rowsOf.filter((rows) => rows.length > 0);
  const shares = present.map((rows) => (sampling === "class-balanced" ? 1 : Math.sqrt(rows.length)));
  const sum = shares.reduce((a, b) => a + b, 0);
  let reached = 0;
  const upTo = shares.map((share) => (reached += share / sum));
  const random = createRandom(seed, "sample", epoch);
  return Int32Array.from(labels, () => {
    const at = random.next();
    const found = upTo.findIndex((limit) => at < limit);
    // Rounding may leave the last limit a hair below 1.
    const rows = present[found < 0 ? present.length - 1 : found]!;
    return rows[random.below(rows.length)]!;
  });
}
