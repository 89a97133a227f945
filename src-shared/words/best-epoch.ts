/** @file What the best epoch of a run is, in words: by the metric of validation that its sweep selects by. */
import { higherIsBetter, inSentence, metricLabel } from "#shared/metrics/metric-id.ts";
import type { Task } from "#shared/task/task.ts";
import { selectedMetric } from "#shared/task/select-by.ts";

/** "macro F1", "recall of text". @param selectBy of the sweep; absent: the usual one. */
export function selectingName(selectBy: string | undefined, classNames: readonly string[]): string {
  return inSentence(metricLabel(selectedMetric(selectBy, classNames), { classNames }));
}

interface JudgedRun {
  readonly classNames: readonly string[];
  readonly trainCounts: readonly number[] | null;
  readonly epochs: readonly { readonly validation: readonly number[]; readonly selects?: number | null | undefined }[];
}

/** Whether some epoch has a value of the metric that selects: where none has, macro F1 has selected. */
function hasSelected(selectBy: string | undefined, task: Task, { classNames, trainCounts, epochs }: JudgedRun): boolean {
  const selector = task.selector(selectedMetric(selectBy, classNames), { classNames, trainCounts: trainCounts ?? [] });
  if (epochs.length === 0) return true;
  if (!selector.fromCounts) return epochs.some(({ selects }) => typeof selects === "number");
  return epochs.some(({ validation }) => selector.ofCounts(validation) !== null);
}

/** What has selected the best epoch of a run: "highest validation macro F1: no epoch has a value of precision of text". */
export function selectedBy(selectBy: string | undefined, task: Task, run: JudgedRun): string {
  const { classNames } = run;
  if (hasSelected(selectBy, task, run)) return bestBy(selectBy, classNames);
  return `${bestBy(undefined, classNames)}: no epoch has a value of ${selectingName(selectBy, classNames)}`;
}

/** "highest validation macro F1", "lowest validation NLL". */
export function bestBy(selectBy: string | undefined, classNames: readonly string[]): string {
  const extreme = higherIsBetter(selectedMetric(selectBy, classNames), { classNames }) ? "highest" : "lowest";
  return `${extreme} validation ${selectingName(selectBy, classNames)}`;
}
