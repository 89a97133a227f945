/**
 * @file Sigmoid losses with two gammas, clip, Poly-1, weights of whole rows, reductions and soft targets, as graph operations.
 * Formulas: src-shared/loss/run-loss.ts.
 */
import type { Value } from "./graph.ts";
import { signOf, type LossInputs, type LossNodes } from "./focal-graph.ts";
import type { Field } from "./loss-settings.ts";
import type { Operations } from "./operations.ts";
import { focalOfMargin } from "./focal-term-graph.ts";

type TermsSettings = Readonly<Record<Field<"sigmoid_terms">, Value>>;
type ClipSettings = Readonly<Record<Field<"sigmoid_clip">, Value>>;
type SoftSettings = Readonly<Record<Field<"sigmoid_soft">, Value>>;

/** Loss and gradient of each output, before weights of rows and reduction. */
interface Cells {
  readonly value: Value;
  readonly gradient: Value;
}

function targets(o: Operations, { target }: LossInputs, direction: Value): { sign: Value; isPositive: Value } {
  const sign = signOf(o, target, direction);
  return { sign, isPositive: o.compare("Less", o.graph.scalar(0), sign) };
}

function termsCells(o: Operations, logits: Value, sign: Value, isPositive: Value, s: TermsSettings): Cells {
  const gamma = o.select(isPositive, s.gamma, s.gammaNegative);
  const weight = o.select(isPositive, s.positive, s.negative);
  const { value, slope } = focalOfMargin(o, { margin: o.mul(logits, sign), gamma, poly: s.poly, weight });
  return { value, gradient: o.mul(slope, sign) };
}

export function sigmoidTermsLoss(o: Operations, inputs: LossInputs, s: TermsSettings): LossNodes {
  const { sign, isPositive } = targets(o, inputs, s.direction);
  return reduced(o, inputs, isPositive, termsCells(o, inputs.logits, sign, isPositive, s), s);
}

/**
 * Negative targets have their probability lowered by clip: pm = max(p - clip, 0). The gradient passes through the focusing factor too.
 * Source: Ridnik et al. 2021, eq. 4 to 7.
 */
export function sigmoidClipLoss(o: Operations, inputs: LossInputs, s: ClipSettings): LossNodes {
  const { sign, isPositive } = targets(o, inputs, s.direction);
  const { graph } = o;
  const [zero, one] = [graph.scalar(0), graph.scalar(1)];
  const positive = termsCells(o, inputs.logits, sign, isPositive, s);
  const p = o.unary("Sigmoid", inputs.logits);
  const q = o.unary("Sigmoid", o.unary("Neg", inputs.logits));
  // NaN is not clipped away.
  const isClipped = o.compare("GreaterEqual", s.clip, p);
  const pm = o.select(isClipped, one, o.sub(p, s.clip));
  const rest = o.add(q, s.clip);
  // 1 - pm has the digits where it is small, pm where that is.
  const minusLog = o.unary("Neg", o.select(o.compare("Less", pm, graph.scalar(0.5)), o.unary("Log1p", o.unary("Neg", pm)), o.unary("Log", rest)));
  const focus = o.mul(s.negative, o.binary("Pow", pm, s.gammaNegative));
  const value = o.mul(focus, o.add(minusLog, o.mul(s.poly, pm)));
  const inner = o.add(o.add(o.mul(s.gammaNegative, o.div(minusLog, pm)), o.div(one, rest)), o.mul(s.poly, o.add(s.gammaNegative, one)));
  const gradient = o.mul(o.mul(focus, o.mul(p, q)), inner);
  const pick = (ofPositive: Value, ofNegative: Value): Value => o.select(isPositive, ofPositive, o.select(isClipped, zero, ofNegative));
  return reduced(o, inputs, isPositive, { value: pick(positive.value, value), gradient: pick(positive.gradient, gradient) }, s);
}

/**
 * Targets s = y (1 - smoothing) + smoothing / 2 in the focal loss for soft targets: a ce r^gamma with r = p + s - 2 p s.
 * Every sum is one of positive parts, so none loses digits. Source: torchvision.ops.sigmoid_focal_loss.
 */
export function sigmoidSoftLoss(o: Operations, inputs: LossInputs, s: SoftSettings): LossNodes {
  const { isPositive } = targets(o, inputs, s.direction);
  const opposite = o.unary("Neg", inputs.logits);
  const [p, q] = [o.unary("Sigmoid", inputs.logits), o.unary("Sigmoid", opposite)];
  const soft = o.select(isPositive, s.far, s.near);
  const softRest = o.select(isPositive, s.near, s.far);
  const ce = o.add(o.mul(soft, o.unary("Softplus", opposite)), o.mul(softRest, o.unary("Softplus", inputs.logits)));
  const [above, below] = [o.mul(p, softRest), o.mul(q, soft)];
  const r = o.add(above, below);
  const focus = o.mul(o.select(isPositive, s.positive, s.negative), o.binary("Pow", r, s.gamma));
  // p - s = p (1-s) - (1-p) s, and r' = (1-2s) p (1-p).
  const moved = o.mul(o.mul(o.sub(softRest, soft), o.mul(p, q)), o.mul(s.gamma, o.div(ce, r)));
  const gradient = o.mul(focus, o.add(o.sub(above, below), moved));
  return reduced(o, inputs, isPositive, { value: o.mul(focus, ce), gradient }, s);
}

/** Weight of the row by its class, times the factor of the reduction (`reductionOf`). */
function reduced(
  o: Operations,
  { target, outputs, step }: LossInputs,
  isPositive: Value,
  cells: Cells,
  s: Readonly<Record<"perRow" | "perStep" | "perForeground" | "weights", Value>>,
): LossNodes {
  const { graph } = o;
  const count = step.count();
  let factor = o.add(s.perRow, o.mul(s.perStep, count));
  if (outputs === 1) {
    const foreground = o.cast(isPositive, "float32");
    const positives = o.reduce("Sum", step.counted ? o.mul(foreground, step.counted) : foreground, [1], true);
    factor = o.add(factor, o.mul(s.perForeground, o.div(count, o.binary("Maximum", positives, graph.scalar(1)))));
  }
  const ofClass = (c: number): Value => o.slice(s.weights, [0, 0, c], [-1, -1, 1]);
  const weight =
    outputs === 1 ? o.select(o.compare("Less", graph.scalar(0), target), ofClass(1), ofClass(0)) : o.reduce("Sum", o.mul(target, s.weights), [2], true);
  const rowFactor = o.mul(weight, factor);
  return { value: o.mul(rowFactor, o.reduce("Sum", cells.value, [2], true)), gradient: o.mul(rowFactor, cells.gradient) };
}
