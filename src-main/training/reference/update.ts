/**
 * @file Adam and SGD with momentum on the flat state of a stack, as PyTorch computes them.
 * Reads: nothing. Writes: nothing.
 */
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Optimizer } from "../engine.ts";
import type { TfCore } from "./matmul.ts";

/** Parameters and moments, [K, n] each. */
export interface StateTensors {
  readonly p: Tensor2D;
  readonly m: Tensor2D;
  readonly v: Tensor2D;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * One optimiser step; call inside tidy.
 * @param gradient [K, n]. @param rates learning rate of each run. @param steps steps taken by each run before this one.
 * Adam: p -= lr/(1-b1^t) * m / (sqrt(v)/sqrt(1-b2^t) + 1e-8), b 0.9 and 0.999. SGD: buffer = momentum*buffer + g; p -= lr*buffer.
 * Source: torch.optim.Adam (no weight decay), torch.optim.SGD (dampening 0, no nesterov).
 */
export function update(
  tf: TfCore,
  optimizer: Optimizer,
  state: StateTensors,
  gradient: Tensor2D,
  rates: readonly number[],
  steps: readonly number[],
): StateTensors {
  const column = (value: (k: number) => number): Tensor2D =>
    tf.tensor2d(
      Float32Array.from(rates, (_, k) => value(k)),
      [rates.length, 1],
    );
  if (optimizer.kind === "sgd") {
    const m = tf.add(tf.mul(state.m, optimizer.momentum), gradient) as Tensor2D;
    return {
      p: tf.sub(
        state.p,
        tf.mul(
          m,
          column((k) => rates[k]!),
        ),
      ),
      m,
      v: state.v,
    };
  }
  const m = tf.add(tf.mul(state.m, BETA1), tf.mul(gradient, 1 - BETA1)) as Tensor2D;
  const v = tf.add(tf.mul(state.v, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)) as Tensor2D;
  // Bias corrections in float64 on the host: 1 - 0.999^t loses 3 digits in float32 at small t.
  const scale = column((k) => 1 / Math.sqrt(1 - BETA2 ** (steps[k]! + 1)));
  const rate = column((k) => rates[k]! / (1 - BETA1 ** (steps[k]! + 1)));
  return { p: tf.sub(state.p, tf.mul(rate, tf.div(m, tf.add(tf.mul(tf.sqrt(v), scale), EPSILON)))), m, v };
}
