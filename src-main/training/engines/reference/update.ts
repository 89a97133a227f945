/** @file Adam, AdamW and SGD with momentum on the flat state of a stack, as PyTorch computes them. */
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Optimizer } from "../engine.ts";
import { ADAM_BETA1, ADAM_BETA2, ADAM_EPSILON, adamScales } from "../step-rate.ts";
import type { TfCore } from "./matmul.ts";

/** Parameters and moments, [K, n] each. */
export interface StateTensors {
  readonly p: Tensor2D;
  readonly m: Tensor2D;
  readonly v: Tensor2D;
}

/** One step of one run. */
export interface RunStep {
  /** Learning rate of this step, after the schedule. */
  readonly rate: number;
  /** Steps taken before this one. */
  readonly step: number;
  /** >= 0; not used by adam. */
  readonly weightDecay: number;
}

/**
 * One optimiser step; call inside tidy.
 * @param gradient [K, n]. @param runs [K].
 * Adam: p -= lr/(1-b1^t) * m / (sqrt(v)/sqrt(1-b2^t) + 1e-8), b 0.9 and 0.999. AdamW: p is first multiplied by 1 - lr*decay.
 * SGD: buffer = momentum*buffer + g + decay*p; p -= lr*buffer.
 * Source: torch.optim.Adam (no weight decay), torch.optim.AdamW, torch.optim.SGD (dampening 0, no nesterov).
 */
export function update(tf: TfCore, optimizer: Optimizer, state: StateTensors, gradient: Tensor2D, runs: readonly RunStep[]): StateTensors {
  const column = (value: (run: RunStep) => number): Tensor2D => tf.tensor2d(Float32Array.from(runs, value), [runs.length, 1]);
  const decays = optimizer.kind !== "adam" && runs.some((run) => run.weightDecay !== 0);
  if (optimizer.kind === "sgd") {
    const decay = column((run) => run.weightDecay);
    const g = decays ? (tf.add(gradient, tf.mul(state.p, decay)) as Tensor2D) : gradient;
    const m = tf.add(tf.mul(state.m, optimizer.momentum), g) as Tensor2D;
    const rate = column((run) => run.rate);
    return { p: tf.sub(state.p, tf.mul(m, rate)), m, v: state.v };
  }
  const shrink = column((run) => 1 - run.rate * run.weightDecay);
  const p = decays ? (tf.mul(state.p, shrink) as Tensor2D) : state.p;
  const m = tf.add(tf.mul(state.m, ADAM_BETA1), tf.mul(gradient, 1 - ADAM_BETA1)) as Tensor2D;
  const v = tf.add(tf.mul(state.v, ADAM_BETA2), tf.mul(tf.square(gradient), 1 - ADAM_BETA2)) as Tensor2D;
  const scale = column((run) => adamScales(run.rate, run.step).root);
  const rate = column((run) => adamScales(run.rate, run.step).rate);
  return { p: tf.sub(p, tf.mul(rate, tf.div(m, tf.add(tf.mul(tf.sqrt(v), scale), ADAM_EPSILON)))), m, v };
}
