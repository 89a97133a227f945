/**
 * @file Everything that can be done with a trained network's logits without training again: one list of variants.
 * Reads: nothing. Writes: nothing.
 *
 * Whatever is tuned is tuned on the validation part; the test part comes without labels, so it cannot be tuned on.
 * Variants stand beside the raw figures and never replace them.
 */
import { AppError } from "../errors.ts";
import type { ScoreName } from "../metrics.ts";
import { predictByCosts, checkCosts, type CostMatrix } from "./costs.ts";
import { applyFocalLink, type FocalSetting } from "./focal-link.ts";
import { adjustLogits, chooseTau, unadjustedClasses, type TauChoice } from "./logit-adjustment.ts";
import { logProbabilitiesOf, marginsOf, predictClasses, probabilitiesOf } from "./margins.ts";
import { checkPart, countRows, type Logits, type OutputLayout, type ScoredPart } from "./scored-part.ts";
import { fitTemperature, scaleByTemperature, type TemperatureFit } from "./temperature.ts";
import { bestF1Threshold, predictByThresholds, predictWithThreshold, recallThreshold, type TunedThreshold } from "./thresholds.ts";

/** The loss of the run, as far as it matters afterwards. */
export type TrainedLoss = FocalSetting & {
  /** Sigmoid on two classes: the class whose logit is above 0; null or absent: one output per class. */
  readonly positiveClass?: number | null;
  /** Name of a loss that is neither cross entropy nor focal (LDAM, ASL, ...): no recalibration link is known for it. Absent: it is one. */
  readonly other?: string;
};

export interface RecallGoal {
  readonly classIndex: number;
  /** In (0, 1]. */
  readonly recall: number;
}

/** Probabilities that expected costs are taken with. */
export type CostBase = "raw" | "temperature" | "focal-link";

export interface AfterTrainingInput {
  readonly validation: ScoredPart;
  /** No labels: nothing here may depend on them. */
  readonly test: { readonly logits: Logits };
  readonly loss: TrainedLoss;
  /** [C] rows of the training part. */
  readonly trainCounts: readonly number[];
  readonly classNames: readonly string[];
  /** Fixed tau of "logit-adjusted"; 1 unless given. */
  readonly tau?: number;
  /** What "logit-adjusted-tuned" chooses from and by; 0 to 2 in steps of 0.25, and balanced accuracy, unless given. */
  readonly taus?: readonly number[];
  readonly tauMetric?: ScoreName;
  /** Two classes: the class of the binary threshold; the positive class of the loss, else the rarer of the training part. */
  readonly positiveClass?: number;
  readonly recallGoals?: readonly RecallGoal[];
  readonly costs?: { readonly matrix: CostMatrix; readonly base: CostBase };
}

type Parameters =
  | { readonly id: "temperature"; readonly fit: TemperatureFit }
  | { readonly id: "focal-link"; readonly gamma: number; readonly weights: readonly number[] | null; readonly alpha: number | null }
  | { readonly id: "logit-adjusted"; readonly tau: number }
  | { readonly id: "logit-adjusted-tuned"; readonly metric: ScoreName; readonly choice: TauChoice }
  | { readonly id: "thresholds-f1"; readonly thresholds: readonly TunedThreshold[] }
  | { readonly id: "binary-threshold-f1"; readonly classIndex: number; readonly threshold: TunedThreshold }
  | { readonly id: "recall-at-least"; readonly goal: RecallGoal; readonly threshold: TunedThreshold }
  | { readonly id: "costs"; readonly matrix: CostMatrix; readonly base: CostBase };

export type VariantId = Parameters["id"];

/** One way to use the same logits. */
export type Variant = Parameters & {
  /** [N of the test part]; null: it does not exist, `reason` says why. */
  readonly predictions: Int32Array | null;
  /** [N, C] of the test part, float64; one-vs-rest rows need not sum to 1. Null: the variant decides, the raw probabilities stand. */
  readonly probabilities: Float64Array | null;
  /** Null when `predictions` is there. */
  readonly reason: string | null;
  /** What to know when reading its figures. */
  readonly notes: readonly string[];
};

export interface AfterTraining {
  readonly layout: OutputLayout;
  /** The network as it is: what every variant is held against. */
  readonly raw: { readonly predictions: Int32Array; readonly probabilities: Float64Array };
  readonly variants: readonly Variant[];
}

const DEFAULT_TAUS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

/** Outputs of a network as the trainer builds it. @throws AppError `input/invalid` for a positive class that is none of two. */
export function layoutOf(loss: TrainedLoss, classes: number): OutputLayout {
  const refuse = (what: string, detail: string): AppError => new AppError("input/invalid", { what, detail });
  if (classes < 2) throw refuse("the class list", `it has ${classes} class(es), two are needed`);
  if (loss.activation === "softmax") return { kind: "softmax", classes };
  const positiveClass = loss.positiveClass ?? null;
  if (positiveClass === null) return { kind: "one-vs-rest", classes };
  if (classes !== 2 || (positiveClass !== 0 && positiveClass !== 1))
    throw refuse("the positive class", `it is ${positiveClass} of ${classes} classes, one output needs 0 or 1 of two`);
  return { kind: "binary", classes: 2, positiveClass };
}

const weighsClasses = (loss: TrainedLoss): boolean =>
  loss.activation === "softmax" ? loss.weights !== null && new Set(loss.weights).size > 1 : loss.alpha !== null && loss.alpha !== 0.5;

function temperatureVariant(input: AfterTrainingInput, layout: OutputLayout): Variant {
  const fit = fitTemperature(input.validation, layout);
  const notes = weighsClasses(input.loss) ? ["The loss weighted the classes; one temperature cannot undo that."] : [];
  if (fit.temperature === null) return { id: "temperature", fit, predictions: null, probabilities: null, reason: fit.reason, notes };
  const margins = marginsOf(scaleByTemperature(input.test.logits, fit.temperature), layout);
  return { id: "temperature", fit, predictions: predictClasses(margins, layout), probabilities: probabilitiesOf(margins), reason: null, notes };
}

function focalLinkVariant({ loss, test, classNames }: AfterTrainingInput, layout: OutputLayout): Variant {
  const softmax = loss.activation === "softmax";
  const parameters = { id: "focal-link", gamma: loss.gamma, weights: softmax ? loss.weights : null, alpha: softmax ? null : loss.alpha } as const;
  const none = (reason: string): Variant => ({ ...parameters, predictions: null, probabilities: null, reason, notes: [] });
  if (loss.other !== undefined) return none(`The link is known for cross entropy and the focal loss; this network was trained with ${loss.other}.`);
  if (loss.gamma === 0 && !weighsClasses(loss)) return none("Trained with plain cross entropy: the link changes nothing.");
  const notes = classNames.flatMap((name, c) =>
    softmax && loss.weights?.[c] === 0 ? [`Class “${name}” had weight 0 in training: its probability is left as it is.`] : [],
  );
  const margins = marginsOf(applyFocalLink(test.logits, layout, loss), layout);
  return { ...parameters, predictions: predictClasses(margins, layout), probabilities: probabilitiesOf(margins), reason: null, notes };
}

function adjustedVariants(input: AfterTrainingInput, layout: OutputLayout): Variant[] {
  const { loss, test, trainCounts, classNames } = input;
  const metric = input.tauMetric ?? "balancedAccuracy";
  const notes = ["Its probabilities are those of classes that are equally frequent, not of the test part.", ...unadjustedClasses(trainCounts, classNames)];
  if (weighsClasses(loss)) notes.push("The loss weighted the classes already: this corrects a second time.");
  if (loss.gamma > 0) notes.push("Derived for cross entropy: with γ above 0 the probabilities it starts from are biased.");
  if (loss.other !== undefined) notes.push(`Derived for cross entropy; this network was trained with ${loss.other}.`);
  const use = (tau: number): Pick<Variant, "predictions" | "probabilities"> => {
    const { scores, predictions } = adjustLogits(test.logits, layout, trainCounts, tau);
    return { predictions, probabilities: probabilitiesOf(marginsOf(scores, { kind: "softmax", classes: layout.classes })) };
  };
  const tau = input.tau ?? 1;
  const choice = chooseTau(input.validation, layout, trainCounts, input.taus ?? DEFAULT_TAUS, metric);
  const chosen = choice.tau === null ? { predictions: null, probabilities: null } : use(choice.tau);
  return [
    { id: "logit-adjusted", tau, ...use(tau), reason: null, notes },
    { id: "logit-adjusted-tuned", metric, choice, ...chosen, reason: choice.reason, notes },
  ];
}

/** Margins, probabilities and their logarithms of one part, taken once. */
interface Scores {
  readonly probabilities: Float64Array;
  readonly logProbabilities: Float64Array;
}

function thresholdVariants(input: AfterTrainingInput, layout: OutputLayout, validation: Float64Array, test: Scores): Variant[] {
  const { classNames, trainCounts, loss } = input;
  const { labels } = input.validation;
  const { classes } = layout;
  const thresholds = classNames.map((name, c) => bestF1Threshold(validation, labels, classes, c, name));
  const notes = thresholds.flatMap(({ reason }) => (reason === null ? [] : [`${reason} It is predicted as if its threshold were 0.5.`]));
  const isTuned = thresholds.some(({ threshold }) => threshold !== null);
  const byRatio = isTuned
    ? predictByThresholds(
        test.logProbabilities,
        thresholds.map(({ threshold }) => threshold),
      )
    : null;
  const reason = isTuned ? null : "No class has a threshold that could be tuned on the validation part.";
  const variants: Variant[] = [{ id: "thresholds-f1", thresholds, predictions: byRatio, probabilities: null, reason, notes: isTuned ? notes : [] }];
  const withThreshold = (c: number, tuned: TunedThreshold): Pick<Variant, "predictions" | "probabilities" | "reason" | "notes"> => ({
    predictions: tuned.threshold === null ? null : predictWithThreshold(test.probabilities, test.logProbabilities, classes, c, tuned.threshold),
    probabilities: null,
    reason: tuned.reason,
    notes: [],
  });
  if (classes === 2) {
    const rarer = trainCounts[1]! < trainCounts[0]! ? 1 : 0;
    const classIndex = input.positiveClass ?? loss.positiveClass ?? rarer;
    const threshold = thresholds[classIndex];
    if (!threshold) throw new AppError("input/invalid", { what: "the positive class", detail: `it is ${classIndex}, it must be 0 or 1` });
    variants.push({ id: "binary-threshold-f1", classIndex, threshold, ...withThreshold(classIndex, threshold) });
  }
  for (const goal of input.recallGoals ?? []) {
    const name = classNames[goal.classIndex];
    if (name === undefined)
      throw new AppError("input/invalid", { what: "the class of a recall goal", detail: `it is ${goal.classIndex}, classes go from 0 to ${classes - 1}` });
    const threshold = recallThreshold(validation, labels, classes, goal.classIndex, name, goal.recall);
    variants.push({ id: "recall-at-least", goal, threshold, ...withThreshold(goal.classIndex, threshold) });
  }
  return variants;
}

function costVariant(input: AfterTrainingInput, rawProbabilities: Float64Array, logRaw: Float64Array, others: readonly Variant[]): Variant[] {
  if (!input.costs) return [];
  const { matrix, base } = input.costs;
  const isBiased = input.loss.gamma > 0 || weighsClasses(input.loss) || input.loss.other !== undefined;
  const notes = base === "raw" && isBiased ? ["Expected costs need calibrated probabilities; those of this loss are biased."] : [];
  if (base === "raw") return [{ id: "costs", matrix, base, predictions: predictByCosts(logRaw, matrix), probabilities: null, reason: null, notes }];
  const source = others.find(({ id }) => id === base)!;
  // Plain cross entropy: the link is the identity, and the raw probabilities are what it would give.
  const isIdentity = base === "focal-link" && !isBiased;
  const probabilities = isIdentity ? rawProbabilities : source.probabilities;
  if (!probabilities) return [{ id: "costs", matrix, base, predictions: null, probabilities: null, reason: source.reason, notes }];
  const predictions = predictByCosts(
    probabilities.map((p) => Math.log(p)),
    matrix,
  );
  return [{ id: "costs", matrix, base, predictions, probabilities: null, reason: null, notes }];
}

/**
 * Tunes on the validation part, applies to the test part.
 * @returns the raw predictions and probabilities of the test part, and the variants in the order of {@link VariantId}; thresholds
 * "recall-at-least" once per goal, "binary-threshold-f1" on two classes only, "costs" when a matrix is given.
 * @throws AppError `input/invalid` naming part, row and value: logits that are no finite numbers (a diverged run), labels that are no
 * classes, counts, weights, tau, recall or costs out of range.
 */
export function afterTraining(input: AfterTrainingInput): AfterTraining {
  const layout = layoutOf(input.loss, input.classNames.length);
  checkPart(input.validation, layout, "the validation part");
  countRows(input.test.logits, layout, "the test part");
  if (input.costs) checkCosts(input.costs.matrix, layout.classes);
  const margins = marginsOf(input.test.logits, layout);
  const test = { probabilities: probabilitiesOf(margins), logProbabilities: logProbabilitiesOf(margins) };
  const validation = probabilitiesOf(marginsOf(input.validation.logits, layout));
  const calibrated = [temperatureVariant(input, layout), focalLinkVariant(input, layout)];
  return {
    layout,
    raw: { predictions: predictClasses(margins, layout), probabilities: test.probabilities },
    variants: [
      ...calibrated,
      ...adjustedVariants(input, layout),
      ...thresholdVariants(input, layout, validation, test),
      ...costVariant(input, test.probabilities, test.logProbabilities, calibrated),
    ],
  };
}
