/**
 * @file Which outputs of a sigmoid run are positive targets.
 * Reads: the loss settings of the runs.
 */
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { SigmoidLoss } from "#shared/loss/run-loss.ts";
import { perRun } from "./margin-terms.ts";
import type { TfCore } from "./matmul.ts";

export interface OutputSign {
  /** @param target [K, B, O], see StackLoss. @returns the same shape: 1 at a positive target, -1 elsewhere. */
  of(target: Tensor3D): Tensor;
  dispose(): void;
}

/** With one output the target says "class 1"; a run whose positive class is 0 sees the opposite sign. */
export function outputSign(tf: TfCore, losses: readonly SigmoidLoss[]): OutputSign {
  const double = perRun(
    tf,
    losses.map((l) => (l.positiveClass === 0 ? -2 : 2)),
  );
  const one = perRun(
    tf,
    losses.map((l) => (l.positiveClass === 0 ? -1 : 1)),
  );
  return { of: (target) => tf.sub(tf.mul(target, double), one), dispose: () => tf.dispose([double, one]) };
}
