/**
 * @file One figure of a run by its id: "validation/macroF1", "test/recall:2", "test/ece@temperature", "test/reported.map50:0".
 * The one spelling that is saved, sent and compared; column names of files are made of it in src-shared/results/column-name.ts, earlier spellings read in src-shared/results/old-spellings.ts.
 */
import { z } from "zod";
import { allMetricIds, isFromCounts, isMetricId, type MetricId, type MetricSpace } from "./metric-id.ts";
import { SPLITS, type SplitName } from "./metric.ts";
import { isVariant, variantHas, type VariantName } from "./variant-metrics.ts";

export { SPLITS, type SplitName } from "./metric.ts";
/** Which epoch: "best" has the highest validation macro F1 (earliest on ties), whatever metric is shown. */
export type At = "best" | "last";

export interface Measure {
  readonly split: SplitName;
  readonly metric: MetricId;
  /** What was done after training; absent: nothing, the raw figures. Variants are measured on test only. */
  readonly variant?: VariantName;
}

export type MeasureId = string;
/** The id without its part: one column of stored measures, "ece", "recall:2", "ece@temperature". */
export type MeasureKey = string;

/** What the figures without anything done after training are called where variants are named. */
export const RAW = "raw";

const METRIC = /[A-Za-z0-9._~!*'()%-]+(?::\d+)?/;
const KEY = new RegExp(`^${METRIC.source}(?:@[a-z0-9-]+)?$`);
/** Whether a problem has it, {@link parseMeasure} says. */
export const MeasureKeySchema = z.string().max(1000).regex(KEY);

export function measureKey({ metric, variant }: Pick<Measure, "metric" | "variant">): MeasureKey {
  return variant === undefined ? metric : `${metric}@${variant}`;
}

export function measureId(measure: Measure): MeasureId {
  return `${measure.split}/${measureKey(measure)}`;
}

/** The key of a stored column. @param variant or {@link RAW}. */
export const storedKey = (metric: string, variant: string): MeasureKey => (variant === RAW ? metric : `${metric}@${variant}`);

/** The parts of a key, whatever problem it is of. @returns variant {@link RAW} where none is named. */
export function keyParts(key: MeasureKey): { readonly metric: string; readonly variant: string } {
  const [metric = "", variant = RAW] = key.split("@");
  return { metric, variant };
}

/** @returns null for an id that this problem cannot have, e.g. a saved column of a sixth class. */
export function parseMeasure(id: string, space: MetricSpace): Measure | null {
  const [split, key, rest] = id.split("/");
  if (rest !== undefined || key === undefined || !(SPLITS as readonly string[]).includes(split!)) return null;
  const [metric, variant, more] = key.split("@");
  if (more !== undefined || !isMetricId(metric!, space)) return null;
  if (variant === undefined) return { split: split as SplitName, metric };
  return split === "test" && isVariant(variant) && variantHas(variant, metric) ? { split, metric, variant } : null;
}

/** All raw measures of a problem, validation before test. */
export function rawMeasures(space: MetricSpace): Measure[] {
  return SPLITS.flatMap((split) => allMetricIds(space).map((metric): Measure => ({ split, metric })));
}

/** True when the stored measures are needed, not the counts alone. */
export function needsStored(measure: Measure): boolean {
  return measure.variant !== undefined || !isFromCounts(measure.metric);
}
