/** @file The task in which every row has one class: an index as target, a confusion matrix as counts, the largest output as decision. */
import { classMetrics, scoresOf } from "../../metrics/from-counts.ts";
import type { Task } from "../task.ts";
import { confusionCounts } from "./decision.ts";
import { singleLabelSelector } from "./selector.ts";

const classesOf = (counts: readonly number[]): number => Math.sqrt(counts.length);

export const SINGLE_LABEL: Task = {
  id: "single-label",
  encodeTargets: (rows, labels) => Int32Array.from(rows, (row) => labels[row]!),
  rowsOfClasses(targets, classes) {
    const counts = Array.from({ length: classes }, () => 0);
    for (const label of targets) counts[label]!++;
    return counts;
  },
  countsShape: (classes) => ({ rows: classes, columns: classes }),
  classesOf,
  count: confusionCounts,
  perClass: (counts) => classMetrics(counts, classesOf(counts)),
  macroF1: (counts) => scoresOf(counts, classesOf(counts)).macroF1,
  selector: singleLabelSelector,
};
