/**
 * @file The metric columns of the Compare table: their ids, defaults and what is remembered per sweep.
 * Reads: class names and counts, saved text.
 */
import { absentInSweep } from "#shared/results/absent-classes.ts";
import { absentSentence } from "#shared/words/absent-classes.ts";
import { classMetrics } from "#shared/metrics/from-counts.ts";
import type { SweepParam } from "#shared/params/def.ts";
import type { CompareData } from "#shared/wire/records.ts";
import { allMetricIds, classPart, groupOf, type MetricId, type MetricSpace, ofClassId } from "#shared/metrics/metric-id.ts";
import type { MetricGroup } from "#shared/metrics/metric.ts";
import { type Measure, measureId, parseMeasure, rawMeasures, type SplitName } from "#shared/metrics/measure.ts";
import { variantChanges, type VariantName } from "#shared/metrics/variant-metrics.ts";

/** Wall time of a run: what it costs. */
export const TIME_COLUMN = "time";
const PARAM = "param/";
/** The column of a parameter. */
export const paramColumn = (name: string): ColumnId => `${PARAM}${name}`;
/** @returns the name of the parameter; null for another column. */
export const paramOfColumn = (id: ColumnId): string | null => (id.startsWith(PARAM) ? id.slice(PARAM.length) : null);

/** What versions with five columns of settings have remembered. */
const EARLIER: Readonly<Record<string, readonly string[]>> = {
  family: ["family"],
  gamma: ["gamma"],
  alpha: ["strength", "alpha"],
  rate: ["learningRate"],
  decay: ["weightDecay"],
};

/** "validation/macroF1", "test/recall:2", "test/ece@temperature", "param/gamma", or "time". */
export type ColumnId = string;

/** All columns of raw metrics, validation before test. */
export function allColumns(space: MetricSpace): ColumnId[] {
  return rawMeasures(space).map(measureId);
}

export interface ColumnGroup {
  readonly id: MetricGroup;
  /** null: of all classes together. */
  readonly classIndex: number | null;
  readonly metrics: readonly MetricId[];
}

/** The metrics as they are looked for: by what they measure, those of one class together, class by class. */
export function columnGroups(space: MetricSpace): ColumnGroup[] {
  const of = (metric: MetricId): string => `${groupOf(metric, space)} ${classPart(metric)?.index ?? ""}`;
  return [...Map.groupBy(allMetricIds(space), of).values()].map((metrics) => ({
    id: groupOf(metrics[0]!, space),
    classIndex: classPart(metrics[0]!)?.index ?? null,
    metrics,
  }));
}

/** Shown with its raw column when none of the chosen columns is one that the variant changes. */
const FALLBACK: Readonly<Record<VariantName, Measure["metric"]>> = {
  temperature: "ece",
  "focal-link": "ece",
  "logit-adjusted": "balancedAccuracy",
  "logit-adjusted-tuned": "balancedAccuracy",
  "thresholds-f1": "macroF1",
  "binary-threshold-f1": "macroF1",
};

/**
 * Chosen columns with those of the variants right after their raw ones: beside them, never instead.
 * @param shown raw metric and setting columns in the order of the table. @returns ids in the order of the table.
 */
export function withVariants(shown: readonly ColumnId[], variants: readonly VariantName[], space: MetricSpace): ColumnId[] {
  const measureOf = (id: ColumnId): Measure | null => parseMeasure(id, space);
  const changes = (variant: VariantName, measure: Measure): boolean => variantChanges(variant, measure.metric);
  const isShown = (variant: VariantName): boolean => shown.some((id) => measureOf(id)?.split === "test" && changes(variant, measureOf(id)!));
  const fallbacks = variants.filter((v) => !isShown(v)).map((v) => measureId({ split: "test", metric: FALLBACK[v] }));
  const metrics = allColumns(space);
  const raw = [...metrics.filter((id) => shown.includes(id) || fallbacks.includes(id)), ...shown.filter((id) => !metrics.includes(id))];
  return raw.flatMap((id) => {
    const measure = measureOf(id);
    if (measure?.split !== "test") return [id];
    return [id, ...variants.filter((v) => changes(v, measure)).map((variant) => measureId({ ...measure, variant }))];
  });
}

/** Index of the class with the fewest rows; the earliest on ties. */
export function rarestClass(classCounts: readonly number[]): number {
  return classCounts.indexOf(Math.min(...classCounts));
}

/** Rows of each class in a part of the data, which is the same in all runs of a sweep; null before any run has been evaluated. */
export function classRows(data: Pick<CompareData, "classNames" | "runs">, split: SplitName): number[] | null {
  const counts = data.runs.find((run) => run.counts !== null)?.counts;
  return counts ? classMetrics(counts.last[split], data.classNames.length).map((c) => c.support) : null;
}

/** What a mean over all classes does with those without rows, as a sentence; "" where there is nothing to say. */
export function absentNote(data: Pick<CompareData, "classNames" | "runs"> | null, { split, metric }: Measure): string {
  const absent = data && absentInSweep(data.runs, data.classNames, split);
  const sentence = absent && absentSentence(absent, [metric]);
  return sentence ? `${sentence}.` : "";
}

/**
 * What is shown first: the ranking metric, what accuracy hides, the rarest class, and test apart at the end.
 * A class without a row in validation or test has no recall to show: then it is the rarest that has.
 */
export function defaultColumns(data: Pick<CompareData, "classCounts" | "classNames" | "runs">): ColumnId[] {
  const [validation, test] = [classRows(data, "validation"), classRows(data, "test")];
  const rare = rarestClass(data.classCounts.map((count, i) => (validation?.[i] === 0 || test?.[i] === 0 ? Infinity : count)));
  const measures: Measure[] = [
    { split: "validation", metric: "macroF1" },
    { split: "validation", metric: "balancedAccuracy" },
    { split: "validation", metric: ofClassId("recall", rare) },
    { split: "validation", metric: ofClassId("precision", rare) },
    { split: "test", metric: "macroF1" },
    { split: "test", metric: ofClassId("recall", rare) },
  ];
  return [...measures.map(measureId), TIME_COLUMN];
}

/** Reads saved columns. @param params of the sweep. @returns null when nothing usable was saved. */
export function restoreColumns(saved: unknown, space: MetricSpace, params: readonly Pick<SweepParam, "name">[]): ColumnId[] | null {
  if (!Array.isArray(saved)) return null;
  const names = new Set(params.map(({ name }) => name));
  const ofParam = (id: string): readonly string[] => (Object.hasOwn(EARLIER, id) ? EARLIER[id]! : [paramOfColumn(id) ?? ""]);
  const known = saved.flatMap((id: unknown): ColumnId[] => {
    if (typeof id !== "string") return [];
    if (id === TIME_COLUMN || (!id.includes("@") && parseMeasure(id, space) !== null)) return [id];
    return ofParam(id)
      .filter((name) => names.has(name))
      .map(paramColumn);
  });
  return known.length ? [...new Set(known)] : null;
}
