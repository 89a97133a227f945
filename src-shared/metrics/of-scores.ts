/**
 * @file The metrics of scores, in the order in which they are read. One entry is a metric: it is measured when a run ends, of stored runs when it
 * is asked for, and stands in columns, maps, tests and exports. docs/metrics.md says what each one is.
 */
import { calibrationError, reliabilityBins } from "./calibration.ts";
import { type Measured, measured, measuredOr, notMeasured } from "./measured.ts";
import type { ScoreDefinition } from "./metric.ts";
import { brierScore, PROBABILITY_CLIP } from "./proper-scores.ts";
import type { ScoredRows } from "./scored-rows.ts";

export const OF_SCORES = [
  {
    name: "rocAuc",
    label: "Macro ROC-AUC",
    classLabel: "ROC-AUC",
    group: "ranking",
    meanOf: { id: "no-class-to-rank" },
    ofClass: ({ ranking, className }) => measuredOr(ranking.rocAuc, { id: ranking.positives === 0 ? "class-without-rows" : "class-of-every-row", className }),
  },
  {
    name: "averagePrecision",
    label: "Macro average precision",
    classLabel: "Average precision",
    group: "ranking",
    meanOf: { id: "no-scored-class-with-rows" },
    ofClass: ({ ranking, className }) => measuredOr(ranking.averagePrecision, { id: "class-without-rows", className }),
  },
  { name: "top2", label: "Top-2 accuracy", group: "ranking", whole: (rows) => topK(rows, 2) },
  { name: "top3", label: "Top-3 accuracy", group: "ranking", whole: (rows) => topK(rows, 3) },
  { name: "top5", label: "Top-5 accuracy", group: "ranking", whole: (rows) => topK(rows, 5) },
  {
    name: "nll",
    label: "NLL",
    group: "calibration",
    better: "lower",
    unit: "nats",
    range: [0, -Math.log(PROBABILITY_CLIP)],
    whole: ({ nll }) => measured(nll.value),
  },
  {
    name: "brier",
    label: "Brier score",
    group: "calibration",
    better: "lower",
    range: [0, 2],
    whole: ({ probabilities, labels, classNames }) => measured(brierScore(probabilities, labels, classNames.length)),
  },
  { name: "ece", label: "ECE, 15 equal widths", group: "calibration", better: "lower", whole: (rows) => measured(calibrationError(rows.reliability.width)) },
  { name: "eceMass", label: "ECE, 15 equal masses", group: "calibration", better: "lower", whole: (rows) => measured(calibrationError(rows.reliability.mass)) },
  {
    name: "classwiseEce",
    label: "Class-wise ECE",
    // One class against the rest has a calibration error of its own, not a class-wise one.
    classLabel: "ECE",
    group: "calibration",
    better: "lower",
    meanOf: { id: "no-class-scored" },
    ofClass: ({ confidences, outcomes }) => measured(calibrationError(reliabilityBins(confidences, outcomes, "width"))),
  },
] as const satisfies readonly ScoreDefinition[];

function topK({ positions, rows, classNames }: ScoredRows, k: number): Measured {
  const classes = classNames.length;
  if (k >= classes) return notMeasured({ id: "truth-always-among", classes, k });
  return measured(positions.slice(0, k).reduce((sum, n) => sum + n, 0) / rows);
}
