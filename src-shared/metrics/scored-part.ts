/**
 * @file The metrics of a report that need probabilities.
 * Reads: probabilities, labels.
 */
import { SCORE_CLASS_METRICS, SCORE_METRICS, type ScoreClassMetric, type ScoreMetric } from "./catalogue.ts";
import { type Measured, meanOfMeasured, notMeasured } from "./measured.ts";
import type { MetricReason } from "./reasons.ts";
import type { ScoreDefinition } from "./metric.ts";
import { OF_SCORES } from "./of-scores.ts";
import { firstNotFinite, notFinite, type RowName } from "./score-checks.ts";
import { type Reliability, scoredClass, scoredRows } from "./scored-rows.ts";
import { argmaxOfRows } from "./top-k.ts";

const ENTRIES: readonly ScoreDefinition[] = OF_SCORES;

export interface ScoredPart {
  /** [N] most probable class, -1 in a row that is not finite. */
  readonly argmax: Int32Array | null;
  /** Why some row has no most probable class; null when all have one. */
  readonly undecided: MetricReason | null;
  readonly overall: Readonly<Record<ScoreMetric, Measured>>;
  readonly perClass: Readonly<Record<ScoreClassMetric, readonly Measured[]>>;
  readonly reliability: Reliability | null;
  readonly notes: readonly string[];
}

function everywhere(classNames: readonly string[], reason: MetricReason): Pick<ScoredPart, "overall" | "perClass"> {
  const m = notMeasured(reason);
  const all = classNames.map(() => m);
  return {
    overall: Object.fromEntries(SCORE_METRICS.map((name) => [name, m])) as ScoredPart["overall"],
    perClass: Object.fromEntries(SCORE_CLASS_METRICS.map((name) => [name, all])) as unknown as ScoredPart["perClass"],
  };
}

/** The part of a report whose rows have no scores. */
export function withoutScores(classNames: readonly string[]): ScoredPart {
  return { argmax: null, undecided: null, reliability: null, notes: [], ...everywhere(classNames, { id: "no-scores" }) };
}

/**
 * @param probabilities [N, C] checked. @param own the same, or each class's own probability. @param unscored classes that were never scored.
 * @param ranking whether ROC-AUC and average precision are wanted.
 */
export function withScores(
  probabilities: Float64Array,
  labels: ArrayLike<number>,
  classNames: readonly string[],
  rowName: RowName,
  own: Float64Array,
  unscored: readonly number[],
  ranking: boolean,
): ScoredPart {
  const classes = classNames.length;
  const rows = labels.length;
  const argmax = argmaxOfRows(probabilities, classes);
  if (rows === 0) return { argmax, undecided: null, reliability: null, notes: [], ...everywhere(classNames, { id: "no-rows" }) };

  const broken = firstNotFinite(probabilities);
  const brokenReason: MetricReason | null =
    broken < 0
      ? null
      : own !== probabilities
        ? { id: "row-without-distribution", row: rowName(Math.floor(broken / classes)) }
        : notFinite(broken, classes, rowName);
  const brokenOwn = firstNotFinite(own);
  const perClass = ofClasses(own, labels, classNames, rowName, unscored, ranking);
  const rowsOf = brokenReason === null ? scoredRows(probabilities, labels, classNames, argmax) : null;
  const whole = (entry: ScoreDefinition): Measured => {
    if (entry.whole) return rowsOf ? entry.whole(rowsOf) : notMeasured(brokenReason!);
    return brokenOwn >= 0 ? notMeasured(notFinite(brokenOwn, classes, rowName)) : meanOfMeasured(perClass[entry.name as ScoreClassMetric], entry.meanOf);
  };
  const overall = Object.fromEntries(ENTRIES.map((entry) => [entry.name, whole(entry)])) as ScoredPart["overall"];
  if (rowsOf === null) return { argmax, undecided: brokenReason!, overall, perClass, reliability: null, notes: [] };
  const notes = unscored.map((c) => `Class “${classNames[c]}” was not scored: its probability counts as 0.`);
  const { nll, reliability } = rowsOf;
  if (nll.clipped > 0) notes.push(`NLL counts ${nll.clipped} of ${rows} rows as 36.04: the probability of their true class is below 2.2e-16.`);
  return { argmax, undecided: null, overall, perClass, reliability, notes };
}

/** What each column of scores gives. */
function ofClasses(
  own: Float64Array,
  labels: ArrayLike<number>,
  classNames: readonly string[],
  rowName: RowName,
  unscored: readonly number[],
  ranking: boolean,
): ScoredPart["perClass"] {
  const whyNot = classNames.map((className, c): MetricReason | null => {
    if (unscored.includes(c)) return { id: "class-not-scored", className };
    const broken = firstNotFinite(own, c, classNames.length);
    return broken >= 0 ? notFinite(broken, classNames.length, rowName) : null;
  });
  const columns = classNames.map((_, c) => (whyNot[c] === null ? scoredClass(own, labels, classNames, c) : null));
  return Object.fromEntries(
    ENTRIES.flatMap(({ name, group, ofClass }) => {
      if (!ofClass) return [];
      const values = columns.map((column, c) =>
        !column ? notMeasured(whyNot[c]!) : group === "ranking" && !ranking ? notMeasured({ id: "ranking-not-asked" }) : ofClass(column),
      );
      return [[name, values]];
    }),
  ) as unknown as ScoredPart["perClass"];
}
