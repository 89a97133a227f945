/** @file Every built-in metric as data, and its name as a type. A new one is an entry in of-counts.ts or of-scores.ts. */
import { type CountDefinition, definitionOf, type MetricDefinition, type ScoreDefinition } from "./metric.ts";
import { OF_COUNTS } from "./of-counts.ts";
import { OF_SCORES } from "./of-scores.ts";

type CountEntry = (typeof OF_COUNTS)[number];
type ScoreEntry = (typeof OF_SCORES)[number];

/** Derived from a confusion matrix alone (head, mid and tail recall also need the training rows per class). */
export type CountMetric = Extract<CountEntry, { whole: unknown }>["name"];
/** These need the probabilities of every row. */
export type ScoreMetric = ScoreEntry["name"];
export type CountClassMetric = Extract<CountEntry, { ofClass: unknown }>["name"];
export type ScoreClassMetric = Extract<ScoreEntry, { ofClass: unknown }>["name"];
/** Exist once per class. */
export type ClassMetric = CountClassMetric | ScoreClassMetric;
export type MetricName = CountMetric | ScoreMetric | ClassMetric;

const entries: readonly (CountDefinition | ScoreDefinition)[] = [...OF_COUNTS, ...OF_SCORES];

/** In the order in which they are read: counts before scores, and of these what ranks before what calibrates. */
export const METRICS: readonly MetricDefinition[] = entries.map(definitionOf);

const names = <N extends MetricName>(holds: (metric: MetricDefinition) => boolean): readonly N[] =>
  METRICS.flatMap((metric) => (holds(metric) ? [metric.name as N] : []));

export const COUNT_METRICS = names<CountMetric>((m) => m.whole && m.from === "counts");
export const SCORE_METRICS = names<ScoreMetric>((m) => m.whole && m.from === "scores");
export const CLASS_METRICS = names<ClassMetric>((m) => m.perClass);
export const SCORE_CLASS_METRICS = names<ScoreClassMetric>((m) => m.perClass && m.from === "scores");
