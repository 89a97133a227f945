/**
 * @file One metric of a problem by its id: "macroF1", "ece", "recall:2" for class index 2, "reported.map50", "reported.map50:2".
 * Ids outlive data sets (saved views, exports), so every reader checks them.
 */
import { type ClassMetric, type CountMetric, METRICS, type ScoreMetric } from "./catalogue.ts";
import type { MetricDefinition, MetricGroup } from "./metric.ts";
import { definitionOfReported, type ReportedMetric } from "./reported.ts";

export type MetricId = CountMetric | ScoreMetric | `${ClassMetric}:${number}` | `reported.${string}`;

/** What decides which metrics there are: the classes, and what was reported beside the built-in ones. */
export interface MetricSpace {
  readonly classNames: readonly string[];
  /** Absent: none. */
  readonly reported?: readonly ReportedMetric[];
}

const BUILT_IN: ReadonlyMap<string, MetricDefinition> = new Map(METRICS.map((metric) => [metric.name, metric]));
const definitions = new WeakMap<readonly ReportedMetric[], ReadonlyMap<string, MetricDefinition>>();

function reportedIn({ reported = [] }: Partial<MetricSpace>): ReadonlyMap<string, MetricDefinition> {
  let known = definitions.get(reported);
  if (!known) {
    known = new Map(reported.map((metric) => definitionOfReported(metric)).map((metric) => [metric.name, metric]));
    definitions.set(reported, known);
  }
  return known;
}

/** The parts of "recall:2"; null for a metric of the whole. */
export function classPart(id: MetricId): { readonly metric: string; readonly index: number } | null {
  const colon = id.indexOf(":");
  return colon < 0 ? null : { metric: id.slice(0, colon), index: Number(id.slice(colon + 1)) };
}

/** The metric that an id is of, without its class. */
export const metricName = (id: MetricId): string => classPart(id)?.metric ?? id;

/** One class of a metric that has one. */
export const ofClassId = (name: string, classIndex: number): MetricId => `${name}:${classIndex}` as MetricId;

/** @throws TypeError for an id that this problem does not have: ids from outside are checked by {@link isMetricId} first. */
export function metricOf(id: MetricId, space: Partial<MetricSpace>): MetricDefinition {
  const name = metricName(id);
  const found = BUILT_IN.get(name) ?? reportedIn(space).get(name);
  if (!found) throw new TypeError(`there is no metric ${id}`);
  return found;
}

/** Every metric of a problem as data, in the order in which it is read. */
export function metricsOf(space: Partial<MetricSpace>): MetricDefinition[] {
  return [...METRICS, ...reportedIn(space).values()];
}

/** @returns every metric of a problem, group by group, then class by class. */
export function allMetricIds(space: MetricSpace): MetricId[] {
  const all = metricsOf(space);
  const whole = all.flatMap((metric) => (metric.whole ? [metric.name as MetricId] : []));
  const perClass = space.classNames.flatMap((_, c) => all.flatMap((metric) => (metric.perClass ? [ofClassId(metric.name, c)] : [])));
  return [...whole, ...perClass];
}

/** True for text that names a metric of the problem. */
export function isMetricId(text: string, space: MetricSpace): text is MetricId {
  const [name, index, more] = text.split(":");
  const metric = BUILT_IN.get(name!) ?? reportedIn(space).get(name!);
  if (!metric || more !== undefined) return false;
  if (index === undefined) return metric.whole;
  return metric.perClass && /^\d+$/.test(index) && Number(index) < space.classNames.length;
}

export function groupOf(id: MetricId, space: Partial<MetricSpace>): MetricGroup {
  return classPart(id) ? "perClass" : metricOf(id, space).group;
}

/** "Macro F1"; "Recall of text". */
export function metricLabel(id: MetricId, space: MetricSpace): string {
  const part = classPart(id);
  if (!part) return metricOf(id, space).label;
  return `${classMetricLabel(id, space)} of ${space.classNames[part.index] ?? part.index}`;
}

/** A label inside a sentence: "macro F1", "recall of text"; abbreviations and names of people stay: "MCC", "G-mean", "Brier score". */
export function inSentence(label: string): string {
  return /^(Cohen|Brier|[A-Z][^a-z])/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** "Recall", of one class. @param id of a class, or the metric that each class has. */
export function classMetricLabel(id: MetricId | ClassMetric, space: Partial<MetricSpace>): string {
  return metricOf(id as MetricId, space).classLabel;
}

export function higherIsBetter(id: MetricId, space: Partial<MetricSpace>): boolean {
  return metricOf(id, space).better === "higher";
}

/** Smallest and largest value that can occur. */
export function metricRange(id: MetricId, space: Partial<MetricSpace>): readonly [number, number] {
  return metricOf(id, space).range;
}

/** True when stored counts give it, so that it exists for any run of any version. */
export function isFromCounts(id: MetricId): boolean {
  return BUILT_IN.get(metricName(id))?.from === "counts";
}
