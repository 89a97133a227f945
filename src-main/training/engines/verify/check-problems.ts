/** @file Small problems whose gradients are known in float64: what an engine or a backend must get right before it trains. */
import { createRandom } from "#shared/numbers/random.ts";
import type { RunLoss, SigmoidLoss, SoftmaxLoss } from "#shared/loss/run-loss.ts";
import { initialState, layoutOf } from "../layout.ts";
import { float64Gradient } from "./float64-gradient.ts";

const FEATURES = 3;
const CLASSES = 3;
const ROWS = 7;
/** Wider than 48 and no multiple of 4: where blocked kernels go wrong. */
const HIDDEN = [53, 50];
/** Of the problems that are about a formula. */
const NARROW = [5];
const MARGIN = 60;

/** One step of a stack that all of these runs can share. */
export interface CheckProblem {
  /** [rows][features]. */
  readonly x: readonly (readonly number[])[];
  /** Class index of each row. */
  readonly y: readonly number[];
  readonly losses: readonly RunLoss[];
  /** Parameters [n] of each run. */
  readonly states: readonly Float32Array[];
  readonly hidden: readonly number[];
  readonly normalizedHead: boolean;
}

const PLAIN: readonly RunLoss[] = [
  { activation: "softmax", gamma: 0, weights: [1, 1, 1] },
  { activation: "softmax", gamma: 0.5, weights: [0.5, 1, 2] },
  { activation: "softmax", gamma: 2, weights: [0.37, 3.7, 37] },
  { activation: "sigmoid", gamma: 2, positive: 0.25, negative: 0.75, positiveClass: null },
];

const SOFTMAX: Required<Omit<SoftmaxLoss, "later" | "tversky">> = {
  activation: "softmax",
  gamma: 2,
  weights: [0.37, 1.2, 3],
  terms: { gammaHard: 4, hardMargin: -1, poly: 0.5, smoothing: 0, scale: 5, shift: [-0.1, -2.3, -4.6], margins: [0.1, 0.2, 0.5] },
};
const SIGMOID: Required<Omit<SigmoidLoss, "later" | "tversky">> = {
  activation: "sigmoid",
  gamma: 1,
  positive: 0.6,
  negative: 0.4,
  positiveClass: null,
  terms: { gammaNegative: 4, clip: 0.05, poly: 0.5, smoothing: 0, rowWeights: [0.37, 1.2, 3], reduction: "foreground" },
};
const SOFT = { ...SIGMOID.terms, smoothing: 0.1 };

/** Losses of one formula each, and whether their last layer compares directions. */
const FORMULAS: readonly { readonly losses: readonly RunLoss[]; readonly normalizedHead: boolean }[] = [
  { losses: [SOFTMAX, { ...SOFTMAX, terms: { ...SOFTMAX.terms, smoothing: 0.1 } }], normalizedHead: true },
  { losses: [SIGMOID, { ...SIGMOID, terms: { ...SIGMOID.terms, clip: 0, reduction: "row-mean" } }], normalizedHead: false },
  {
    losses: [
      { ...SIGMOID, terms: SOFT },
      { ...SIGMOID, gamma: 0, terms: { ...SOFT, reduction: "cell-mean" } },
    ],
    normalizedHead: false,
  },
  {
    losses: [
      { activation: "softmax", tversky: { alpha: 0.7, gamma: 4 / 3 } },
      { activation: "softmax", tversky: { alpha: 0.2, gamma: 3 } },
    ],
    normalizedHead: false,
  },
];

function statesOf(count: number, hidden: readonly number[], normalizedHead: boolean): Float32Array[] {
  const random = createRandom(2, "self-check");
  const layout = layoutOf(FEATURES, hidden, CLASSES);
  const states = Array.from({ length: count }, (_, k) => initialState(layout, k).parameters);
  const biased = normalizedHead ? layout.layers.slice(0, -1) : layout.layers;
  for (const layer of biased) for (const p of states) for (let o = 0; o < layer.outputs; o++) p[layer.biases + o] = 0.1 * random.gaussian();
  return states;
}

/** Rows whose first two are stretched until the first run classifies one with a margin of about +60 and one with about -60. */
function wideProblem(): CheckProblem {
  const random = createRandom(1, "self-check");
  const layout = layoutOf(FEATURES, HIDDEN, CLASSES);
  const states = statesOf(PLAIN.length, HIDDEN, false);
  const x = Array.from({ length: ROWS }, () => Array.from({ length: FEATURES }, () => random.gaussian()));
  const y = Array.from({ length: ROWS }, (_, i) => i % CLASSES);
  // Cross entropy of one row tells its margin at both ends: the loss is about -m when m is very negative.
  const plain: RunLoss = PLAIN[0]!;
  for (const [row, wantLow] of [[0, false] as const, [1, true] as const]) {
    const lossOf = (label: number, scale: number): number =>
      float64Gradient(layout, states[0]!, { x: [x[row]!.map((v) => v * scale)], y: [label] }, plain).loss;
    const labels = [0, 1, 2].sort((a, b) => lossOf(a, 50) - lossOf(b, 50));
    y[row] = wantLow ? labels[2]! : labels[0]!;
    // Doubling, then halving the interval: a loss in float64 loops is dear at the start of a process.
    let [low, scale] = [0, 1];
    while (lossOf(labels[1]!, scale) < MARGIN && scale < 1e4) [low, scale] = [scale, 2 * scale];
    for (let halving = 0; halving < 4; halving++) {
      const middle = (low + scale) / 2;
      if (lossOf(labels[1]!, middle) < MARGIN) low = middle;
      else scale = middle;
    }
    x[row] = x[row]!.map((v) => Math.fround(v * scale));
  }
  return { x: x.map((r) => r.map(Math.fround)), y, losses: PLAIN, states, hidden: HIDDEN, normalizedHead: false };
}

/** The wide problem with the plain losses, then a narrow one for every other formula. @param has whether an engine computes a loss; absent: all. */
export function checkProblems(has: (loss: RunLoss) => boolean = () => true): CheckProblem[] {
  const random = createRandom(3, "self-check");
  const narrow = FORMULAS.filter(({ losses }) => losses.every(has)).map(({ losses, normalizedHead }): CheckProblem => {
    const x = Array.from({ length: ROWS }, () => Array.from({ length: FEATURES }, () => Math.fround(random.gaussian())));
    const y = Array.from({ length: ROWS }, (_, i) => i % CLASSES);
    return { x, y, losses, states: statesOf(losses.length, NARROW, normalizedHead), hidden: NARROW, normalizedHead };
  });
  return [wideProblem(), ...narrow];
}

/**
 * @param gradients [n] of each run, as measured.
 * @returns the largest error of an entry relative to the largest entry of its run; NaN when one is not a number.
 */
export function largestError({ x, y, losses, states, hidden, normalizedHead }: CheckProblem, gradients: readonly ArrayLike<number>[]): number {
  const layout = layoutOf(FEATURES, hidden, CLASSES);
  let worst = 0;
  losses.forEach((loss, k) => {
    const exact = float64Gradient(layout, states[k]!, { x, y }, loss, null, normalizedHead).gradient;
    const largest = exact.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
    // Math.max keeps a NaN, so a single wrong entry cannot hide.
    exact.forEach((g, i) => (worst = Math.max(worst, Math.abs(gradients[k]![i]! - g) / largest)));
  });
  return worst;
}
