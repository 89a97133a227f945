/**
 * @file The metrics of a report that need probabilities.
 * Reads: probabilities, labels.
 */
import { calibrationError, ofClass, type ReliabilityBin, reliabilityBins, topLabel } from "./calibration.ts";
import type { ScoreMetric } from "./catalogue.ts";
import { type Measured, meanOfMeasured, measured, measuredOr, notMeasured } from "./measured.ts";
import { brierScore, negativeLogLikelihood } from "./proper-scores.ts";
import { rankClass } from "./ranking.ts";
import type { MetricReason } from "./reasons.ts";
import { firstNotFinite, notFinite, type RowName } from "./score-checks.ts";
import { argmaxOfRows, positionsOfTruth } from "./top-k.ts";

export type RankedClassMetric = "rocAuc" | "averagePrecision" | "classwiseEce";

/** 15 bins each, of the confidence in the most probable class. */
export interface Reliability {
  readonly width: readonly ReliabilityBin[];
  readonly mass: readonly ReliabilityBin[];
}

export interface ScoredPart {
  /** [N] most probable class, -1 in a row that is not finite. */
  readonly argmax: Int32Array | null;
  /** Why some row has no most probable class; null when all have one. */
  readonly undecided: MetricReason | null;
  readonly overall: Readonly<Record<ScoreMetric, Measured>>;
  readonly perClass: Readonly<Record<RankedClassMetric, readonly Measured[]>>;
  readonly reliability: Reliability | null;
  readonly notes: readonly string[];
}

function everywhere(classNames: readonly string[], reason: MetricReason): Pick<ScoredPart, "overall" | "perClass"> {
  const m = notMeasured(reason);
  const all = classNames.map(() => m);
  return {
    overall: { rocAuc: m, averagePrecision: m, nll: m, brier: m, ece: m, eceMass: m, classwiseEce: m, top2: m, top3: m, top5: m },
    perClass: { rocAuc: all, averagePrecision: all, classwiseEce: all },
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
  const perClass = classNames.map((_, c) => classScores(own, labels, classNames, c, rowName, unscored, ranking));
  const column = (id: RankedClassMetric): Measured[] => perClass.map((m) => m[id]);
  const brokenOwn = firstNotFinite(own);
  const macro = (id: RankedClassMetric, nothing: MetricReason): Measured =>
    brokenOwn >= 0 ? notMeasured(notFinite(brokenOwn, classes, rowName)) : meanOfMeasured(column(id), nothing);
  const classwise = {
    rocAuc: macro("rocAuc", { id: "no-class-to-rank" }),
    averagePrecision: macro("averagePrecision", { id: "no-scored-class-with-rows" }),
    classwiseEce: macro("classwiseEce", { id: "no-class-scored" }),
  };
  const shared = { argmax, perClass: { rocAuc: column("rocAuc"), averagePrecision: column("averagePrecision"), classwiseEce: column("classwiseEce") } };
  if (brokenReason !== null) {
    const { overall } = everywhere(classNames, brokenReason);
    return { ...shared, undecided: brokenReason, overall: { ...overall, ...classwise }, reliability: null, notes: [] };
  }

  const top = topLabel(probabilities, labels, argmax, classes);
  const reliability = { width: reliabilityBins(top.confidences, top.outcomes, "width"), mass: reliabilityBins(top.confidences, top.outcomes, "mass") };
  const positions = positionsOfTruth(probabilities, labels, classes);
  const topK = (k: number): Measured =>
    k >= classes ? notMeasured({ id: "truth-always-among", classes, k }) : measured(positions.slice(0, k).reduce((sum, n) => sum + n, 0) / rows);
  const nll = negativeLogLikelihood(probabilities, labels, classes);
  const overall = {
    ...classwise,
    nll: measured(nll.value),
    brier: measured(brierScore(probabilities, labels, classes)),
    ece: measured(calibrationError(reliability.width)),
    eceMass: measured(calibrationError(reliability.mass)),
    top2: topK(2),
    top3: topK(3),
    top5: topK(5),
  };
  const notes = unscored.map((c) => `Class “${classNames[c]}” was not scored: its probability counts as 0.`);
  if (nll.clipped > 0) notes.push(`NLL counts ${nll.clipped} of ${rows} rows as 36.04: the probability of their true class is below 2.2e-16.`);
  return { ...shared, undecided: null, overall, reliability, notes };
}

/** What one column of scores gives. */
function classScores(
  own: Float64Array,
  labels: ArrayLike<number>,
  classNames: readonly string[],
  c: number,
  rowName: RowName,
  unscored: readonly number[],
  ranked: boolean,
): Record<RankedClassMetric, Measured> {
  const classes = classNames.length;
  const className = classNames[c]!;
  const none = (reason: MetricReason): Record<RankedClassMetric, Measured> => {
    const m = notMeasured(reason);
    return { rocAuc: m, averagePrecision: m, classwiseEce: m };
  };
  if (unscored.includes(c)) return none({ id: "class-not-scored", className });
  const broken = firstNotFinite(own, c, classes);
  if (broken >= 0) return none(notFinite(broken, classes, rowName));
  const { confidences, outcomes } = ofClass(own, labels, classes, c);
  const classwiseEce = measured(calibrationError(reliabilityBins(confidences, outcomes, "width")));
  if (!ranked) return { ...none({ id: "ranking-not-asked" }), classwiseEce };
  const ranking = rankClass(own, labels, classes, c);
  return {
    rocAuc: measuredOr(ranking.rocAuc, { id: ranking.positives === 0 ? "class-without-rows" : "class-of-every-row", className }),
    averagePrecision: measuredOr(ranking.averagePrecision, { id: "class-without-rows", className }),
    classwiseEce,
  };
}
