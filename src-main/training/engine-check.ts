/**
 * @file Proves a whole engine before it trains: the gradients of one stacked step against float64.
 * Reads: nothing. Writes: nothing. Where self-check.ts asks the operations of a tfjs backend, this asks an engine by its interface.
 */
import type { PreparedData } from "../data/prepared.ts";
import type { Engine, EngineRun } from "./engine.ts";
import { layoutOf } from "./layout.ts";
import { float64Gradient } from "./reference/float64-gradient.ts";
import { CHECK_LOSSES, checkProblem } from "./reference/self-check.ts";

/** Largest relative error of a gradient entry that an engine may show; right ones stay below 2e-6. */
export const ENGINE_TOLERANCE = 1e-5;

/**
 * @returns the largest error of a gradient entry relative to the largest entry of its run (NaN when one is not a number).
 * With momentum 0 the momentum buffer after one step of SGD is the gradient; the rate 0 leaves the parameters alone.
 */
export async function engineGradientError(engine: Pick<Engine, "prepare">): Promise<number> {
  const { x, y, states, hidden } = checkProblem();
  const [rows, features, classes] = [x.length, x[0]!.length, Math.max(...y) + 1];
  const layout = layoutOf(features, hidden, classes);
  const train = { rows, x: Float32Array.from(x.flat()), y: Int32Array.from(y) };
  const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
  const probe = { ...train, weights: new Float32Array(rows).fill(1) };
  const data: PreparedData = { features, classes: names, train, validation: train, test: train, probe, warnings: [] };
  const zeros = (): Float32Array => new Float32Array(layout.size);
  const runs = CHECK_LOSSES.map((loss, k): EngineRun => ({ loss, learningRate: 0, state: { parameters: states[k]!, m: zeros(), v: zeros(), steps: 0 } }));
  const stack = engine.prepare({ features, hidden, outputs: classes, batchSize: rows, optimizer: { kind: "sgd", momentum: 0 } }, data, runs);
  try {
    const order = Int32Array.from(x, (_, row) => row);
    stack.beginEpoch(runs.map(() => order));
    await stack.trainSteps(0, 1);
    const after = await stack.readState(
      "now",
      runs.map((_, k) => k),
    );
    let worst = 0;
    CHECK_LOSSES.forEach((loss, k) => {
      const exact = float64Gradient(layout, states[k]!, { x, y }, loss).gradient;
      const largest = exact.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
      // Math.max keeps a NaN, so a single wrong entry cannot hide.
      exact.forEach((g, i) => (worst = Math.max(worst, Math.abs(after[k]!.m[i]! - g) / largest)));
    });
    return worst;
  } finally {
    stack.dispose();
  }
}
