/** @file What the best epoch of a run is, in words: by the metric of validation that its sweep selects by. */
import { higherIsBetter, inSentence, metricLabel } from "#shared/metrics/metric-id.ts";
import { selectedMetric } from "#shared/task/select-by.ts";

/** "macro F1", "recall of text". @param selectBy of the sweep; absent: the usual one. */
export function selectingName(selectBy: string | undefined, classNames: readonly string[]): string {
  return inSentence(metricLabel(selectedMetric(selectBy, classNames), { classNames }));
}

/** "highest validation macro F1", "lowest validation NLL". */
export function bestBy(selectBy: string | undefined, classNames: readonly string[]): string {
  const extreme = higherIsBetter(selectedMetric(selectBy, classNames), { classNames }) ? "highest" : "lowest";
  return `${extreme} validation ${selectingName(selectBy, classNames)}`;
}
