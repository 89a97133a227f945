/** @file How long a sweep will take. Reads: past runs. Writes: nothing. */

interface Work {
  readonly epochs: number;
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
  readonly hidden: readonly number[];
}

/** Per-row cost that does not depend on the size of the network, in weights: calls, gathers, the loss. */
const ROW_OVERHEAD_WEIGHTS = 2000;

/** Milliseconds per (epoch x row x weight) of the kernel on a slow core, before anything was measured here. */
export const KERNEL_MS_PER_UNIT = 3e-7;

/** Weights and biases of a network. */
export function weightsOf({ features, hidden }: Pick<Work, "features" | "hidden">, outputs: number): number {
  const sizes = [features, ...hidden, outputs];
  return sizes.slice(1).reduce((sum, out, i) => sum + (sizes[i]! + 1) * out, 0);
}

/** Units of work of one run: epochs x rows x (weights + overhead). */
export function workOf(work: Work): number {
  return work.epochs * work.rows * (weightsOf(work, work.classes) + ROW_OVERHEAD_WEIGHTS);
}

/**
 * @param past runs with their measured milliseconds; empty: a constant is used and the basis says "estimate".
 * @param trainers processes that share the work.
 */
export function forecastMs(
  work: Work,
  runs: number,
  past: readonly (Work & { readonly trainMs: number })[],
  trainers: number,
): { ms: number; basis: "measured" | "estimate" } {
  const units = past.reduce((sum, run) => sum + workOf(run), 0);
  const measured = past.reduce((sum, run) => sum + run.trainMs, 0);
  const rate = units > 0 ? measured / units : KERNEL_MS_PER_UNIT;
  return { ms: (workOf(work) * runs * rate) / trainers, basis: units > 0 ? "measured" : "estimate" };
}
