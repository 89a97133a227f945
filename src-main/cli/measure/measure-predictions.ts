/**
 * @file From a table of predictions to its metrics: scores become probabilities, which are checked first.
 * Reads: a table, options.
 */
import { AppError } from "#shared/errors/errors.ts";
import { binaryProbabilities, normaliseRows, sigmoidProbabilities, softmaxProbabilities } from "#shared/metrics/probabilities.ts";
import { type MetricReport, type ScoreOptions, scoreMetrics } from "#shared/metrics/score-metrics.ts";
import { counted } from "#shared/text/lists.ts";
import type { CliOptions } from "../arguments/options.ts";
import { UsageError } from "../arguments/arguments.ts";
import { readKnownNames } from "../arguments/name-lists.ts";
import type { PredictionsTable } from "./predictions-table.ts";

/** How far a row of probabilities may be from 1 in sum whatever its digits: half precision has 11 bits. */
const SUM_TOLERANCE = 1e-3;
/** And how far at most, where cells have few digits: 0.33, 0.33, 0.33 add up to 0.99. */
const LOOSEST_SUM = 0.02;
/** A softmax in float32 may end a few units of 2^-24 beyond 0 or 1. */
const EDGE = 1e-6;

/** @throws AppError `predictions/score`, `predictions/sum`, UsageError for training counts that do not fit. */
export function measure(table: PredictionsTable, options: CliOptions): MetricReport {
  const { classNames, labels, lines } = table;
  const shared: ScoreOptions = {
    rowName: (row) => ({ unit: "line", number: lines[row]! }),
    trainCounts: options["train-counts"].length ? trainCounts(options["train-counts"], classNames) : undefined,
    predictions: table.predictions ?? undefined,
  };
  if (!table.scores) return scoreMetrics(null, labels, classNames, shared);
  if (table.scored.length === 1 && classNames.length === 2) return measureOne(table, table.scores, options, shared);
  const { rounded, ...found } = probabilitiesOf(table, table.scores, options);
  const distribution = placeColumns(found.distribution, table);
  const result = scoreMetrics(distribution, labels, classNames, {
    ...shared,
    own: found.own === found.distribution ? undefined : placeColumns(found.own, table),
    predictions: shared.predictions ?? found.predictions?.map((c) => (c < 0 ? c : table.scored[c]!)),
    unscored: classNames.flatMap((_, c) => (table.scored.includes(c) ? [] : [c])),
  });
  if (!rounded) return result;
  return {
    ...result,
    notes: [...result.notes, `In ${counted(rounded, "row")} the probabilities add up to 1 only as far as their digits go; they are used as they are.`],
  };
}

/** One score per row: of the positive class; the other has what is left. */
function measureOne(table: PredictionsTable, scores: Float64Array, options: CliOptions, shared: ScoreOptions): MetricReport {
  const { classNames, labels } = table;
  const positive = table.scored[0] as 0 | 1;
  const logits = options.scores === "logits";
  const { distribution, predictions } = logits ? binaryProbabilities(scores, positive) : fromOne(table, scores, positive);
  const result = scoreMetrics(distribution, labels, classNames, { ...shared, predictions: shared.predictions ?? predictions });
  const [own, other] = [classNames[positive]!, classNames[1 - positive]!];
  const kind = logits ? "logit" : "probability";
  const note = `“${table.scoreColumns[0]}” is taken as the ${kind} of class “${own}”; class “${other}” has the rest. --positive names another class.`;
  return { ...result, notes: [note, ...result.notes] };
}

function fromOne(table: PredictionsTable, scores: Float64Array, positive: 0 | 1): { readonly distribution: Float64Array; readonly predictions?: Int32Array } {
  const own = checkedProbabilities(table, scores, false).probabilities;
  const distribution = new Float64Array(2 * own.length);
  own.forEach((p, i) => {
    distribution[2 * i + positive] = p;
    distribution[2 * i + 1 - positive] = 1 - p;
  });
  return { distribution };
}

interface Found {
  /** [N, S] over the score columns. */
  readonly distribution: Float64Array;
  readonly own: Float64Array;
  readonly predictions?: Int32Array;
  /** Rows whose sum is 1 only within the digits of the file. */
  readonly rounded?: number;
}

function probabilitiesOf(table: PredictionsTable, scores: Float64Array, options: CliOptions): Found {
  const width = table.scored.length;
  const oneVsRest = options["one-vs-rest"];
  if (options.scores === "logits") return oneVsRest ? sigmoidProbabilities(scores, width) : softmaxProbabilities(scores, width);
  const { probabilities, rounded } = checkedProbabilities(table, scores, !oneVsRest);
  return { distribution: oneVsRest ? normaliseRows(probabilities, width) : probabilities, own: probabilities, rounded };
}

/** In [0, 1]. A row with a cell that is not finite is not judged here: its metrics are null, with the line as reason. */
function checkedProbabilities(table: PredictionsTable, scores: Float64Array, sumsToOne: boolean): { probabilities: Float64Array; rounded: number } {
  const width = table.scored.length;
  const strict = Math.max(SUM_TOLERANCE, width * 2 ** -23);
  const loose = Math.max(strict, Math.min(LOOSEST_SUM, (width * 10 ** -table.decimals) / 2) - EDGE);
  const probabilities = new Float64Array(scores.length);
  let rounded = 0;
  for (let row = 0; row < table.lines.length; row++) {
    const line = table.lines[row]!;
    let sum = 0;
    for (let s = 0; s < width; s++) {
      const value = scores[row * width + s]!;
      sum += value;
      probabilities[row * width + s] = Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : value;
      if (Number.isFinite(value) && (value < -EDGE || value > 1 + EDGE))
        throw new AppError("predictions/score", { line, file: table.fileName, column: table.scoreColumns[s]!, value, expected: "a probability in [0, 1]" });
    }
    if (!sumsToOne || !Number.isFinite(sum)) continue;
    if (Math.abs(sum - 1) > loose)
      throw new AppError("predictions/sum", { line, file: table.fileName, sum: Number(sum.toPrecision(6)), columns: table.scoreColumns.join(", ") });
    if (Math.abs(sum - 1) > strict) rounded++;
  }
  return { probabilities, rounded };
}

/** [N, S] to [N, C] in the order of the classes; a class without a column has probability 0. */
function placeColumns(values: Float64Array, table: PredictionsTable): Float64Array {
  const [width, classes] = [table.scored.length, table.classNames.length];
  if (table.scored.every((c, s) => c === s) && width === classes) return values;
  const placed = new Float64Array(table.lines.length * classes);
  for (let row = 0; row < table.lines.length; row++) for (let s = 0; s < width; s++) placed[row * classes + table.scored[s]!] = values[row * width + s]!;
  return placed;
}

/** “a=400” per class. @throws UsageError. */
function trainCounts(given: readonly string[], classNames: readonly string[]): number[] {
  const parse = (text: string) => /^(.*)=(\d+)$/s.exec(text.trim()) ?? [];
  const items = readKnownNames("train-counts", given, {
    names: classNames,
    what: "class",
    isKnown: (text) => classNames.includes(parse(text)[1] ?? ""),
    unknown: (text) => new UsageError(`--train-counts “${text}”: write CLASS=ROWS for the classes ${classNames.join(", ")}`),
  });
  const counts = new Map<string, number>();
  for (const [, name, count] of items.map(parse)) {
    if ((counts.get(name!) ?? Number(count)) !== Number(count)) throw new UsageError(`--train-counts has two numbers for class “${name}”`);
    counts.set(name!, Number(count));
  }
  const missing = classNames.find((name) => !counts.has(name));
  if (missing !== undefined) throw new UsageError(`--train-counts has no number for class “${missing}”`);
  return classNames.map((name) => counts.get(name)!);
}
