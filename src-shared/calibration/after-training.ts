/**
 * @file Everything that can be done with a trained network's logits without training again: one list of variants.
 *
 * Whatever is tuned is tuned on the validation part; the test part comes without labels, so it cannot be tuned on.
 * Variants stand beside the raw figures and never replace them.
 */
import { AppError } from "../errors/errors.ts";
import type { Shift } from "../loss/shifts.ts";
import type { ScoreName } from "../metrics/from-counts.ts";
import { predictByCosts, checkCosts, type CostMatrix } from "./costs.ts";
import { applyFocalLink, type FocalSetting } from "./focal-link.ts";
import { chooseTau, logitAdjuster, unadjustedClasses } from "./logit-adjustment.ts";
import { logProbabilitiesOf, marginsOf, predictClasses, probabilitiesOf } from "./margins.ts";
import type { FitNote, FitReason, OtherLoss } from "./notes.ts";
import { checkPart, countRows, type Logits, type OutputLayout, type LogitPart } from "./logit-part.ts";
import { fitTemperature, scaleByTemperature } from "./temperature.ts";
import { bestF1Threshold, predictByThresholds, predictWithThreshold, recallThreshold, type TunedThreshold } from "./thresholds.ts";

/** The loss of the run, as far as it matters afterwards. */
export type TrainedLoss = FocalSetting & {
  /** Sigmoid on two classes: the class whose logit is above 0; null or absent: one output per class. Softmax: ignored. */
  readonly positiveClass?: number | null;
  /** A loss that is neither cross entropy nor focal (LDAM, ASL, ...): no recalibration link is known for it. Absent: it is one. */
  readonly other?: OtherLoss;
  /** What training did for rare classes beside weights and alpha; absent: nothing. */
  readonly shifts?: readonly Exclude<Shift, "class-weights">[];
};

interface RecallGoal {
  readonly classIndex: number;
  /** In (0, 1]. */
  readonly recall: number;
}

/** Probabilities that expected costs are taken with. */
type CostBase = "raw" | "temperature" | "focal-link";

export interface AfterTrainingInput {
  readonly validation: LogitPart;
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

type VariantId =
  "temperature" | "focal-link" | "logit-adjusted" | "logit-adjusted-tuned" | "thresholds-f1" | "binary-threshold-f1" | `recall-at-least:${string}` | "costs";

/** [N, C] each, of the test part. */
export interface VariantProbabilities {
  /** Rows add up to 1. */
  readonly distribution: Float64Array;
  /** What each output gives its own class: the same array, except one-vs-rest. */
  readonly own: Float64Array;
}

/** One way to use the same logits. */
export interface Variant {
  /** Unique in its list. */
  readonly id: VariantId;
  /** What was fitted, chosen or given; plain values, so that they can be stored. Arrays are by class. */
  readonly parameters: Readonly<Record<string, number | string | null | (number | null)[]>>;
  /** [N of the test part]; null: the variant does not exist, `reason` says why. */
  readonly predictions: Int32Array | null;
  /** Null: it does not exist, or it only decides and the raw probabilities stand. */
  readonly probabilities: VariantProbabilities | null;
  /** Null when `predictions` is there. */
  readonly reason: FitReason | null;
  /** What to know when reading its figures. */
  readonly notes: readonly FitNote[];
}

export interface AfterTraining {
  readonly layout: OutputLayout;
  /** The network as it is: what every variant is held against. */
  readonly raw: { readonly predictions: Int32Array; readonly probabilities: VariantProbabilities };
  readonly variants: readonly Variant[];
}

const DEFAULT_TAUS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

/** Outputs of a network as the trainer builds it. @throws AppError `input/invalid` for a positive class that is none of two. */
export function layoutOf(loss: TrainedLoss, classes: number): OutputLayout {
  const refuse = (what: string, detail: string): AppError => new AppError("input/invalid", { what, detail });
  if (classes < 2) throw refuse("the class list", `the number of its classes is ${classes}, two are needed`);
  if (loss.activation === "softmax") return { kind: "softmax", classes };
  const positiveClass = loss.positiveClass ?? null;
  if (positiveClass === null) return { kind: "one-vs-rest", classes };
  if (classes !== 2 || (positiveClass !== 0 && positiveClass !== 1))
    throw refuse("the positive class", `it is ${positiveClass} of ${classes} classes, one output needs 0 or 1 of two`);
  return { kind: "binary", classes: 2, positiveClass };
}

const weighsClasses = (loss: TrainedLoss): boolean =>
  loss.activation === "softmax" ? loss.weights !== null && new Set(loss.weights).size > 1 : loss.alpha !== null && loss.alpha !== 0.5;

/** How the probabilities of the network were moved between the classes: by the loss, and by training beside it. */
const favours = (loss: TrainedLoss): Shift[][] => [
  ...(weighsClasses(loss) ? [["class-weights" as const]] : []),
  ...(loss.shifts?.length ? [[...loss.shifts]] : []),
];

/** Cross entropy without weights, whose minimiser are the true probabilities. */
const isPlain = (loss: TrainedLoss): boolean => loss.gamma === 0 && favours(loss).length === 0 && loss.other === undefined;

type Decision = Pick<Variant, "predictions" | "probabilities" | "reason">;

const without = (reason: FitReason | null): Decision => ({ predictions: null, probabilities: null, reason });

/** [N, C] of each part, taken once: they were a fifth of the time that measuring a run takes. */
type Margins = Readonly<Record<"validation" | "test", Float64Array>>;

/** @param margins [N, C]. */
function probabilitiesFrom(margins: Float64Array, layout: OutputLayout): VariantProbabilities {
  const own = probabilitiesOf(margins);
  if (layout.kind !== "one-vs-rest") return { distribution: own, own };
  // On logarithms: a row whose sigmoids all round to 0 still has shares.
  return { own, distribution: probabilitiesOf(marginsOf(logProbabilitiesOf(margins), { kind: "softmax", classes: layout.classes })) };
}

/** Decision by the largest of recalibrated logits. */
function decide(logits: Logits, layout: OutputLayout): Decision {
  const margins = marginsOf(logits, layout);
  return { predictions: predictClasses(margins, layout), probabilities: probabilitiesFrom(margins, layout), reason: null };
}

function temperatureVariant({ validation, test, loss }: AfterTrainingInput, layout: OutputLayout): Variant {
  const { temperature, nllBefore, nllAfter, reason } = fitTemperature(validation, layout);
  return {
    id: "temperature",
    parameters: { temperature, nllBefore, nllAfter },
    ...(temperature === null ? without(reason) : decide(scaleByTemperature(test.logits, temperature), layout)),
    notes: favours(loss).map((shifts) => ({ id: "temperature-leaves-shift", shifts })),
  };
}

function focalLinkVariant({ loss, test, classNames }: AfterTrainingInput, layout: OutputLayout, margins: Margins): Variant {
  const weights = loss.activation === "softmax" ? loss.weights : null;
  const parameters = { gamma: loss.gamma, ...(loss.activation === "softmax" ? { weights: weights && [...weights] } : { alpha: loss.alpha }) };
  const none = (reason: FitReason): Variant => ({ id: "focal-link", parameters, ...without(reason), notes: [] });
  if (loss.other !== undefined) return none({ id: "link-unknown", loss: loss.other });
  if (isPlain(loss)) return none({ id: "link-is-identity" });
  const notes = classNames.flatMap((className, c): FitNote[] => (weights?.[c] === 0 ? [{ id: "class-without-weight", className }] : []));
  return { id: "focal-link", parameters, ...decide(applyFocalLink(test.logits, layout, loss, margins.test), layout), notes };
}

function adjustedVariants(input: AfterTrainingInput, layout: OutputLayout, margins: Margins): Variant[] {
  const { loss, trainCounts, classNames } = input;
  const metric = input.tauMetric ?? "balancedAccuracy";
  const notes: FitNote[] = [
    { id: "classes-taken-as-equal" },
    ...unadjustedClasses(trainCounts, classNames),
    ...favours(loss).map((shifts) => ({ id: "corrects-again", shifts }) as const),
    ...(loss.gamma > 0 ? [{ id: "gamma-biases" } as const] : []),
    ...(loss.other === undefined ? [] : [{ id: "derived-for-cross-entropy", loss: loss.other } as const]),
  ];
  const adjust = logitAdjuster(margins.test, layout, trainCounts);
  const use = (tau: number): Decision => {
    const { scores, predictions } = adjust(tau);
    const distribution = probabilitiesOf(marginsOf(scores, { kind: "softmax", classes: layout.classes }));
    return { predictions, probabilities: { distribution, own: distribution }, reason: null };
  };
  const tau = input.tau ?? 1;
  const choice = chooseTau(input.validation, layout, trainCounts, input.taus ?? DEFAULT_TAUS, metric, margins.validation);
  const tried = { tried: choice.tried.map((t) => t.tau), values: choice.tried.map((t) => t.value) };
  return [
    { id: "logit-adjusted", parameters: { tau }, ...use(tau), notes },
    {
      id: "logit-adjusted-tuned",
      parameters: { tau: choice.tau, metric, ...tried },
      ...(choice.tau === null ? without(choice.reason) : use(choice.tau)),
      notes,
    },
  ];
}

/** What thresholds are held against. */
interface Scores {
  /** [N, C], each output's own. */
  readonly own: Float64Array;
  readonly logs: Float64Array;
}

function oneThresholdVariant(id: VariantId, c: number, tuned: TunedThreshold, classNames: readonly string[], test: Scores, given: object): Variant {
  const { threshold, precision, recall, f1, reason } = tuned;
  return {
    id,
    parameters: { class: classNames[c]!, ...given, threshold, precision, recall, f1 },
    predictions: threshold === null ? null : predictWithThreshold(test.own, test.logs, classNames.length, c, threshold),
    probabilities: null,
    reason,
    notes: [],
  };
}

function thresholdVariants(input: AfterTrainingInput, layout: OutputLayout, validation: Float64Array, test: Scores): Variant[] {
  const { classNames, trainCounts, loss } = input;
  const { labels } = input.validation;
  const { classes } = layout;
  const tuned = classNames.map((name, c) => bestF1Threshold(validation, labels, classes, c, name));
  const thresholds = tuned.map(({ threshold }) => threshold);
  const isTuned = thresholds.some((t) => t !== null);
  const variants: Variant[] = [
    {
      id: "thresholds-f1",
      parameters: { thresholds, f1: tuned.map(({ f1 }) => f1) },
      predictions: isTuned ? predictByThresholds(test.logs, thresholds) : null,
      probabilities: null,
      reason: isTuned ? null : { id: "no-class-tuned" },
      notes: tuned.flatMap(({ reason }) => (reason === null ? [] : [{ id: isTuned ? "taken-as-half" : "threshold-missing", because: reason } as const])),
    },
  ];
  if (classes === 2) {
    const c = input.positiveClass ?? (loss.activation === "sigmoid" ? loss.positiveClass : null) ?? (trainCounts[1]! < trainCounts[0]! ? 1 : 0);
    if (c !== 0 && c !== 1) throw new AppError("input/invalid", { what: "the positive class", detail: `it is ${c}, it must be 0 or 1` });
    variants.push(oneThresholdVariant("binary-threshold-f1", c, tuned[c]!, classNames, test, {}));
  }
  for (const { classIndex, recall } of input.recallGoals ?? []) {
    const name = classNames[classIndex];
    if (name === undefined)
      throw new AppError("input/invalid", { what: "the class of a recall goal", detail: `it is ${classIndex}, classes go from 0 to ${classes - 1}` });
    const threshold = recallThreshold(validation, labels, classes, classIndex, name, recall);
    variants.push(oneThresholdVariant(`recall-at-least:${name}:${recall}`, classIndex, threshold, classNames, test, { minimumRecall: recall }));
  }
  return variants;
}

/** @param calibrated the variants a cost base may name. */
function costVariants({ costs, loss }: AfterTrainingInput, rawLogs: Float64Array, calibrated: readonly Variant[]): Variant[] {
  if (!costs) return [];
  const { matrix, base } = costs;
  const parameters = { base, costs: matrix.flat() };
  // After plain cross entropy the link is the identity, so the raw probabilities are what it would give.
  const source = base === "raw" || (base === "focal-link" && isPlain(loss)) ? null : calibrated.find(({ id }) => id === base)!;
  if (source && !source.probabilities) return [{ id: "costs", parameters, ...without(source.reason), notes: [] }];
  const logs = source?.probabilities ? source.probabilities.distribution.map((p) => Math.log(p)) : rawLogs;
  const notes = base === "raw" && !isPlain(loss) ? [{ id: "costs-need-calibration" } as const] : [];
  return [{ id: "costs", parameters, predictions: predictByCosts(logs, matrix), probabilities: null, reason: null, notes }];
}

/**
 * Tunes on the validation part, applies to the test part.
 * @returns the raw predictions and probabilities of the test part, and the variants in the order of {@link VariantId};
 * "recall-at-least" once per goal, "binary-threshold-f1" on two classes only, "costs" when a matrix is given.
 * @throws AppError `input/invalid` naming part, row and value: logits that are no finite numbers (a diverged run), labels that are no
 * classes, counts, weights, tau, recall or costs out of range.
 */
export function afterTraining(input: AfterTrainingInput): AfterTraining {
  const layout = layoutOf(input.loss, input.classNames.length);
  checkPart(input.validation, layout, "the validation part");
  countRows(input.test.logits, layout, "the test part");
  if (input.costs) checkCosts(input.costs.matrix, layout.classes);
  const margins: Margins = { validation: marginsOf(input.validation.logits, layout), test: marginsOf(input.test.logits, layout) };
  const probabilities = probabilitiesFrom(margins.test, layout);
  const test = { own: probabilities.own, logs: logProbabilitiesOf(margins.test) };
  const calibrated = [temperatureVariant(input, layout), focalLinkVariant(input, layout, margins)];
  return {
    layout,
    raw: { predictions: predictClasses(margins.test, layout), probabilities },
    variants: [
      ...calibrated,
      ...adjustedVariants(input, layout, margins),
      ...thresholdVariants(input, layout, probabilitiesOf(margins.validation), test),
      ...costVariants(input, test.logs, calibrated),
    ],
  };
}
