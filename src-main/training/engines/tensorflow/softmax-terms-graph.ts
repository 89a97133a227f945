/**
 * @file Softmax losses with scale, shift, margins, two gammas, Poly-1 and label smoothing, as graph operations.
 * Formulas: src-shared/loss/run-loss.ts.
 */
import type { Value } from "./graph.ts";
import { MASK_SHIFT, type LossInputs, type LossNodes } from "./focal-graph.ts";
import type { Field } from "./loss-settings.ts";
import type { Operations } from "./operations.ts";
import { focalBySteepness, focalOfMargin } from "./focal-term-graph.ts";

type Settings = Readonly<Record<Field<"softmax_terms">, Value>>;

/**
 * scale (z_j - margins_t [j = t]) + shift_j, up to a number that all classes of a row share. The largest logit is taken off before scaling:
 * scale 30 times a logit of 100 would cost small margins three digits.
 */
function adjusted(o: Operations, logits: Value, target: Value, s: Settings): Value {
  const distances = o.sub(logits, o.reduce("Max", logits, [2], true));
  return o.add(o.mul(s.scale, o.sub(distances, o.mul(target, s.margins))), s.shift);
}

/** gammaHard where a margin is below hardMargin; no gradient passes through the choice. */
const gammaAt = (o: Operations, margin: Value, s: Settings): Value => o.select(o.compare("Less", margin, s.hardMargin), s.gammaHard, s.gamma);

/** Without smoothing only the margin of the label counts. */
export function softmaxTermsLoss(o: Operations, logits: Value, target: Value, s: Settings): LossNodes {
  const u = adjusted(o, logits, target, s);
  const others = o.sub(u, o.mul(target, o.graph.scalar(MASK_SHIFT)));
  const top = o.reduce("Max", others, [2], true);
  const powers = o.unary("Exp", o.sub(others, top));
  const total = o.reduce("Sum", powers, [2], true);
  // The largest numbers are subtracted first, where they are close.
  const margin = o.sub(o.sub(o.reduce("Sum", o.mul(u, target), [2], true), top), o.unary("Log", total));
  const weight = o.reduce("Sum", o.mul(target, s.weights), [2], true);
  const { value, slope } = focalOfMargin(o, { margin, gamma: gammaAt(o, margin, s), poly: s.poly, weight });
  return { value, gradient: o.mul(o.mul(s.scale, slope), o.sub(target, o.div(powers, total))) };
}

/**
 * With smoothing every class has a term: weight q_c w_c, its own margin and its own choice of gamma. As torch.nn.CrossEntropyLoss with
 * weight and label_smoothing, and CategoricalFocalCrossentropy of Keras.
 */
export function softmaxSmoothLoss(o: Operations, { logits, target, outputs }: LossInputs, s: Readonly<Record<Field<"softmax_smooth">, Value>>): LossNodes {
  const u = adjusted(o, logits, target, s);
  const margin = marginsOfAll(o, u, outputs);
  const weight = o.mul(s.weights, o.add(o.mul(target, s.onTarget), s.spread));
  const { value, steepness, p, q } = focalBySteepness(o, { margin, gamma: gammaAt(o, margin, s), poly: s.poly, weight });
  // A class's own term pulls its logit up; every other one pushes it down by its share among those others, p / (1 - p of the other).
  const gradient = o.sub(o.mul(p, sumOfOthers(o, steepness, outputs)), o.mul(steepness, q));
  return { value: o.reduce("Sum", value, [2], true), gradient: o.mul(s.scale, gradient) };
}

/**
 * u_c minus the logsumexp of the others, for every c. Only the largest u can have more than half of the probability: its others are
 * summed without it. The sum of all minus one that is at most half of it loses no digits.
 */
function marginsOfAll(o: Operations, u: Value, classes: number): Value {
  const largest = o.oneHotOfLargest(u, 2, classes);
  const top = o.reduce("Max", u, [2], true);
  const powers = o.unary("Exp", o.sub(u, top));
  const margins = o.sub(o.sub(u, top), o.unary("Log", o.sub(o.reduce("Sum", powers, [2], true), powers)));
  const others = o.sub(u, o.mul(largest, o.graph.scalar(MASK_SHIFT)));
  const second = o.reduce("Max", others, [2], true);
  const total = o.reduce("Sum", o.unary("Exp", o.sub(others, second)), [2], true);
  const ofLargest = o.sub(o.sub(top, second), o.unary("Log", total));
  return o.select(o.compare("Less", o.graph.scalar(0), largest), ofLargest, margins);
}

/** For each class the sum over the others, by the same rule. @param values [k, B, C] >= 0. */
function sumOfOthers(o: Operations, values: Value, classes: number): Value {
  const largest = o.oneHotOfLargest(values, 2, classes);
  const isLargest = o.compare("Less", o.graph.scalar(0), largest);
  const rest = o.select(isLargest, o.graph.scalar(0), values);
  return o.select(isLargest, o.reduce("Sum", rest, [2], true), o.sub(o.reduce("Sum", values, [2], true), values));
}
