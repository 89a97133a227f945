/**
 * @file Which training rows an epoch visits, and in which order.
 * Reads: labels of the training part. The same seed and epoch give the same order on every engine.
 */
import { createRandom, permutation } from "#shared/numbers/random.ts";
import type { LossOptions } from "#shared/loss/options.ts";

type Sampling = LossOptions["sampling"];

/** The probability that a draw is of each class. @param counts [C] rows of the classes. @returns [C]; 0 for a class without rows. */
function drawnShares(counts: readonly number[], sampling: NonNullable<Sampling>): number[] {
  const raw = counts.map((n) => (n === 0 ? 0 : sampling === "class-balanced" ? 1 : Math.sqrt(n)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((share) => share / sum);
}

/** How often an epoch is expected to visit a row of each class. @param counts [C] training rows. @returns [C]; all 1 without sampling. */
export function expectedVisits(counts: readonly number[], sampling: Sampling): number[] {
  if (sampling === undefined) return counts.map(() => 1);
  const total = counts.reduce((a, b) => a + b, 0);
  return drawnShares(counts, sampling).map((share, c) => (counts[c] === 0 ? 0 : (share * total) / counts[c]!));
}

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
  let reached = 0;
  const upTo = drawnShares(
    present.map((rows) => rows.length),
    sampling,
  ).map((share) => (reached += share));
  const random = createRandom(seed, "sample", epoch);
  return Int32Array.from(labels, () => {
    const at = random.next();
    const found = upTo.findIndex((limit) => at < limit);
    // Rounding may leave the last limit a hair below 1.
    const rows = present[found < 0 ? present.length - 1 : found]!;
    return rows[random.below(rows.length)]!;
  });
}
