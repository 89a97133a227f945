/**
 * @file Proves a whole engine before it trains: the gradients of stacked steps against float64, every loss and the normalised head.
 * Where self-check.ts asks the operations of a tfjs backend, this asks an engine by its interface.
 */
import type { PreparedData } from "../../../data/encode/prepared.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import { type CheckProblem, checkProblems, largestError } from "./check-problems.ts";
import type { Engine, EngineRun } from "../engine.ts";
import { layoutOf } from "../layout.ts";

/** Largest relative error of a gradient entry that an engine may show; right ones stay below 2e-6. */
export const ENGINE_TOLERANCE = 1e-5;

/** @param has whether the engine computes a loss; absent: all. @returns the largest error of a gradient entry relative to the largest entry of its run (NaN when one is not a number). */
export async function engineGradientError(engine: Pick<Engine, "prepare">, has?: (loss: RunLoss) => boolean): Promise<number> {
  let worst = 0;
  // Math.max keeps a NaN, so a single wrong entry cannot hide.
  for (const problem of checkProblems(has)) worst = Math.max(worst, await problemError(engine, problem));
  return worst;
}

/** With momentum 0 the momentum buffer after one step of SGD is the gradient; the rate 0 leaves the parameters alone. */
async function problemError(engine: Pick<Engine, "prepare">, problem: CheckProblem): Promise<number> {
  const { x, y, losses, states, hidden, normalizedHead } = problem;
  const [rows, features, classes] = [x.length, x[0]!.length, Math.max(...y) + 1];
  const { size } = layoutOf(features, hidden, classes);
  const train = { rows, x: Float32Array.from(x.flat()), y: Int32Array.from(y) };
  const probe = { ...train, weights: new Float32Array(rows).fill(1) };
  const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
  const data: PreparedData = { features, classes: names, train, validation: train, test: train, probe, warnings: [] };
  const zeros = (): Float32Array => new Float32Array(size);
  const runs = losses.map((loss, k): EngineRun => ({ loss, learningRate: 0, state: { parameters: states[k]!, m: zeros(), v: zeros(), steps: 0 } }));
  const architecture = { features, hidden, outputs: classes, batchSize: rows, optimizer: { kind: "sgd", momentum: 0 }, normalizedHead } as const;
  const stack = engine.prepare(architecture, data, runs);
  try {
    const order = Int32Array.from(x, (_, row) => row);
    stack.beginEpoch(runs.map(() => order));
    await stack.trainSteps(0, 1);
    const after = await stack.readState(
      "now",
      runs.map((_, k) => k),
    );
    return largestError(
      problem,
      after.map((state) => state.m),
    );
  } finally {
    stack.dispose();
  }
}
