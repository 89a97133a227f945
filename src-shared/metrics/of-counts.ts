/**
 * @file The metrics of counts, in the order in which they are read under imbalance: what ranks first, accuracy after what it hides, what equals
 * accuracy last. One entry is a metric: it exists for every stored run, in columns, maps, tests and exports. docs/metrics.md says what each one is.
 */
import { type Measured, meanOfMeasured, measured, measuredOr, notMeasured } from "./measured.ts";
import type { Counted, CountDefinition } from "./metric.ts";
import { type TailGroup, tailGroups } from "./tail-groups.ts";

export const OF_COUNTS = [
  { name: "macroF1", label: "Macro F1", whole: (c) => ({ ...ofRows(c.scores.macroF1), over: c.per.length }) },
  { name: "macroF1Present", label: "Macro F1, present classes", whole: (c) => ({ ...ofRows(c.scores.macroF1Present), over: present(c) }) },
  { name: "balancedAccuracy", label: "Balanced accuracy", whole: (c) => ({ ...ofRows(c.scores.balancedAccuracy), over: present(c) }) },
  { name: "mcc", label: "MCC", range: [-1, 1], whole: (c) => ofRows(c.scores.mcc) },
  { name: "gMean", label: "G-mean", whole: (c) => ({ ...ofRows(c.scores.gMean), over: present(c) }) },
  {
    name: "gMeanF1",
    label: "G-mean of F1",
    whole: (c) => ({ ...ofRows(geometricMean(c.per.flatMap((per) => (per.support > 0 ? [per.f1 ?? 0] : [])))), over: present(c) }),
  },
  { name: "accuracy", label: "Accuracy", whole: (c) => ofRows(c.scores.accuracy) },
  { name: "headRecall", label: "Recall of the head", whole: (c) => groupRecall(c, "head") },
  { name: "midRecall", label: "Recall of the middle", whole: (c) => groupRecall(c, "mid") },
  { name: "tailRecall", label: "Recall of the tail", whole: (c) => groupRecall(c, "tail") },
  { name: "weightedF1", label: "Weighted F1", whole: (c) => ofRows(c.scores.weightedF1) },
  { name: "macroPrecision", label: "Macro precision", whole: (c) => ({ ...ofRows(c.scores.macroPrecision), over: c.per.length }) },
  { name: "macroPrecisionPresent", label: "Macro precision, present classes", whole: (c) => ({ ...ofRows(c.scores.macroPrecisionPresent), over: present(c) }) },
  { name: "macroRecall", label: "Macro recall", whole: (c) => ({ ...ofRows(c.scores.macroRecall), over: c.per.length }) },
  { name: "kappa", label: "Cohen's kappa", range: [-1, 1], whole: kappa },
  {
    name: "weightedPrecision",
    label: "Weighted precision",
    whole: (c) => ofRows(c.total > 0 ? c.per.reduce((sum, per) => sum + per.support * (per.precision ?? 0), 0) / c.total : null),
  },
  // In single-label problems every micro average is accuracy, and so is the weighted recall.
  { name: "weightedRecall", label: "Weighted recall", whole: micro },
  { name: "microPrecision", label: "Micro precision", whole: micro },
  { name: "microRecall", label: "Micro recall", whole: micro },
  { name: "microF1", label: "Micro F1", whole: micro },
  { name: "recall", label: "Recall", ofClass: recallOf },
  { name: "precision", label: "Precision", ofClass: (c, i) => measuredOr(c.per[i]!.precision, { id: "class-not-predicted", ...of(c, i) }) },
  { name: "f1", label: "F1", ofClass: (c, i) => measuredOr(c.per[i]!.f1, { id: "class-without-rows-and-predictions", ...of(c, i) }) },
] as const satisfies readonly CountDefinition[];

function ofRows(value: number | null): Measured {
  return measuredOr(value, { id: "no-rows" });
}

function of({ classNames }: Counted, c: number): { readonly className: string } {
  return { className: classNames[c]! };
}

/** Classes that have a row. */
function present({ per }: Counted): number {
  return per.filter(({ recall }) => recall !== null).length;
}

function micro({ total, correct }: Counted): Measured {
  return ofRows(total > 0 ? correct / total : null);
}

function recallOf(c: Counted, i: number): Measured {
  return measuredOr(c.per[i]!.recall, { id: "class-without-rows", ...of(c, i) });
}

/** By logarithms, which no number of classes makes underflow; 0 when one value is. @returns null of nothing. */
function geometricMean(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Agreement beyond what the two margins give by chance: (p_o - p_e) / (1 - p_e), in [-1, 1]. Source: Cohen 1960. */
function kappa({ per, total, correct }: Counted): Measured {
  if (total === 0) return notMeasured({ id: "no-rows" });
  const cross = per.reduce((sum, c) => sum + c.support * c.predicted, 0);
  const disagreement = total ** 2 - cross;
  if (disagreement === 0) return notMeasured({ id: "chance-complete" });
  return measured(1 - ((total - correct) * total) / disagreement);
}

function groupRecall(c: Counted, group: TailGroup): Measured {
  if (!c.trainCounts) return notMeasured({ id: "training-rows-unknown" });
  const groups = tailGroups(c.trainCounts);
  const members = c.per.flatMap((_, i) => (groups[i] === group ? [recallOf(c, i)] : []));
  return meanOfMeasured(members, { id: members.length > 0 ? "group-without-rows" : "group-empty", group });
}
