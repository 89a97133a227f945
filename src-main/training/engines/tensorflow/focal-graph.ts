/**
 * @file The plain focal losses of a stack in margin form as graph operations: value and analytic gradient by the logits.
 * The same formulas as src-shared/loss/focal.ts in float64 and reference/margin-loss.ts on tfjs tensors.
 */
import { focalOfMargin } from "./focal-term-graph.ts";
import type { Value } from "./graph.ts";
import type { Field } from "./loss-settings.ts";
import type { Operations } from "./operations.ts";
import type { StepRows } from "./step-rows.ts";

/** Takes the target out of a log-sum-exp. Finite on purpose: -Infinity times a zero of the one-hot would be NaN. */
export const MASK_SHIFT = 1e9;

export interface LossInputs {
  /** [k, B, O]. */
  readonly logits: Value;
  /** [k, B, O]: one-hot, or with one output the indicator of class 1. */
  readonly target: Value;
  readonly outputs: number;
  readonly step: StepRows;
}

export interface LossNodes {
  /** [k, B, 1], the loss of each sample. */
  readonly value: Value;
  /** [k, B, O], by the logits, not divided by B. */
  readonly gradient: Value;
}

export function softmaxLoss(o: Operations, logits: Value, target: Value, s: Readonly<Record<Field<"softmax">, Value>>): LossNodes {
  const others = o.sub(logits, o.mul(target, o.graph.scalar(MASK_SHIFT)));
  const top = o.reduce("Max", others, [2], true);
  const powers = o.unary("Exp", o.sub(others, top));
  const total = o.reduce("Sum", powers, [2], true);
  // m = z_t - logsumexp of the others, so p_t = sigmoid(m). The largest numbers are subtracted first, where they are close.
  const margin = o.sub(o.sub(o.reduce("Sum", o.mul(logits, target), [2], true), top), o.unary("Log", total));
  const { value, slope } = focalOfMargin(o, { margin, gamma: s.gamma, poly: null, weight: o.reduce("Sum", o.mul(target, s.weights), [2], true) });
  // dm/dz is 1 at the target and minus its share among the others elsewhere; the target's own share is exp(-1e9) = 0.
  return { value, gradient: o.mul(slope, o.sub(target, o.div(powers, total))) };
}

/** 1 where an output's target is positive, -1 where it is not. @param direction [k, 1, 1] -1 where one output stands for class 0. */
export function signOf(o: Operations, target: Value, direction: Value): Value {
  return o.mul(o.sub(o.mul(target, o.graph.scalar(2)), o.graph.scalar(1)), direction);
}

export function sigmoidLoss(o: Operations, logits: Value, target: Value, s: Readonly<Record<Field<"sigmoid">, Value>>): LossNodes {
  const sign = signOf(o, target, s.direction);
  const { value, slope } = focalOfMargin(o, { margin: o.mul(logits, sign), gamma: s.gamma, poly: null, weight: o.add(s.mean, o.mul(s.half, sign)) });
  return { value: o.reduce("Sum", value, [2], true), gradient: o.mul(slope, sign) };
}
