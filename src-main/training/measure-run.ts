/**
 * @file What is measured of a finished run beside its counts: metrics of its scores, and what can be fitted on validation afterwards.
 * Reads: raw outputs of the best and the last epoch, labels of the held-out parts. Writes: nothing.
 * Done here and not in the app: it is work of milliseconds per run, and this process is not the one that draws the window.
 */
import { afterTraining, layoutOf, type TrainedLoss, type Variant } from "#shared/calibration/after-training.ts";
import type { OutputLayout } from "#shared/calibration/logit-part.ts";
import { familyName } from "#shared/config-label.ts";
import { describe } from "#shared/errors.ts";
import { type ClassMetric, type CountMetric, SCORE_METRICS, type ScoreMetric } from "#shared/metrics/catalogue.ts";
import type { Measured } from "#shared/metrics/measured.ts";
import { binaryProbabilities, type ClassProbabilities, sigmoidProbabilities, softmaxProbabilities } from "#shared/metrics/probabilities.ts";
import { type MetricReport, scoreMetrics } from "#shared/metrics/score-metrics.ts";
import type { RunLoss } from "#shared/run-loss.ts";
import type { RunMeasure, RunVariant, ScoreSet, TrainerRun } from "#shared/trainer-protocol.ts";
import type { PreparedData } from "../data/prepared.ts";

type Part = "validation" | "test";

export interface MeasuredRun {
  readonly measures: RunMeasure[];
  readonly variants: RunVariant[];
}

/** Of raw scores: counts are stored epoch by epoch already. */
const RAW_CLASSES: readonly ClassMetric[] = ["rocAuc", "averagePrecision", "classwiseEce"];
/** Of a variant, whose decisions differ from those that were counted. */
const VARIANT_OVERALL: readonly (CountMetric | ScoreMetric)[] = [
  "accuracy",
  "balancedAccuracy",
  "macroF1",
  "mcc",
  "gMean",
  "headRecall",
  "midRecall",
  "tailRecall",
];
const VARIANT_SCORES: readonly ScoreMetric[] = ["nll", "brier", "ece", "eceMass", "classwiseEce"];
const VARIANT_CLASSES: readonly ClassMetric[] = ["precision", "recall", "f1"];

/** @param trainCounts [C]. @param scores of one finished run, those of the best and the last epoch; equal epochs are measured once. */
export function measureRun(run: TrainerRun, loss: RunLoss, scores: readonly ScoreSet[], data: PreparedData, trainCounts: readonly number[]): MeasuredRun {
  const trained = trainedLoss(run, loss);
  const layout = layoutOf(trained, data.classes.length);
  const measures: RunMeasure[] = [];
  const variants: RunVariant[] = [];
  const done = new Map<number, MeasuredRun>();
  for (const which of ["best", "last"] as const) {
    const [validation, test] = (["validation", "test"] as const).map((split) => scores.find((s) => s.which === which && s.split === split));
    if (!validation || !test) continue;
    const found = done.get(validation.epoch) ?? measureEpoch(trained, layout, { validation: validation.logits, test: test.logits }, data, trainCounts);
    done.set(validation.epoch, found);
    measures.push(...found.measures.map((m) => ({ ...m, which })));
    variants.push(...found.variants.map((v) => ({ ...v, which })));
  }
  return { measures, variants };
}

/** The recalibration link is known for cross entropy and focal losses with weights; of the others the name is enough. */
function trainedLoss({ family, alpha }: TrainerRun, loss: RunLoss): TrainedLoss {
  const other = loss.terms ? { other: familyName(family) } : {};
  if (loss.activation === "softmax") return { activation: "softmax", gamma: loss.gamma, weights: loss.weights, ...other };
  return { activation: "sigmoid", gamma: loss.gamma, alpha, positiveClass: loss.positiveClass, ...other };
}

function probabilitiesOf(layout: OutputLayout, logits: Float32Array): ClassProbabilities {
  if (layout.kind === "softmax") return softmaxProbabilities(logits, layout.classes);
  if (layout.kind === "one-vs-rest") return sigmoidProbabilities(logits, layout.classes);
  return binaryProbabilities(logits, layout.positiveClass === 0 ? 0 : 1);
}

function measureEpoch(
  trained: TrainedLoss,
  layout: OutputLayout,
  logits: Record<Part, Float32Array>,
  data: PreparedData,
  trainCounts: readonly number[],
): MeasuredRun {
  const measures = (["validation", "test"] as const).map((split): RunMeasure => {
    const { distribution, own, predictions } = probabilitiesOf(layout, logits[split]);
    const report = scoreMetrics(distribution, data[split].y, data.classes, { own, predictions, trainCounts });
    return measureFrom("raw", split, report, SCORE_METRICS, RAW_CLASSES);
  });
  let found: readonly Variant[];
  try {
    found = afterTraining({
      validation: { logits: logits.validation, labels: data.validation.y },
      test: { logits: logits.test },
      loss: trained,
      trainCounts,
      classNames: data.classes,
    }).variants;
  } catch (error) {
    // Outputs that are no numbers: nothing can be fitted to them, and the run itself is complete.
    return { measures, variants: [{ which: "best", variant: "all", parameters: {}, notes: [], reason: describe(error) }] };
  }
  for (const { id, predictions, probabilities } of found) {
    if (!predictions) continue;
    const options = { predictions, trainCounts, ...(probabilities ? { own: probabilities.own } : {}) };
    const report = scoreMetrics(probabilities?.distribution ?? null, data.test.y, data.classes, options);
    measures.push(measureFrom(id, "test", report, probabilities ? [...VARIANT_OVERALL, ...VARIANT_SCORES] : VARIANT_OVERALL, VARIANT_CLASSES));
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
  const reasons: Record<string, string> = {};
  const take = (name: string, { value, reason }: Measured): number | null => {
    if (reason !== null) reasons[name] = reason;
    return value;
  };
  const overall = Object.fromEntries(overallNames.map((name) => [name, take(name, report.overall[name])]));
  const classes = Object.fromEntries(classNames.map((name) => [name, report.perClass[name].map((m, c) => take(`${name}/${c}`, m))]));
  return { which: "best", split, variant, overall, classes, reasons };
}
