/**
 * @file Paired bootstrap over test rows, stratified by class: would the difference hold on other rows of the same kind?
 * Reads: labels and predictions of both cells per seed, a seed for the resampling.
 */
import { AppError } from "../errors/errors.ts";
import { createRandom, type Random } from "../numbers/random.ts";
import { type CountMetric } from "./count-metrics.ts";
import { groupItems, relay, SLICE_STEPS, type ItemPatterns } from "./item-patterns.ts";
import { type Refusal, type TestResult } from "./outcome.ts";
import { quantileOfSorted } from "./quantile.ts";

/** One seed: true classes and what A and B say, each int32 [N] in [0, classes). Every seed has the same rows in the same order. */
export interface ItemRun {
  readonly labels: Int32Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
}

export interface ItemBootstrapInput {
  readonly runs: readonly ItemRun[];
  readonly classes: number;
  readonly metric: CountMetric;
  /** Default 10,000. */
  readonly replicates?: number;
  /** Default 0.95. */
  readonly level?: number;
  /** Integer >= 0, default 1. */
  readonly seed?: number;
}

export interface ItemBootstrap extends TestResult {
  /** Mean over seeds of metric(A) - metric(B) on the rows as they are. Same as `statistic`. */
  readonly difference: number;
  /** Percentile interval of the difference. */
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Standard deviation of the resampled differences. */
  readonly standardError: number;
}

const FEW_ROWS = 5;

/**
 * Resamples the rows inside each class with replacement, the same rows for A, B and every seed, and takes the mean over seeds of
 * metric(A) - metric(B) each time.
 * p = min(1, 2 min((1 + #{d* <= 0}) / (1 + R), (1 + #{d* >= 0}) / (1 + R))) over R replicates: the level at which the percentile
 * interval reaches 0, never below 2 / (1 + R).
 * It answers for other test rows, not for other seeds: the seeds are taken as they are.
 * @returns a generator: each step is a few milliseconds and yields the share done, in [0, 1]; its value is the result (n: rows).
 *   A refusal without a row, for seeds with different rows, and for a metric that is undefined.
 * @throws AppError `input/invalid` for lengths that differ or a class outside [0, classes).
 * Source: Efron and Tibshirani 1993, ch. 8, 13 and 15; +1 as Davison and Hinkley 1997, eq. 4.11.
 */
export function* pairedItemBootstrap(input: ItemBootstrapInput): Generator<number, ItemBootstrap | Refusal, void> {
  const { runs, classes, metric, replicates = 10_000, level = 0.95, seed = 1 } = input;
  const labels = runs[0]?.labels;
  if (!labels?.length) return { refused: "There is no test row to resample. Choose runs whose predictions were kept." };
  for (const [index, run] of runs.entries()) {
    for (const name of ["labels", "a", "b"] as const) {
      requireClasses(name, run[name], labels.length, classes);
      yield 0;
    }
    if (run.labels !== labels && run.labels.some((label, i) => label !== labels[i]))
      return { refused: `Seed ${index + 1} of ${runs.length} has other test rows than the first. Compare runs of one split.` };
  }
  const columns = runs.flatMap((run) => [run.a, run.b]);
  const patterns = yield* relay(groupItems(labels, columns, classes), 0);
  const counts = new Int32Array(patterns.size);
  for (const rows of patterns.rowsOfClass) for (let i = 0; i < rows.length; i++) counts[rows[i]!]!++;
  const matrix = new Array<number>(classes * classes).fill(0);
  const pace: Pace = { steps: 0 };
  const observed = yield* relay(meanDifference(patterns, counts, matrix, classes, metric, pace), 0);
  if (observed === null) return { refused: "The metric is undefined on these test rows: a class it needs has none. Choose another metric." };

  const random = createRandom(seed, "bootstrap-items");
  const differences = new Float64Array(replicates);
  for (let r = 0; r < replicates; r++) {
    counts.fill(0);
    for (const rows of patterns.rowsOfClass) {
      for (let from = 0; from < rows.length; from += SLICE_STEPS) {
        const draws = Math.min(SLICE_STEPS, rows.length - from);
        drawRows(rows, draws, random, counts);
        if (isDue(pace, draws)) yield r / replicates;
      }
    }
    const difference = yield* relay(meanDifference(patterns, counts, matrix, classes, metric, pace), r / replicates);
    if (difference === null)
      return { refused: `The metric is undefined in resample ${r + 1} of ${replicates}: a class is never predicted there. Choose recall, or an average.` };
    differences[r] = difference;
  }
  return summarize(differences, observed, { level, seed, rows: labels.length, runs: runs.length, rowsOfClass: patterns.rowsOfClass });
}

/** Runs a sliced computation to its end at once, for a worker or a test. */
export function finish<Result>(steps: Generator<unknown, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function requireClasses(name: string, values: Int32Array, rows: number, classes: number): void {
  const what = `“${name}” of a seed`;
  if (values.length !== rows) throw new AppError("input/invalid", { what, detail: `it has ${values.length} rows, ${rows} are expected` });
  for (let i = 0; i < rows; i++)
    if (!(values[i]! >= 0 && values[i]! < classes))
      throw new AppError("input/invalid", { what, detail: `row ${i + 1} is class ${values[i]}, it must be from 0 to ${classes - 1}` });
}

function drawRows(rows: Int32Array, draws: number, random: Random, counts: Int32Array): void {
  const n = rows.length;
  for (let i = 0; i < draws; i++) counts[rows[random.below(n)]!]!++;
}

/** Steps since the last pause, over all parts of one computation. */
interface Pace {
  steps: number;
}
function isDue(pace: Pace, steps: number): boolean {
  pace.steps += steps;
  if (pace.steps < SLICE_STEPS) return false;
  pace.steps = 0;
  return true;
}

/** @returns null when the metric is undefined for one of the confusion matrices. Pauses between two of them. */
function* meanDifference(
  patterns: ItemPatterns,
  counts: Int32Array,
  matrix: number[],
  classes: number,
  metric: CountMetric,
  pace: Pace,
): Generator<undefined, number | null, void> {
  let sum = 0;
  for (let column = 0; column < patterns.cells.length; column++) {
    addUp(patterns.cells[column]!, counts, matrix);
    const value = metric(matrix, classes);
    if (value === null) return null;
    // Columns alternate: A, B, A, B of the next seed.
    sum += column % 2 === 0 ? value : -value;
    if (isDue(pace, patterns.size + 2 * matrix.length)) yield;
  }
  // A sum of equal terms with alternating signs can leave a rounding error where there is no difference at all.
  const mean = (2 * sum) / patterns.cells.length;
  return Math.abs(mean) < 1e-12 ? 0 : mean;
}

function addUp(cells: Int32Array, counts: Int32Array, matrix: number[]): void {
  matrix.fill(0);
  for (let g = 0; g < counts.length; g++) matrix[cells[g]!]! += counts[g]!;
}

interface Frame {
  readonly level: number;
  readonly seed: number;
  readonly rows: number;
  readonly runs: number;
  readonly rowsOfClass: readonly Int32Array[];
}

function summarize(differences: Float64Array, observed: number, { level, seed, rows, runs, rowsOfClass }: Frame): ItemBootstrap {
  const replicates = differences.length;
  let atMostZero = 1;
  let atLeastZero = 1;
  let sum = 0;
  for (const d of differences) {
    sum += d;
    if (d <= 0) atMostZero++;
    if (d >= 0) atLeastZero++;
  }
  const squares = differences.reduce((total, d) => total + (d - sum / replicates) ** 2, 0);
  const few = rowsOfClass.filter((members) => members.length > 0 && members.length < FEW_ROWS).length;
  differences.sort();
  return {
    p: Math.min(1, (2 * Math.min(atMostZero, atLeastZero)) / (replicates + 1)),
    statistic: observed,
    difference: observed,
    low: quantileOfSorted(differences, (1 - level) / 2),
    high: quantileOfSorted(differences, (1 + level) / 2),
    level,
    standardError: Math.sqrt(squares / (replicates - 1)),
    n: rows,
    method: `Paired bootstrap over test rows, stratified by class, percentile, ${replicates} resamples, seed ${seed}, ${runs} ${runs === 1 ? "run" : "runs"} each`,
    note: few ? `${few} ${few === 1 ? "class has" : "classes have"} fewer than ${FEW_ROWS} test rows, which understates the uncertainty.` : null,
  };
}
