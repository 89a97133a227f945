/**
 * @file Focal losses of a stack in margin form as graph operations: value and analytic gradient by the logits.
 * Reads: nothing. Writes: nothing. The same formulas as src-shared/loss.ts in float64 and reference/margin-loss.ts on tfjs tensors.
 */
import type { RunLoss } from "#shared/run-loss.ts";
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

/** Takes the target out of a log-sum-exp. Finite on purpose: -Infinity times a zero of the one-hot would be NaN. */
const MASK_SHIFT = 1e9;

export interface LossNodes {
  /** [k, B, 1], the loss of each sample. */
  readonly value: Value;
  /** [k, B, O], by the logits, not divided by B. */
  readonly gradient: Value;
}

/** Numbers of a run that its loss needs, in the order of `settingsOf`. */
export function settingsWidth(activation: RunLoss["activation"], outputs: number): number {
  return activation === "softmax" ? 1 + outputs : 4;
}

/** softmax: gamma, weights [C]. sigmoid: gamma, mean and half difference of the weights of positive and negative samples, direction of the target. */
export function settingsOf(loss: RunLoss): number[] {
  if (loss.activation === "softmax") return [loss.gamma, ...loss.weights];
  // The weight of a sign s is mean + s * half. With one output the target says "class 1": a run whose positive class is 0 sees the opposite sign.
  return [loss.gamma, (loss.positive + loss.negative) / 2, (loss.positive - loss.negative) / 2, loss.positiveClass === 0 ? -1 : 1];
}

/**
 * (1-p)^gamma * -log p and its slope with p = sigmoid(m), without ever forming 1 - p or a power.
 * Source: Lin et al. 2017, eq. 4 and appendix B; -log p = softplus(-m), -log(1-p) = softplus(m).
 */
function focalOfMargin(o: Operations, margin: Value, gamma: Value, weight: Value): { value: Value; slope: Value } {
  const opposite = o.unary("Neg", margin);
  const minusLogP = o.unary("Softplus", opposite);
  const minusLogQ = o.unary("Softplus", margin);
  const focus = o.mul(weight, o.unary("Exp", o.unary("Neg", o.mul(gamma, minusLogQ))));
  const value = o.mul(focus, minusLogP);
  const inner = o.add(o.unary("Sigmoid", opposite), o.mul(gamma, o.mul(o.unary("Sigmoid", margin), minusLogP)));
  return { value, slope: o.unary("Neg", o.mul(focus, inner)) };
}

function softmaxLoss(o: Operations, logits: Value, target: Value, gamma: Value, weights: Value): LossNodes {
  const others = o.sub(logits, o.mul(target, o.graph.scalar(MASK_SHIFT)));
  const top = o.reduce("Max", others, [2], true);
  const powers = o.unary("Exp", o.sub(others, top));
  const total = o.reduce("Sum", powers, [2], true);
  // m = z_t - logsumexp of the others, so p_t = sigmoid(m).
  const margin = o.sub(o.reduce("Sum", o.mul(logits, target), [2], true), o.add(top, o.unary("Log", total)));
  const { value, slope } = focalOfMargin(o, margin, gamma, o.reduce("Sum", o.mul(target, weights), [2], true));
  // dm/dz is 1 at the target and minus its share among the others elsewhere; the target's own share is exp(-1e9) = 0.
  return { value, gradient: o.mul(slope, o.sub(target, o.div(powers, total))) };
}

function sigmoidLoss(o: Operations, logits: Value, target: Value, gamma: Value, mean: Value, half: Value, direction: Value): LossNodes {
  const sign = o.mul(o.sub(o.mul(target, o.graph.scalar(2)), o.graph.scalar(1)), direction);
  const { value, slope } = focalOfMargin(o, o.mul(logits, sign), gamma, o.add(mean, o.mul(half, sign)));
  return { value: o.reduce("Sum", value, [2], true), gradient: o.mul(slope, sign) };
}

/**
 * @param logits [k, B, O]. @param target [k, B, O]: one-hot, or with one output the indicator of class 1.
 * @param settings [k, settingsWidth]: a row of `settingsOf` for each run.
 */
export function lossNodes(o: Operations, activation: RunLoss["activation"], outputs: number, logits: Value, target: Value, settings: Value): LossNodes {
  const column = (from: number, width = 1): Value => o.expandDims(o.slice(settings, [0, from], [-1, width]), 1);
  if (activation === "softmax") return softmaxLoss(o, logits, target, column(0), column(1, outputs));
  return sigmoidLoss(o, logits, target, column(0), column(1), column(2), column(3));
}
