/**
 * @file What a task is: how targets are encoded, what is counted of an epoch, how a row is decided, what may select the best epoch.
 * Training, ingest, store and watchdog ask the task and know no shape of their own. Every task passes test/unit/shared/task/tasks.test.ts.
 */
import type { RunLoss } from "../loss/run-loss.ts";
import type { ClassMetrics } from "../metrics/from-counts.ts";
import type { MetricId } from "../metrics/metric-id.ts";
import type { TaskId } from "./ids.ts";
import type { MetricReason } from "../metrics/reasons.ts";

/** Counts are a row-major matrix of whole numbers; the store keeps the cells above 0. */
export interface CountsShape {
  readonly rows: number;
  readonly columns: number;
}

/** Raw outputs of the rows of one part. */
export interface ScoredRows {
  /** float32 [rows, outputs]; logits as they are stored. */
  readonly logits: Float32Array;
  readonly outputs: number;
  /** As it was in the epoch. */
  readonly loss: RunLoss;
}

/** What a metric needs to know beside the rows. */
export interface ProblemFacts {
  readonly classNames: readonly string[];
  /** [C] rows of the training part. */
  readonly trainCounts: readonly number[];
}

/** Judges the epochs of a run on validation by one metric. */
export interface Selector {
  readonly metric: MetricId;
  readonly higherIsBetter: boolean;
  /** True: stored counts give the value again. False: the value of each epoch has to be kept. */
  readonly fromCounts: boolean;
  /** The value where counts give it, without the rows; null where they give none, and of a metric of scores. */
  ofCounts(counts: readonly number[]): number | null;
  /** @param counts of validation. @returns null where these predictions give no value. */
  value(counts: readonly number[], targets: Int32Array, scored: ScoredRows): number | null;
  /** @param targets of validation. @returns why no predictions at all could give a value; null when some do. */
  never(targets: Int32Array): MetricReason | null;
}

export interface Task {
  readonly id: TaskId;
  /** @param rows rows of the table. @param labels of the whole table, class indices. @returns int32, what a loss and {@link count} read. */
  encodeTargets(rows: Int32Array, labels: ArrayLike<number>): Int32Array;
  /** [C] rows in which a class is true. */
  rowsOfClasses(targets: Int32Array, classes: number): number[];
  countsShape(classes: number): CountsShape;
  /** The number of classes that counts are of. */
  classesOf(counts: readonly number[]): number;
  /** Decides every row and counts. @returns row-major, of {@link countsShape}. */
  count(targets: Int32Array, scored: ScoredRows, classes: number): number[];
  /** [C], what the watchdog and the curves of a running run look at. */
  perClass(counts: readonly number[]): ClassMetrics[];
  /** Of the whole, in [0, 1], for lists of running runs and where nothing else selects; null when undefined. */
  macroF1(counts: readonly number[]): number | null;
  /** @param selectBy checked against the classes: select-by.ts. */
  selector(selectBy: MetricId, facts: ProblemFacts): Selector;
}
