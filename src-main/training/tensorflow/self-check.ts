/**
 * @file Proves an engine before it trains: the gradient of its first step against float64.
 * Reads: nothing. Writes: nothing. Works on any engine: the first buffer of SGD with momentum is the gradient.
 */
import { createRandom } from "#shared/random.ts";
import type { PreparedData } from "../../data/prepared.ts";
import type { Engine } from "../engine.ts";
import { initialState, layoutOf } from "../layout.ts";
import { float64Gradient } from "../reference/float64-gradient.ts";
import type { RunLoss } from "../run-loss.ts";

const FEATURES = 3;
const CLASSES = 3;
const ROWS = 7;
/** Wider than 48 and no multiple of 4: where blocked kernels go wrong. */
const HIDDEN = [53, 50];
/** Steps are so small that the weights of the check do not matter. */
const OPTIMIZER = { kind: "sgd", momentum: 0.9 } as const;

const LOSSES: readonly RunLoss[] = [
  { activation: "softmax", gamma: 0, weights: [1, 1, 1] },
  { activation: "softmax", gamma: 0.5, weights: [0.5, 1, 2] },
  { activation: "softmax", gamma: 2, weights: [0.37, 3.7, 37] },
  { activation: "sigmoid", gamma: 2, positive: 0.25, negative: 0.75, positiveClass: null },
];

/** @returns the largest error of a gradient entry relative to the largest entry of its run; NaN when one is not a number. */
export async function engineGradientError(engine: Engine): Promise<number> {
  const random = createRandom(1, "self-check");
  const layout = layoutOf(FEATURES, HIDDEN, CLASSES);
  // Rows of very different size: margins from near 0 to about 60, where naive forms of the loss break.
  const x = Float32Array.from({ length: ROWS * FEATURES }, (_, i) => random.gaussian() * 4 ** (Math.floor(i / FEATURES) % 4));
  const part = { rows: ROWS, x, y: Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES) };
  const data: PreparedData = { features: FEATURES, classes: ["a", "b", "c"], train: part, validation: part, test: part, warnings: [] };
  const architecture = { features: FEATURES, hidden: HIDDEN, outputs: CLASSES, batchSize: ROWS, optimizer: OPTIMIZER };
  const runs = LOSSES.map((loss, k) => ({ loss, learningRate: 1e-3, state: initialState(layout, k) }));
  const stack = engine.prepare(architecture, data, runs);
  try {
    const order = Int32Array.from({ length: ROWS }, (_, row) => row);
    stack.beginEpoch(runs.map(() => order));
    await stack.trainSteps(0, 1);
    const states = await stack.readState("now", [...runs.keys()]);
    const batch = { x: Array.from({ length: ROWS }, (_, row) => [...x.subarray(row * FEATURES, (row + 1) * FEATURES)]), y: [...part.y] };
    let worst = 0;
    runs.forEach(({ loss, state }, k) => {
      const exact = float64Gradient(layout, state.parameters, batch, loss).gradient;
      const largest = exact.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
      // Math.max keeps a NaN, so a single wrong entry cannot hide.
      exact.forEach((g, i) => (worst = Math.max(worst, Math.abs(states[k]!.m[i]! - g) / largest)));
    });
    return worst;
  } finally {
    stack.dispose();
  }
}
