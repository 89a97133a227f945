/** @file What a mean over classes does with those that have no row, in a sentence. */
import type { AbsentClasses } from "#shared/results/absent-classes.ts";
import { overPresent } from "#shared/results/absent-classes.ts";
import { columnName } from "#shared/results/column-name.ts";
import { inSentence, type MetricId, metricLabel } from "#shared/metrics/metric-id.ts";
import { agree, namesOf } from "../text/lists.ts";

const PARTS = { validation: "validation", test: "test" } as const;

/** "2 of 8 classes": short, for a head. */
const NO_CLASSES = { classNames: [] };

export const absentShort = ({ names, classes }: AbsentClasses): string => `${names.length} of ${classes} classes without rows`;

/**
 * "2 of 8 classes have no row in test (“imL” and “imS”): macro F1 counts them as 0; macro_f1_present is the mean over the other 6."
 * @param metrics those shown; only the means over all classes among them are spoken of. @returns null where there is none.
 */
export function absentSentence(absent: AbsentClasses, metrics: readonly MetricId[]): string | null {
  const { names, classes, split } = absent;
  const means = [...new Set(metrics)].filter((metric) => overPresent(metric) !== null);
  if (means.length === 0) return null;
  const counts = means.map((metric) => inSentence(metricLabel(metric, NO_CLASSES)));
  const instead = [...new Set(means.map((metric) => columnName({ split, metric: overPresent(metric)! }, NO_CLASSES).replace(`${split}_`, "")))];
  const listed = (texts: readonly string[]): string => (texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`);
  return (
    `${names.length} of ${classes} classes ${agree(names.length, "has", "have")} no row in ${PARTS[split]} (${namesOf(names)}): ` +
    `${listed(counts)} ${agree(counts.length, "counts", "count")} ${agree(names.length, "it", "them")} as 0; ` +
    `${listed(instead)} ${agree(instead.length, "is the mean", "are the means")} over the other ${classes - names.length}`
  );
}
