/**
 * @file Proves a backend before it trains: stacked gradients of every loss against float64.
 * tfjs-wasm ships two kernels that are wrong without a word (batched fused.matMul, MaxPoolGrad),
 * and a GPU driver may be; a wrong gradient trains to a plausible, wrong table.
 */
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { type CheckProblem, checkProblems, largestError } from "../verify/check-problems.ts";
import { layoutOf } from "../layout.ts";
import type { StackMatMul, TfCore } from "./matmul.ts";
import { gradientOf } from "./network.ts";
import { stackLoss } from "./stack-loss.ts";

/**
 * @returns the largest error of a gradient entry relative to the largest entry of its run (NaN when one is not a number).
 * Uses exactly the operations of a training step, on the backend that is set.
 */
export async function gradientError(tf: TfCore, matMul: StackMatMul): Promise<number> {
  let worst = 0;
  // Math.max keeps a NaN, so a single wrong entry cannot hide.
  for (const problem of checkProblems()) worst = Math.max(worst, await problemError(tf, matMul, problem));
  return worst;
}

async function problemError(tf: TfCore, matMul: StackMatMul, problem: CheckProblem): Promise<number> {
  const { x, y, losses, states, hidden, normalizedHead } = problem;
  const [runs, rows, features, classes] = [losses.length, x.length, x[0]!.length, Math.max(...y) + 1];
  const layout = layoutOf(features, hidden, classes);
  const loss = stackLoss(tf, losses);
  const gradient = tf.tidy(() => {
    const parameters = tf.tensor2d(Float32Array.from(states.flatMap((s) => [...s])), [runs, layout.size]);
    const inputs = tf.tile(tf.tensor3d(x.flat(), [1, rows, features]), [runs, 1, 1]);
    const oneHot = y.flatMap((label) => Array.from({ length: classes }, (_, c) => Number(c === label)));
    const target = tf.tile(tf.tensor3d(oneHot, [1, rows, classes]), [runs, 1, 1]) as Tensor3D;
    return gradientOf({ tf, matMul, layout, normalizedHead }, loss, parameters, inputs, target).gradient;
  });
  const values = (await gradient.data()) as Float32Array;
  gradient.dispose();
  loss.dispose();
  return largestError(
    problem,
    losses.map((_, k) => values.subarray(k * layout.size, (k + 1) * layout.size)),
  );
}
