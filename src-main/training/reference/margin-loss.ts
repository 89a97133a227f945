/**
 * @file Focal losses of a stack in margin form on tfjs tensors: value and analytic gradient by the logits.
 * Reads: the loss settings of the runs. Writes: nothing. The float64 twin is src-shared/loss.ts.
 */
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { RunLoss } from "#shared/run-loss.ts";
import type { TfCore } from "./matmul.ts";

/** Takes the target out of a log-sum-exp. Finite on purpose: -Infinity times a zero of the one-hot would be NaN. */
const MASK_SHIFT = 1e9;

/** Loss of the samples of a step: `value` [K, B, 1], `gradient` by the logits [K, B, O], not yet divided by B. */
interface LossTensors {
  readonly value: Tensor3D;
  readonly gradient: Tensor3D;
}

/** Loss settings of K runs on the device. */
export interface StackLoss {
  /** @param logits [K, B, O]. @param target [K, B, O]: one-hot, or with O = 1 the indicator of class 1. Call inside tidy. */
  compute(logits: Tensor3D, target: Tensor3D): LossTensors;
  dispose(): void;
}

/**
 * log(1 + x) for x in [0, 1] to float32 precision on every backend. The log1p of wasm and WebGL is the logarithm of a rounded 1 + x,
 * 0 below 6e-8: the gradient of a margin above 17 would then miss its gamma term. What rounding took is added back to first order.
 */
function log1p(tf: TfCore, x: Tensor): Tensor {
  const rounded = tf.add(x, 1);
  return tf.add(tf.log(rounded), tf.div(tf.sub(x, tf.sub(rounded, 1)), rounded));
}

/** softplus(-|m|)-based pieces of (1-p)^gamma * -log p with p = sigmoid(m); source: Lin et al. 2017, eq. 4 and appendix B. */
function focalOfMargin(tf: TfCore, margin: Tensor, gamma: Tensor, weight: Tensor): { value: Tensor; slope: Tensor } {
  const tail = log1p(tf, tf.exp(tf.neg(tf.abs(margin))));
  const minusLogP = tf.add(tf.relu(tf.neg(margin)), tail);
  const minusLogQ = tf.add(tf.relu(margin), tail);
  const focus = tf.mul(weight, tf.exp(tf.neg(tf.mul(gamma, minusLogQ))));
  const inner = tf.add(tf.sigmoid(tf.neg(margin)), tf.mul(gamma, tf.mul(tf.sigmoid(margin), minusLogP)));
  return { value: tf.mul(focus, minusLogP), slope: tf.neg(tf.mul(focus, inner)) };
}

/** [K, 1, 1] from one number per run. */
const perRun = (tf: TfCore, values: readonly number[]): Tensor3D => tf.tensor3d(Float32Array.from(values), [values.length, 1, 1]);

function softmaxLoss(tf: TfCore, losses: readonly Extract<RunLoss, { activation: "softmax" }>[]): StackLoss {
  const classes = losses[0]!.weights.length;
  const gamma = perRun(
    tf,
    losses.map((l) => l.gamma),
  );
  const weights = tf.tensor3d(Float32Array.from(losses.flatMap((l) => l.weights)), [losses.length, 1, classes]);
  const shift = tf.scalar(MASK_SHIFT);
  return {
    compute(logits, target) {
      const others = tf.sub(logits, tf.mul(target, shift));
      const top = tf.max(others, -1, true);
      const powers = tf.exp(tf.sub(others, top));
      const total = tf.sum(powers, -1, true);
      // m = z_t - logsumexp of the others, so p_t = sigmoid(m).
      const margin = tf.sub(tf.sum(tf.mul(logits, target), -1, true), tf.add(top, tf.log(total)));
      const { value, slope } = focalOfMargin(tf, margin, gamma, tf.sum(tf.mul(target, weights), -1, true));
      // dm/dz is 1 at the target and minus its share among the others elsewhere; the target's own share is exp(-1e9) = 0.
      return { value: value as Tensor3D, gradient: tf.mul(slope, tf.sub(target, tf.div(powers, total))) };
    },
    dispose: () => tf.dispose([gamma, weights, shift]),
  };
}

function sigmoidLoss(tf: TfCore, losses: readonly Extract<RunLoss, { activation: "sigmoid" }>[]): StackLoss {
  const gamma = perRun(
    tf,
    losses.map((l) => l.gamma),
  );
  // (positive +- negative) / 2: the weight of a sign s is mean + s * half, exact to one rounding.
  const mean = perRun(
    tf,
    losses.map((l) => (l.positive + l.negative) / 2),
  );
  const half = perRun(
    tf,
    losses.map((l) => (l.positive - l.negative) / 2),
  );
  // With one output the target says "class 1"; a run whose positive class is 0 sees the opposite sign.
  const double = perRun(
    tf,
    losses.map((l) => (l.positiveClass === 0 ? -2 : 2)),
  );
  const one = perRun(
    tf,
    losses.map((l) => (l.positiveClass === 0 ? -1 : 1)),
  );
  return {
    compute(logits, target) {
      const sign = tf.sub(tf.mul(target, double), one);
      const { value, slope } = focalOfMargin(tf, tf.mul(logits, sign), gamma, tf.add(mean, tf.mul(half, sign)));
      return { value: tf.sum(value, -1, true), gradient: tf.mul(slope, sign) };
    },
    dispose: () => tf.dispose([gamma, mean, half, double, one]),
  };
}

/**
 * The loss of a stack. Softmax and one-vs-rest sigmoid runs may share a stack: the network is computed for all at once,
 * only these last operations are split.
 */
export function stackLoss(tf: TfCore, losses: readonly RunLoss[]): StackLoss {
  const softmax = losses.flatMap((l) => (l.activation === "softmax" ? [l] : []));
  const sigmoid = losses.flatMap((l) => (l.activation === "sigmoid" ? [l] : []));
  if (sigmoid.length === 0) return softmaxLoss(tf, softmax);
  if (softmax.length === 0) return sigmoidLoss(tf, sigmoid);

  const slots = (activation: RunLoss["activation"]): number[] => losses.flatMap((l, k) => (l.activation === activation ? [k] : []));
  const order = [...slots("softmax"), ...slots("sigmoid")];
  const pick = [slots("softmax"), slots("sigmoid")].map((s) => tf.tensor1d(s, "int32"));
  const back = tf.tensor1d(
    losses.map((_, k) => order.indexOf(k)),
    "int32",
  );
  const parts = [softmaxLoss(tf, softmax), sigmoidLoss(tf, sigmoid)];
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
