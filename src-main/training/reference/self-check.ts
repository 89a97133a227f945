/**
 * @file Proves a backend before it trains: one stacked gradient against float64.
 * Reads: nothing. Writes: nothing. tfjs-wasm ships two kernels that are wrong without a word (batched fused.matMul, MaxPoolGrad),
 * and a GPU driver may be; a wrong gradient trains to a plausible, wrong table.
 */
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { createRandom } from "#shared/random.ts";
import { initialState, layoutOf } from "../layout.ts";
import type { RunLoss } from "#shared/run-loss.ts";
import { float64Gradient } from "./float64-gradient.ts";
import { stackLoss } from "./stack-loss.ts";
import type { StackMatMul, TfCore } from "./matmul.ts";
import { gradientOf } from "./network.ts";

const FEATURES = 3;
const CLASSES = 3;
const ROWS = 7;
/** Wider than 48 and no multiple of 4: where blocked kernels go wrong. */
const HIDDEN = [53, 50];
const MARGIN = 60;

/** Of the runs of the check. */
export const CHECK_LOSSES: readonly RunLoss[] = [
  { activation: "softmax", gamma: 0, weights: [1, 1, 1] },
  { activation: "softmax", gamma: 0.5, weights: [0.5, 1, 2] },
  { activation: "softmax", gamma: 2, weights: [0.37, 3.7, 37] },
  { activation: "sigmoid", gamma: 2, positive: 0.25, negative: 0.75, positiveClass: null },
];

/** A small problem: rows whose first two are stretched until the first run classifies one with a margin of about +60 and one with about -60. */
export function checkProblem(): { x: number[][]; y: number[]; states: Float32Array[]; hidden: readonly number[] } {
  const random = createRandom(1, "self-check");
  const layout = layoutOf(FEATURES, HIDDEN, CLASSES);
  const states = CHECK_LOSSES.map((_, k) => initialState(layout, k).parameters);
  for (const layer of layout.layers) for (const p of states) for (let o = 0; o < layer.outputs; o++) p[layer.biases + o] = 0.1 * random.gaussian();
  const x = Array.from({ length: ROWS }, () => Array.from({ length: FEATURES }, () => random.gaussian()));
  const y = Array.from({ length: ROWS }, (_, i) => i % CLASSES);
  // Cross entropy of one row tells its margin at both ends: the loss is about -m when m is very negative.
  const plain: RunLoss = CHECK_LOSSES[0]!;
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
  return { x: x.map((r) => r.map(Math.fround)), y, states, hidden: HIDDEN };
}

/**
 * @returns the largest error of a gradient entry relative to the largest entry of its run (NaN when one is not a number).
 * Uses exactly the operations of a training step, on the backend that is set.
 */
export async function gradientError(tf: TfCore, matMul: StackMatMul): Promise<number> {
  const layout = layoutOf(FEATURES, HIDDEN, CLASSES);
  const { x, y, states } = checkProblem();
  const loss = stackLoss(tf, CHECK_LOSSES);
  const gradient = tf.tidy(() => {
    const parameters = tf.tensor2d(Float32Array.from(states.flatMap((s) => [...s])), [CHECK_LOSSES.length, layout.size]);
    const inputs = tf.tile(tf.tensor3d(x.flat(), [1, ROWS, FEATURES]), [CHECK_LOSSES.length, 1, 1]);
    const oneHot = y.flatMap((label) => Array.from({ length: CLASSES }, (_, c) => Number(c === label)));
    const target = tf.tile(tf.tensor3d(oneHot, [1, ROWS, CLASSES]), [CHECK_LOSSES.length, 1, 1]) as Tensor3D;
    return gradientOf({ tf, matMul, layout, normalizedHead: false }, loss, parameters, inputs, target).gradient;
  });
  const values = await gradient.data();
  gradient.dispose();
  loss.dispose();
  let worst = 0;
  CHECK_LOSSES.forEach((runLoss, k) => {
    const exact = float64Gradient(layout, states[k]!, { x, y }, runLoss).gradient;
    const largest = exact.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
    // Math.max keeps a NaN, so a single wrong entry cannot hide.
    exact.forEach((g, i) => (worst = Math.max(worst, Math.abs(values[k * layout.size + i]! - g) / largest)));
  });
  return worst;
}
