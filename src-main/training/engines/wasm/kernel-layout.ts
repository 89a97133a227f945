/**
 * @file The structures of the kernel as the host writes them: fields in their order, with their places in words of 4 bytes, and its numbers of
 * losses. kernel/structures.h asserts the same bytes when it is compiled; a test compares both.
 */
import type { LossKernel, REDUCTIONS } from "#shared/loss/options.ts";

/** Bytes from the start of a structure to each field, and its whole length in words. */
export interface Layout<F extends string> {
  readonly at: Readonly<Record<F, number>>;
  readonly places: Readonly<Record<F, number>>;
  readonly words: number;
}

function layoutOf<F extends string>(places: Readonly<Record<F, number>>): Layout<F> {
  let words = 0;
  const at = {} as Record<F, number>;
  for (const name of Object.keys(places) as F[]) {
    at[name] = 4 * words;
    words += places[name];
  }
  return { at, places, words };
}

export const MAX_LAYERS = 5;
export const MAX_ROWS = 256;

export const NET = layoutOf({
  layers: 1,
  widths: MAX_LAYERS + 1,
  strides: MAX_LAYERS + 1,
  weights: MAX_LAYERS,
  biases: MAX_LAYERS,
  size: 1,
  batch: 1,
  rows: 1,
  x: 1,
  y: 1,
  block: 1,
  activations: MAX_LAYERS + 1,
  delta: 2,
  gradient: 1,
  optimizer: 1,
  momentum: 1,
  drop_below: 1,
  drop_scale: 1,
  head: 1,
  head_inverse: 1,
});

export const RUN = layoutOf({
  p: 1,
  m: 1,
  v: 1,
  order: 1,
  loss: 1,
  gamma: 1,
  weights: 1,
  positive: 1,
  negative: 1,
  positive_class: 1,
  decay: 1,
  drop_key: 1,
  loss_sum: 2,
  terms: 1,
  reduction: 1,
});

export const STEP = layoutOf({ rate: 1, root: 1, shrink: 1, step: 1 });

/** float64 each; behind them, numbers by class. */
export const TERMS = layoutOf({ gamma: 2, gamma_other: 2, hard_margin: 2, poly: 2, smoothing: 2, scale: 2, clip: 2, logit: 2 });

/** The enumerators of the kernel: a loss without a number does not compile, here and there. */
export const LOSS_NUMBERS: Readonly<Record<LossKernel, number>> = { softmax: 0, "softmax-terms": 1, sigmoid: 2, "sigmoid-terms": 3, "sigmoid-soft": 4 };
export const REDUCTION_NUMBERS: Readonly<Record<"row-mean" | (typeof REDUCTIONS)[number], number>> = { "row-mean": 0, "cell-mean": 1, sum: 2, foreground: 3 };
