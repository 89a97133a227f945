/**
 * @file The losses of a stack on tfjs tensors: runs with one formula are computed together, each formula once.
 * Reads: the loss settings of the runs. The float64 twin is src-shared/loss/row-loss.ts.
 */
import type { Tensor1D, Tensor3D } from "@tensorflow/tfjs-core";
import type { LossKernel } from "#shared/loss/options.ts";
import { kernelOf, type RunLoss } from "#shared/loss/run-loss.ts";
import { sigmoidLoss, softmaxLoss } from "./margin-loss.ts";
import type { TfCore } from "./matmul.ts";
import { sigmoidSoftLoss } from "./sigmoid-soft-loss.ts";
import { sigmoidTermsLoss } from "./sigmoid-terms-loss.ts";
import { softmaxSmoothedLoss } from "./softmax-smoothed-loss.ts";
import { softmaxTermsLoss } from "./softmax-terms-loss.ts";
import type { StackLoss } from "./loss-tensors.ts";

/** Finer than the kernels of the product: smoothed targets of softmax take a longer path. */
type Formula = LossKernel | "softmax-smoothed";

/** Of one formula: every loss given is of its kind. */
type MakeLoss = (tf: TfCore, losses: readonly never[]) => StackLoss;

const FORMULAS = {
  softmax: softmaxLoss,
  "softmax-terms": softmaxTermsLoss,
  "softmax-smoothed": softmaxSmoothedLoss,
  sigmoid: sigmoidLoss,
  "sigmoid-terms": sigmoidTermsLoss,
  "sigmoid-soft": sigmoidSoftLoss,
} as const satisfies Record<Formula, MakeLoss>;

function formulaOf(loss: RunLoss): Formula {
  const kernel = kernelOf(loss);
  return kernel === "softmax-terms" && loss.terms!.smoothing > 0 ? "softmax-smoothed" : kernel;
}

/**
 * The loss of a stack. Runs with different formulas may share one: the network is computed for all at once, only these last
 * operations are split.
 * @throws nothing: which runs may train together is the affair of check-runs.ts.
 */
export function stackLoss(tf: TfCore, losses: readonly RunLoss[]): StackLoss {
  const formulas = losses.map(formulaOf);
  const used = [...new Set(formulas)];
  const make = (formula: Formula, of: readonly RunLoss[]): StackLoss => (FORMULAS[formula] as MakeLoss)(tf, of as readonly never[]);
  if (used.length === 1) return make(used[0]!, losses);

  const slots = used.map((formula) => formulas.flatMap((f, k) => (f === formula ? [k] : [])));
  const order = slots.flat();
  const pick = slots.map((s): Tensor1D => tf.tensor1d(s, "int32"));
  const back = tf.tensor1d(
    losses.map((_, k) => order.indexOf(k)),
    "int32",
  );
  const parts = used.map((formula, i) =>
    make(
      formula,
      slots[i]!.map((k) => losses[k]!),
    ),
  );
  return {
    compute(logits, target) {
      const results = parts.map((part, i) => part.compute(tf.gather(logits, pick[i]!), tf.gather(target, pick[i]!)));
      const values = results.map((r) => r.value);
      const gradients = results.map((r) => r.gradient);
      return { value: tf.gather(tf.concat(values, 0), back) as Tensor3D, gradient: tf.gather(tf.concat(gradients, 0), back) };
    },
    dispose() {
      for (const part of parts) part.dispose();
      tf.dispose([...pick, back]);
    },
  };
}
