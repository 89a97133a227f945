/** @file What a metric is called in the head of a table for a text. */
import { metricLabel, type MetricId, type MetricSpace } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import type { VariantName } from "#shared/metrics/variant-metrics.ts";

const VARIANT_NAMES: Readonly<Record<VariantName, string>> = {
  temperature: "temperature",
  "focal-link": "focal link",
  "logit-adjusted": "logit-adjusted, τ 1",
  "logit-adjusted-tuned": "logit-adjusted, tuned τ",
  "thresholds-f1": "thresholds",
  "binary-threshold-f1": "one threshold",
};

/** For narrow columns, and what they stand for. */
const SHORT: Partial<Record<MetricId, readonly [head: string, meaning: string]>> = {
  macroF1Present: ["F1 present", "macro F1 over the classes that have rows"],
  balancedAccuracy: ["Bal. acc.", "balanced accuracy"],
  mcc: ["MCC", "Matthews correlation"],
  rocAuc: ["AUC", "area under the ROC curve, mean over classes"],
  averagePrecision: ["AP", "average precision, mean over classes"],
  nll: ["NLL", "negative log-likelihood in nats"],
  brier: ["Brier", "Brier score, summed over classes"],
  ece: ["ECE", "expected calibration error, 15 bins of equal width"],
  eceMass: ["ECE (mass)", "expected calibration error, 15 bins of equal mass"],
  classwiseEce: ["cw-ECE", "class-wise ECE, 15 bins"],
};

const heading = (label: string, { split, variant }: Measure): string =>
  `${label}${split === "validation" ? " (validation)" : ""}${variant === undefined ? "" : ` (${VARIANT_NAMES[variant]})`}`;

/** "Macro F1", "Macro F1 (validation)", "ECE, 15 equal widths (temperature)". */
export const measureHead = (measure: Measure, space: MetricSpace): string => heading(metricLabel(measure.metric, space), measure);

/** "Bal. acc.", "ECE (temperature)". */
export const shortHead = (measure: Measure, space: MetricSpace): string => heading(SHORT[measure.metric]?.[0] ?? metricLabel(measure.metric, space), measure);

/** "ECE: expected calibration error, 15 bins of equal width", for each shortened head once. */
export function meanings(measures: readonly Measure[]): string[] {
  return [...new Set(measures.flatMap(({ metric }) => SHORT[metric]?.join(": ") ?? []))];
}
