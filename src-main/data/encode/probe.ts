/**
 * @file Picks the probe: training rows on which every epoch is looked at closely, without the price of all of them.
 * Reads: the training part.
 */
import { createRandom, permutation } from "#shared/numbers/random.ts";
import type { DataPart, Probe } from "./prepared.ts";

/** Rows in all: a forward pass over so many costs a twentieth of an epoch of 5,000 rows. */
const PROBE_ROWS = 512;

/**
 * Rows of every class in equal numbers as far as there are any, each weighing what it stands for.
 * @param features values per row. @param classes C. The choice depends on the data alone, so every run of a sweep is measured on the same rows.
 */
export function pickProbe(train: DataPart, features: number, classes: number): Probe {
  const rowsOf: number[][] = Array.from({ length: classes }, () => []);
  for (const row of permutation(train.rows, createRandom(1, "probe"))) rowsOf[train.y[row]!]!.push(row);
  const share = Math.max(1, Math.floor(PROBE_ROWS / classes));
  const chosen = rowsOf.flatMap((rows) => rows.slice(0, share).map((row) => ({ row, weight: rows.length / Math.min(rows.length, share) })));
  const x = new Float32Array(chosen.length * features);
  chosen.forEach(({ row }, i) => x.set(train.x.subarray(row * features, (row + 1) * features), i * features));
  return { rows: chosen.length, x, y: Int32Array.from(chosen, ({ row }) => train.y[row]!), weights: Float32Array.from(chosen, ({ weight }) => weight) };
}
