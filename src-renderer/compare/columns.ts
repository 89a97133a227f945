/**
 * @file The metric columns of the Compare table: their ids, defaults and what is remembered per sweep.
 * Reads: class names and counts, saved text. Writes: nothing.
 */
import { classMetrics } from "#shared/metrics.ts";
import type { CompareData } from "#shared/records.ts";
import type { Measure, SplitName } from "./aggregate.ts";
import { allMetrics, isMetricId } from "./metric.ts";

/** Columns of the settings themselves; the others are metrics. */
const SETTING_COLUMNS = ["family", "gamma", "alpha", "rate", "decay", "time"] as const;

/** "validation/macroF1", "test/recall:2", or one of SETTING_COLUMNS. */
export type ColumnId = string;

export function columnId(measure: Measure): ColumnId {
  return `${measure.split}/${measure.metric}`;
}

/** @returns null for an id that this data set cannot have, e.g. a saved column of a sixth class. */
export function parseColumnId(id: ColumnId, classes: number): Measure | null {
  const [split, metric] = id.split("/");
  if ((split !== "validation" && split !== "test") || metric === undefined || !isMetricId(metric, classes)) return null;
  return { split, metric };
}

/** All metric columns, validation before test. */
export function allColumns(classes: number): ColumnId[] {
  return (["validation", "test"] as const).flatMap((split: SplitName) => allMetrics(classes).map((metric) => columnId({ split, metric })));
}

/** Index of the class with the fewest rows; the earliest on ties. */
export function rarestClass(classCounts: readonly number[]): number {
  return classCounts.indexOf(Math.min(...classCounts));
}

/** Rows of each class in validation and test, the smaller of both; null before any run has been evaluated. */
function evaluatedRows(data: Pick<CompareData, "classNames" | "runs">): number[] | null {
  const counts = data.runs.find((run) => run.counts !== null)?.counts;
  if (!counts) return null;
  const n = data.classNames.length;
  const [validation, test] = [classMetrics(counts.last.validation, n), classMetrics(counts.last.test, n)];
  return validation.map((c, i) => Math.min(c.support, test[i]!.support));
}

/**
 * What is shown first: the ranking metric, what accuracy hides, the rarest class, and test apart at the end.
 * A class without a row in validation or test has no recall to show: then it is the rarest that has.
 */
export function defaultColumns(data: Pick<CompareData, "classCounts" | "classNames" | "runs">): ColumnId[] {
  const rows = evaluatedRows(data);
  const rare = rarestClass(data.classCounts.map((count, i) => (rows?.[i] === 0 ? Infinity : count)));
  const measures: Measure[] = [
    { split: "validation", metric: "macroF1" },
    { split: "validation", metric: "balancedAccuracy" },
    { split: "validation", metric: `recall:${rare}` },
    { split: "validation", metric: `precision:${rare}` },
    { split: "test", metric: "macroF1" },
    { split: "test", metric: `recall:${rare}` },
  ];
  return [...measures.map(columnId), "time"];
}

/** Reads saved columns. @returns null when nothing usable was saved. */
export function restoreColumns(saved: unknown, classes: number): ColumnId[] | null {
  if (!Array.isArray(saved)) return null;
  const known = saved.filter(
    (id): id is string => typeof id === "string" && ((SETTING_COLUMNS as readonly string[]).includes(id) || parseColumnId(id, classes) !== null),
  );
  return known.length ? [...new Set(known)] : null;
}
