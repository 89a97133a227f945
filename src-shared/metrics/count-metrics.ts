/**
 * @file Every metric that a confusion matrix gives, each with the reason where it has no value. Works for any past run: counts are stored.
 * Reads: counts.
 */
import { type Confusion, classMetrics, scoresOf } from "#shared/metrics/from-counts.ts";
import type { CountClassMetric, CountMetric } from "./catalogue.ts";
import type { Measured } from "./measured.ts";
import type { Counted, CountDefinition } from "./metric.ts";
import { OF_COUNTS } from "./of-counts.ts";

export interface CountReport {
  /** [C] true rows, and rows predicted as the class. */
  readonly support: readonly number[];
  readonly predicted: readonly number[];
  readonly overall: Readonly<Record<CountMetric, Measured>>;
  /** [C] each. */
  readonly perClass: Readonly<Record<CountClassMetric, readonly Measured[]>>;
  /** Sentences about values that are defined by convention only. */
  readonly notes: readonly string[];
}

/** @param counts [C * C], rows true, columns predicted. @param trainCounts [C] training rows per class; null when not known. */
export function countedOf(counts: Confusion, classNames: readonly string[], trainCounts: readonly number[] | null): Counted {
  const per = classMetrics(counts, classNames.length);
  const total = per.reduce((sum, c) => sum + c.support, 0);
  const correct = per.reduce((sum, c) => sum + c.truePositives, 0);
  return { classNames, per, scores: scoresOf(counts, classNames.length, per), total, correct, trainCounts };
}

const BY_NAME: ReadonlyMap<string, CountDefinition> = new Map(OF_COUNTS.map((entry) => [entry.name, entry]));

/** One metric, without working out the others. @param classIndex null: of the whole. @returns null for a metric that counts do not give. */
export function countMetric(counted: Counted, name: string, classIndex: number | null): Measured | null {
  const entry = BY_NAME.get(name);
  if (classIndex === null) return entry?.whole?.(counted) ?? null;
  return counted.per[classIndex] ? (entry?.ofClass?.(counted, classIndex) ?? null) : null;
}

/**
 * @param counts [C * C], rows true, columns predicted. @param classNames [C].
 * @param trainCounts [C] training rows per class, for head, mid and tail recall; null when not known.
 * Source: scikit-learn 1.9; kappa: Cohen 1960. Macro means count an undefined precision or F1 as 0 (zero_division=0) and say so in a note.
 */
export function countMetrics(counts: Confusion, classNames: readonly string[], trainCounts: readonly number[] | null = null): CountReport {
  const counted = countedOf(counts, classNames, trainCounts);
  const entries: readonly CountDefinition[] = OF_COUNTS;
  return {
    support: counted.per.map((c) => c.support),
    predicted: counted.per.map((c) => c.predicted),
    overall: Object.fromEntries(entries.flatMap(({ name, whole }) => (whole ? [[name, whole(counted)]] : []))) as CountReport["overall"],
    perClass: Object.fromEntries(
      entries.flatMap(({ name, ofClass }) => (ofClass ? [[name, classNames.map((_, c) => ofClass(counted, c))]] : [])),
    ) as unknown as CountReport["perClass"],
    notes: notesOf(counted),
  };
}

function notesOf({ classNames, per, total }: Counted): string[] {
  const name = (c: number): string => `“${classNames[c]}”`;
  const notes: string[] = [];
  const neverPredicted = per.flatMap((c, i) => (c.precision === null ? [name(i)] : []));
  if (total > 0 && neverPredicted.length > 0)
    notes.push(`Macro and weighted precision count ${list("class", "classes", neverPredicted)} as 0, because no row is predicted as it.`);
  const absent = per.flatMap((c, i) => (c.recall === null ? [name(i)] : []));
  if (total > 0 && absent.length > 0)
    notes.push(
      `Macro precision, recall and F1 count ${list("class", "classes", absent)} without a row as 0; balanced accuracy, G-mean and the means over present classes leave ${absent.length === 1 ? "it" : "them"} out.`,
    );
  const [oneTrue, onePredicted] = [per.some((c) => total > 0 && c.support === total), per.some((c) => total > 0 && c.predicted === total)];
  if (oneTrue || onePredicted) notes.push(`MCC is 0 by convention (0/0): all rows are ${oneTrue ? "of" : "predicted as"} one class.`);
  return notes;
}

const list = (one: string, many: string, names: readonly string[]): string => `${names.length === 1 ? one : many} ${names.join(", ")}`;
