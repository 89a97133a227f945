/**
 * @file Post-hoc logit adjustment: predictions for classes that are equally important, from a network that knows how frequent they are.
 *
 * Adjusted score of class c: log p_c - tau log pi_c, pi from the counts of the TRAINING part. Under softmax log p_c differs from z_c
 * by what all classes share, so this is z_c - tau log pi_c; under sigmoid p_c is the output's own probability.
 * Source: Menon et al. 2021, "Long-tail learning via logit adjustment", section 4.1.
 */
import { logPriors } from "../loss/class-weights.ts";
import { AppError } from "../errors/errors.ts";
import { scoresOf, type ScoreName } from "../metrics/from-counts.ts";
import { logProbabilitiesOf, marginsOf, predictClasses } from "./margins.ts";
import type { FitNote, FitReason } from "./notes.ts";
import { checkPart, type Logits, type OutputLayout, type LogitPart } from "./logit-part.ts";

export interface Adjusted {
  /** [N, C] adjusted scores; their softmax estimates the probabilities if all classes were equally frequent (at tau = 1). */
  readonly scores: Float64Array;
  /** [N]; ties: the lowest index. */
  readonly predictions: Int32Array;
}

/** [C]; a class without training rows has 0 and is therefore left as it is. */
function checkedLogPriors(trainCounts: readonly number[], classes: number): number[] {
  const refuse = (detail: string): AppError => new AppError("input/invalid", { what: "the class counts of logit adjustment", detail });
  if (trainCounts.length !== classes) throw refuse(`there are ${trainCounts.length} counts for ${classes} classes`);
  const bad = trainCounts.find((n) => !(n >= 0 && n < Infinity));
  if (bad !== undefined) throw refuse(`a count is ${bad}`);
  return logPriors(trainCounts);
}

/** @returns a note for each class that logit adjustment leaves as it is. */
export function unadjustedClasses(trainCounts: readonly number[], classNames: readonly string[]): FitNote[] {
  return classNames.flatMap((className, c): FitNote[] => (trainCounts[c]! > 0 ? [] : [{ id: "class-not-adjusted", className }]));
}

/**
 * {@link adjustLogits} for several tau on the same logits: what does not depend on tau is taken once.
 * @param margins [N, C] of the logits, as `marginsOf` gives them.
 * @throws AppError `input/invalid` naming the count, then the tau.
 */
export function logitAdjuster(margins: Float64Array, layout: OutputLayout, trainCounts: readonly number[]): (tau: number) => Adjusted {
  const priors = checkedLogPriors(trainCounts, layout.classes);
  const logProbabilities = logProbabilitiesOf(margins);
  const { classes } = layout;
  return (tau) => {
    if (!(tau >= 0 && tau < Infinity)) throw new AppError("input/invalid", { what: "tau of logit adjustment", detail: `it is ${tau}, it must be from 0` });
    const scores = new Float64Array(logProbabilities.length);
    for (let at = 0; at < scores.length; at += classes) for (let c = 0; c < classes; c++) scores[at + c] = logProbabilities[at + c]! - tau * priors[c]!;
    // At tau 0 log p ties where p rounds to 1; margins do not.
    return { scores, predictions: predictClasses(tau === 0 ? margins : scores, layout) };
  };
}

/**
 * @param logits [N, O], finite. @param trainCounts [C] rows of the training part. @param tau >= 0; 0 leaves the predictions as they are.
 * @throws AppError `input/invalid` naming count or tau.
 */
export function adjustLogits(logits: Logits, layout: OutputLayout, trainCounts: readonly number[], tau: number): Adjusted {
  return logitAdjuster(marginsOf(logits, layout), layout, trainCounts)(tau);
}

export interface TauChoice {
  /** Null: nothing to choose by. */
  readonly tau: number | null;
  /** The metric on validation, one per tau tried; null where it is undefined. */
  readonly tried: readonly { readonly tau: number; readonly value: number | null }[];
  readonly reason: FitReason | null;
}

/**
 * The tau of a list with the best metric on the validation part; of equals the smallest, which changes the least.
 * @param taus at least one, each >= 0. @param margins [N, C] of the logits, where they are known already.
 * @throws AppError `input/invalid`.
 */
export function chooseTau(
  validation: LogitPart,
  layout: OutputLayout,
  trainCounts: readonly number[],
  taus: readonly number[],
  metric: ScoreName,
  margins = marginsOf(validation.logits, layout),
): TauChoice {
  if (taus.length === 0) throw new AppError("input/invalid", { what: "the list of tau", detail: "it is empty" });
  checkPart(validation, layout, "the validation part");
  const { classes } = layout;
  const adjust = logitAdjuster(margins, layout, trainCounts);
  const tried = [...new Set(taus)]
    .sort((a, b) => a - b)
    .map((tau) => {
      const { predictions } = adjust(tau);
      const counts = new Array<number>(classes * classes).fill(0);
      validation.labels.forEach((label, row) => counts[label * classes + predictions[row]!]!++);
      return { tau, value: scoresOf(counts, classes)[metric] };
    });
  let best: { tau: number; value: number } | null = null;
  for (const { tau, value } of tried) if (value !== null && (best === null || value > best.value)) best = { tau, value };
  return best ? { tau: best.tau, tried, reason: null } : { tau: null, tried, reason: { id: "metric-undefined-on-validation", metric } };
}
