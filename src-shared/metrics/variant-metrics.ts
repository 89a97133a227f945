/**
 * @file Which metrics are measured of what was done after training.
 * Decisions differ from those that were counted; ranking metrics are those of the raw scores.
 */
import type { ClassMetric, CountMetric, ScoreMetric } from "./catalogue.ts";
import { classPart, type MetricId } from "./metric-id.ts";

/** Of every variant. */
export const DECISION_METRICS: readonly CountMetric[] = ["accuracy", "balancedAccuracy", "macroF1", "mcc", "gMean", "headRecall", "midRecall", "tailRecall"];
export const DECISION_CLASS_METRICS: readonly ClassMetric[] = ["precision", "recall", "f1"];
/** Of those that change probabilities. */
export const PROBABILITY_METRICS: readonly ScoreMetric[] = ["nll", "brier", "ece", "eceMass", "classwiseEce"];

/** What every finished run has beside its raw figures. "binary-threshold-f1" exists for two classes only. */
export const VARIANTS = ["temperature", "focal-link", "logit-adjusted", "logit-adjusted-tuned", "thresholds-f1", "binary-threshold-f1"] as const;
export type VariantName = (typeof VARIANTS)[number];

const KEEPS_PROBABILITIES: readonly VariantName[] = ["thresholds-f1", "binary-threshold-f1"];

/** Those that a problem with that many classes has. */
export const variantsFor = (classes: number): readonly VariantName[] => VARIANTS.filter((variant) => variant !== "binary-threshold-f1" || classes === 2);

/** Whether a metric is measured of a variant; always on the test part, since the validation part was tuned on. */
export function variantHas(variant: VariantName, id: MetricId): boolean {
  const part = classPart(id);
  if (part) return (DECISION_CLASS_METRICS as readonly string[]).includes(part.metric);
  if ((DECISION_METRICS as readonly string[]).includes(id)) return true;
  return !KEEPS_PROBABILITIES.includes(variant) && (PROBABILITY_METRICS as readonly string[]).includes(id);
}

/** Whether it also moves the metric: one temperature moves no decision, so only what is measured of probabilities differs. */
export function variantChanges(variant: VariantName, id: MetricId): boolean {
  return variantHas(variant, id) && (variant !== "temperature" || !variantHas("thresholds-f1", id));
}

export function isVariant(text: string): text is VariantName {
  return (VARIANTS as readonly string[]).includes(text);
}
