/**
 * @file What is measured of a finished run beside its counts: metrics of its scores, and what can be fitted on validation afterwards.
 * Reads: raw outputs of the best and the last epoch, labels of the held-out parts.
 * Called by the trainer when a run ends, and by the app for goals of the user.
 */
import { afterTraining, type AfterTrainingInput, layoutOf, type TrainedLoss, type Variant } from "../calibration/after-training.ts";
import type { OtherLoss } from "../calibration/notes.ts";
import type { OutputLayout } from "../calibration/logit-part.ts";
import { lossFamily } from "../loss/registry.ts";
import { asAppError } from "../errors/errors.ts";
import { type ClassMetric, type CountMetric, SCORE_CLASS_METRICS, SCORE_METRICS, type ScoreMetric } from "../metrics/catalogue.ts";
import type { Measured } from "../metrics/measured.ts";
import type { MetricReason } from "../metrics/reasons.ts";
import { binaryProbabilities, type ClassProbabilities, sigmoidProbabilities, softmaxProbabilities } from "../metrics/probabilities.ts";
import { type MetricReport, scoreMetrics } from "../metrics/score-metrics.ts";
import { DECISION_CLASS_METRICS, DECISION_METRICS, PROBABILITY_METRICS } from "../metrics/variant-metrics.ts";
import { lossInEpoch, type RunLoss } from "../loss/run-loss.ts";
import { RAW } from "../metrics/measure.ts";
import type { RunMeasure, RunVariant, ScoreSet, TrainerRun } from "../wire/trainer-protocol.ts";

type Part = "validation" | "test";

export interface MeasuredRun {
  readonly measures: RunMeasure[];
  readonly variants: RunVariant[];
}

/** What a run is measured against. */
export interface HeldOut {
  /** int32 [rows] class indices in split order. */
  readonly labels: Readonly<Record<Part, Int32Array>>;
  readonly classNames: readonly string[];
  /** [C] rows of the training part. */
  readonly trainCounts: readonly number[];
}

/** Goals of the user, beside what is always fitted. */
export type Goals = Pick<AfterTrainingInput, "recallGoals" | "costs">;

type RunFacts = Pick<TrainerRun, "family" | "alpha" | "options">;

/**
 * @param loss of the whole run, with what is deferred: each epoch is measured under the loss it was trained with.
 * @param scores of one finished run, those of the best and the last epoch; equal epochs are measured once.
 * @param goals absent: outputs that are no numbers leave the run without variants, and one that says why.
 * Yields where other work may go first: 100,000 rows of ten classes take 10 seconds and more.
 * @throws AppError `input/invalid` with goals: for those that do not fit the classes, and for outputs that are no numbers.
 */
export function* measureRun(run: RunFacts, loss: RunLoss, scores: readonly ScoreSet[], held: HeldOut, goals?: Goals): Generator<undefined, MeasuredRun> {
  const measures: RunMeasure[] = [];
  const variants: RunVariant[] = [];
  const done = new Map<number, MeasuredRun>();
  for (const which of ["best", "last"] as const) {
    const [validation, test] = (["validation", "test"] as const).map((split) => scores.find((s) => s.which === which && s.split === split));
    if (!validation || !test) continue;
    const logits = { validation: validation.logits, test: test.logits };
    const found = done.get(validation.epoch) ?? (yield* measureEpoch(trainedLoss(run, lossInEpoch(loss, validation.epoch)), logits, held, goals));
    done.set(validation.epoch, found);
    measures.push(...found.measures.map((m) => ({ ...m, which })));
    variants.push(...found.variants.map((v) => ({ ...v, which })));
  }
  return { measures, variants };
}

/**
 * The recalibration link is known for cross entropy and focal losses with constant weights; of the others a name is enough.
 * @param loss as it was in the epoch that is looked at: before deferred weights apply it is the same loss without them.
 */
export function trainedLoss({ family, alpha, options }: RunFacts, loss: RunLoss): TrainedLoss {
  const own = lossFamily(family).afterTraining;
  const weighsRows = loss.activation === "sigmoid" && new Set(loss.terms?.rowWeights).size > 1;
  const beside: OtherLoss["beside"] = [
    ...(options.poly === undefined ? [] : ["poly" as const]),
    ...(options.smoothing === undefined ? [] : ["smoothing" as const]),
    ...(options.reweightFrom === undefined || loss.later ? [] : ["deferred-weights" as const]),
    ...(options.sampling === undefined ? [] : [{ sampling: options.sampling }]),
    ...(weighsRows ? ["row-weights" as const] : []),
  ];
  const shifts = [
    ...(own?.shift === undefined ? [] : [own.shift]),
    ...(options.sampling === undefined ? [] : ["sampling" as const]),
    ...(weighsRows ? ["row-weights" as const] : []),
  ];
  const more = { ...(beside.length > 0 || own?.otherLink ? { other: { family, beside } } : {}), ...(shifts.length > 0 ? { shifts } : {}) };
  if (loss.activation === "softmax") return { activation: "softmax", gamma: loss.gamma, weights: loss.weights, ...more };
  return { activation: "sigmoid", gamma: loss.gamma, alpha, positiveClass: loss.positiveClass, ...more };
}

/** @param logits [N, O] as they are stored. */
export function probabilitiesOf(layout: OutputLayout, logits: Float32Array): ClassProbabilities {
  if (layout.kind === "softmax") return softmaxProbabilities(logits, layout.classes);
  if (layout.kind === "one-vs-rest") return sigmoidProbabilities(logits, layout.classes);
  return binaryProbabilities(logits, layout.positiveClass === 0 ? 0 : 1);
}

function* measureEpoch(trained: TrainedLoss, logits: Record<Part, Float32Array>, held: HeldOut, goals: Goals | undefined): Generator<undefined, MeasuredRun> {
  const { labels, classNames, trainCounts } = held;
  const layout = layoutOf(trained, classNames.length);
  const measures: RunMeasure[] = [];
  for (const split of ["validation", "test"] as const) {
    const { distribution, own, predictions } = probabilitiesOf(layout, logits[split]);
    const report = scoreMetrics(distribution, labels[split], classNames, { own, predictions, trainCounts });
    measures.push(measureFrom(RAW, split, report, SCORE_METRICS, SCORE_CLASS_METRICS));
    yield;
  }
  let found: readonly Variant[];
  try {
    const input = { validation: { logits: logits.validation, labels: labels.validation }, test: { logits: logits.test } };
    found = afterTraining({ ...input, loss: trained, trainCounts, classNames, ...goals }).variants;
  } catch (error) {
    if (goals) throw error;
    const { code, data } = asAppError(error);
    // Outputs that are no numbers: nothing can be fitted to them, and the run itself is complete.
    return { measures, variants: [{ which: "best", variant: "all", parameters: {}, notes: [], reason: { id: "outputs-refused", code, data } }] };
  }
  for (const { id, predictions, probabilities } of found) {
    if (!predictions) continue;
    yield;
    const options = { predictions, trainCounts, ranking: false, ...(probabilities ? { own: probabilities.own } : {}) };
    const report = scoreMetrics(probabilities?.distribution ?? null, labels.test, classNames, options);
    measures.push(measureFrom(id, "test", report, probabilities ? [...DECISION_METRICS, ...PROBABILITY_METRICS] : DECISION_METRICS, DECISION_CLASS_METRICS));
  }
  const variants = found.map((v) => ({ which: "best" as const, variant: v.id, parameters: v.parameters, notes: [...v.notes], reason: v.reason }));
  return { measures, variants };
}

function measureFrom(
  variant: string,
  split: Part,
  report: MetricReport,
  overallNames: readonly (CountMetric | ScoreMetric)[],
  classNames: readonly ClassMetric[],
): RunMeasure {
  const reasons: Record<string, MetricReason> = {};
  const take = (name: string, { value, reason }: Measured): number | null => {
    if (reason !== null) reasons[name] = reason;
    return value;
  };
  const overall = Object.fromEntries(overallNames.map((name) => [name, take(name, report.overall[name])]));
  const classes = Object.fromEntries(classNames.map((name) => [name, report.perClass[name].map((m, c) => take(`${name}:${c}`, m))]));
  return { which: "best", split, variant, overall, classes, reasons };
}
