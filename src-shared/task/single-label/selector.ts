/** @file The metrics of problems in which every row has one class, as judges of the epochs of a run. */
import type { ClassMetric } from "../../metrics/catalogue.ts";
import { countedOf, countMetric } from "../../metrics/count-metrics.ts";
import { scoresOf } from "../../metrics/from-counts.ts";
import type { Measured } from "../../metrics/measured.ts";
import { classPart, higherIsBetter, isFromCounts, metricName, metricOf, type MetricId } from "../../metrics/metric-id.ts";
import { binaryProbabilities, type ClassProbabilities, sigmoidProbabilities, softmaxProbabilities } from "../../metrics/probabilities.ts";
import { type MetricReport, scoreMetrics } from "../../metrics/score-metrics.ts";
import type { ProblemFacts, ScoredRows, Selector } from "../task.ts";

function probabilitiesOf({ logits, outputs, loss }: ScoredRows): ClassProbabilities {
  if (loss.activation === "softmax") return softmaxProbabilities(logits, outputs);
  return outputs === 1 ? binaryProbabilities(logits, (loss.positiveClass ?? 1) as 0 | 1) : sigmoidProbabilities(logits, outputs);
}

function pick(report: Pick<MetricReport, "overall" | "perClass">, id: MetricId): Measured {
  const part = classPart(id);
  return part ? report.perClass[part.metric as ClassMetric][part.index]! : report.overall[id as keyof MetricReport["overall"]];
}

export function singleLabelSelector(metric: MetricId, { classNames, trainCounts }: ProblemFacts): Selector {
  const ranks = metricOf(metric, { classNames }).group === "ranking";
  const ofScores = ({ distribution, own, predictions }: Pick<ClassProbabilities, "distribution" | "own" | "predictions">, labels: Int32Array): Measured =>
    pick(scoreMetrics(distribution, labels, classNames, { own, predictions, trainCounts, ranking: ranks }), metric);
  const fromCounts = isFromCounts(metric);
  const ofCounts = (counts: readonly number[]): number | null => {
    // The usual one: asked for every run after every epoch.
    if (metric === "macroF1") return scoresOf(counts, classNames.length).macroF1;
    return countMetric(countedOf(counts, classNames, trainCounts), metricName(metric), classPart(metric)?.index ?? null)?.value ?? null;
  };
  return {
    metric,
    higherIsBetter: higherIsBetter(metric, { classNames }),
    fromCounts,
    ofCounts: (counts) => (fromCounts ? ofCounts(counts) : null),
    value: (counts, labels, scored) => (fromCounts ? ofCounts(counts) : ofScores(probabilitiesOf(scored), labels).value),
    never(labels) {
      // Every row right and sure: what has no value then lacks rows, not a better model.
      const right = new Float64Array(labels.length * classNames.length);
      labels.forEach((label, row) => (right[row * classNames.length + label] = 1));
      return ofScores({ distribution: right, own: right, predictions: labels }, labels).reason;
    },
  };
}
