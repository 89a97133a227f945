/**
 * @file Every metric that a confusion matrix gives, each with the reason where it has no value. Works for any past run: counts are stored.
 * Reads: counts.
 */
import { type Confusion, classMetrics, scoresOf } from "#shared/metrics/from-counts.ts";
import type { CountMetric } from "./catalogue.ts";
import { type Measured, meanOfMeasured, measured, measuredOr, notMeasured } from "./measured.ts";
import { type TailGroup, tailGroups } from "./tail-groups.ts";

export interface CountReport {
  /** [C] true rows, and rows predicted as the class. */
  readonly support: readonly number[];
  readonly predicted: readonly number[];
  readonly overall: Readonly<Record<CountMetric, Measured>>;
  /** [C] each. */
  readonly precision: readonly Measured[];
  readonly recall: readonly Measured[];
  readonly f1: readonly Measured[];
  /** Sentences about values that are defined by convention only. */
  readonly notes: readonly string[];
}

/**
 * @param counts [C * C], rows true, columns predicted. @param classNames [C].
 * @param trainCounts [C] training rows per class, for head, mid and tail recall; null when not known.
 * Source: scikit-learn 1.9; kappa: Cohen 1960. Macro means count an undefined precision or F1 as 0 (zero_division=0) and say so in a note.
 */
export function countMetrics(counts: Confusion, classNames: readonly string[], trainCounts: readonly number[] | null = null): CountReport {
  const classes = classNames.length;
  const per = classMetrics(counts, classes);
  const scores = scoresOf(counts, classes);
  const total = per.reduce((sum, c) => sum + c.support, 0);
  const correct = per.reduce((sum, c) => sum + c.truePositives, 0);
  const name = (c: number): string => `“${classNames[c]}”`;
  const of = (c: number) => ({ className: classNames[c]! });
  const ofRows = (value: number | null): Measured => measuredOr(value, { id: "no-rows" });
  /** In single-label problems every micro average is accuracy. */
  const micro = total > 0 ? correct / total : null;
  const recall = per.map((c, i) => measuredOr(c.recall, { id: "class-without-rows", ...of(i) }));

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

  const groups = trainCounts && tailGroups(trainCounts);
  const groupRecall = (group: TailGroup): Measured => {
    if (!groups) return notMeasured({ id: "training-rows-unknown" });
    const members = recall.filter((_, c) => groups[c] === group);
    return meanOfMeasured(members, { id: members.length > 0 ? "group-without-rows" : "group-empty", group });
  };

  return {
    support: per.map((c) => c.support),
    predicted: per.map((c) => c.predicted),
    precision: per.map((c, i) => measuredOr(c.precision, { id: "class-not-predicted", ...of(i) })),
    recall,
    f1: per.map((c, i) => measuredOr(c.f1, { id: "class-without-rows-and-predictions", ...of(i) })),
    overall: {
      accuracy: ofRows(scores.accuracy),
      balancedAccuracy: { ...ofRows(scores.balancedAccuracy), over: classes - absent.length },
      macroPrecision: { ...ofRows(scores.macroPrecision), over: classes },
      macroRecall: { ...ofRows(scores.macroRecall), over: classes },
      macroF1: { ...ofRows(scores.macroF1), over: classes },
      macroPrecisionPresent: { ...ofRows(scores.macroPrecisionPresent), over: classes - absent.length },
      macroF1Present: { ...ofRows(scores.macroF1Present), over: classes - absent.length },
      microPrecision: ofRows(micro),
      microRecall: ofRows(micro),
      microF1: ofRows(micro),
      weightedPrecision: ofRows(total > 0 ? per.reduce((sum, c) => sum + c.support * (c.precision ?? 0), 0) / total : null),
      weightedRecall: ofRows(micro),
      weightedF1: ofRows(scores.weightedF1),
      mcc: ofRows(scores.mcc),
      kappa: kappa(per, total, correct),
      gMean: { ...ofRows(scores.gMean), over: classes - absent.length },
      gMeanF1: { ...ofRows(geometricMean(per.flatMap((c) => (c.support > 0 ? [c.f1 ?? 0] : [])))), over: classes - absent.length },
      headRecall: groupRecall("head"),
      midRecall: groupRecall("mid"),
      tailRecall: groupRecall("tail"),
    },
    notes,
  };
}

/** By logarithms, which no number of classes makes underflow; 0 when one value is. @returns null of nothing. */
function geometricMean(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Agreement beyond what the two margins give by chance: (p_o - p_e) / (1 - p_e), in [-1, 1]. */
function kappa(per: readonly { support: number; predicted: number }[], total: number, correct: number): Measured {
  if (total === 0) return notMeasured({ id: "no-rows" });
  const cross = per.reduce((sum, c) => sum + c.support * c.predicted, 0);
  const disagreement = total ** 2 - cross;
  if (disagreement === 0) return notMeasured({ id: "chance-complete" });
  return measured(1 - ((total - correct) * total) / disagreement);
}

const list = (one: string, many: string, names: readonly string[]): string => `${names.length === 1 ? one : many} ${names.join(", ")}`;
