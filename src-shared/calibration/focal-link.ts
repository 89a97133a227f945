/**
 * @file The focal recalibration link: class probabilities from the biased outputs of a network trained with the focal loss.
 *
 * The focal loss is not proper: with true probabilities eta its minimiser is p with eta_i proportional to p_i / (w_i g(p_i)) (the
 * Lagrange condition on the simplex), g(p) = (1-p)^gamma - gamma p (1-p)^(gamma-1) log p. In the margin m of p this is
 * log g = -gamma softplus(m) + log1p(gamma h(m)), h(m) = e^m softplus(-m) in (0, 1): no power of 1-p, which overflows at gamma < 1.
 * Source: Charoenphakdee et al. 2021, "On Focal Loss for Class-Posterior Probability Estimation" (w = 1; the weights follow alike).
 */
import { AppError } from "../errors/errors.ts";
import { softplus } from "../loss/focal.ts";
import { marginsOf } from "./margins.ts";
import type { Logits, OutputLayout } from "./logit-part.ts";

/** The (weighted) cross entropy or focal loss a network was trained with. */
export type FocalSetting =
  | {
      readonly activation: "softmax";
      /** >= 0. */
      readonly gamma: number;
      /** [C] >= 0, by the class of the sample; null: all 1. Only their ratios matter here. */
      readonly weights: readonly number[] | null;
    }
  | {
      readonly activation: "sigmoid";
      readonly gamma: number;
      /** In (0, 1): weight of an output's positives, 1 - alpha of its negatives; null: off. */
      readonly alpha: number | null;
    };

/**
 * log g: how much larger the focal loss's gradient is than cross entropy's at probability p = sigmoid(margin).
 * @param margin |m| <= 1e300. @param gamma in [0, 100]. @returns 0 at gamma 0; relative error near 1e-15.
 */
export function logGradientRatio(margin: number, gamma: number): number {
  // Above 30 e^m overflows in the end, while the series 1 - e^-m / 2 is exact to 1e-26.
  const h = margin > 30 ? 1 - Math.exp(-margin) / 2 : Math.exp(margin) * softplus(-margin);
  return -gamma * softplus(margin) + Math.log1p(gamma * h);
}

function logSumExp(values: readonly number[]): number {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((sum, v) => sum + Math.exp(v - top), 0));
}

/** One softmax row. A class with weight 0 was in no training loss, so its probability stays and the others share the rest. */
function keepUntrained(linked: Float64Array, margins: Float64Array, trained: readonly number[]): void {
  const logP = Array.from(margins, (m) => -softplus(-m));
  const shift = logSumExp(trained.map((c) => logP[c]!)) - logSumExp(trained.map((c) => linked[c]!));
  logP.forEach((value, c) => (linked[c] = trained.includes(c) ? linked[c]! + shift : value));
}

function check(setting: FocalSetting, layout: OutputLayout): void {
  const refuse = (detail: string): AppError => new AppError("input/invalid", { what: "the loss of the recalibration link", detail });
  if ((setting.activation === "softmax") !== (layout.kind === "softmax")) throw refuse(`${setting.activation} does not go with ${layout.kind} outputs`);
  if (!(setting.gamma >= 0 && setting.gamma <= 100)) throw refuse(`gamma is ${setting.gamma}, it must be from 0 to 100`);
  if (setting.activation === "sigmoid") {
    if (setting.alpha !== null && !(setting.alpha > 0 && setting.alpha < 1)) throw refuse(`alpha is ${setting.alpha}, it must be between 0 and 1`);
  } else if (setting.weights) {
    if (setting.weights.length !== layout.classes) throw refuse(`there are ${setting.weights.length} weights for ${layout.classes} classes`);
    const bad = setting.weights.find((w) => !(w >= 0 && w < Infinity));
    if (bad !== undefined) throw refuse(`a class weight is ${bad}, it must be a finite number from 0`);
    if (setting.weights.every((w) => w === 0)) throw refuse("every class weight is 0");
  }
}

/**
 * Applies the link. It needs no validation data; it is right as far as the network minimises the loss of the population, so on
 * over-fitted data it can make calibration worse.
 * @param logits [N, O], finite. @param margins [N, C] of them, where they are known already.
 * @returns float64 logits of the same layout, whose softmax or sigmoid is eta. With equal weights no prediction changes.
 * @throws AppError `input/invalid` for a setting outside its range.
 */
export function applyFocalLink(logits: Logits, layout: OutputLayout, setting: FocalSetting, margins = marginsOf(logits, layout)): Float64Array {
  check(setting, layout);
  const { gamma } = setting;
  if (setting.activation === "sigmoid") {
    const logOdds = setting.alpha === null ? 0 : Math.log(setting.alpha) - Math.log1p(-setting.alpha);
    return Float64Array.from(logits, (x) => x - logGradientRatio(x, gamma) + logGradientRatio(-x, gamma) - logOdds);
  }
  const { classes } = layout;
  const weights = setting.weights ?? new Array<number>(classes).fill(1);
  const linked = new Float64Array(margins.length);
  const logWeights = weights.map(Math.log);
  for (let i = 0; i < margins.length; i++) linked[i] = -softplus(-margins[i]!) - logGradientRatio(margins[i]!, gamma) - logWeights[i % classes]!;
  const trained = weights.flatMap((w, c) => (w > 0 ? [c] : []));
  if (trained.length < classes)
    for (let at = 0; at < margins.length; at += classes) keepUntrained(linked.subarray(at, at + classes), margins.subarray(at, at + classes), trained);
  return linked;
}
