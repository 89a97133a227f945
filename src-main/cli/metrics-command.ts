/** @file `focaldesk metrics`: every metric of a file of labels and scores. Reads: the file. Writes: stdout, the result file. */
import { resolve } from "node:path";
import { AppError } from "#shared/errors.ts";
import { CLASS_METRICS, METRICS, metricEntry } from "#shared/metrics/catalogue.ts";
import type { Measured } from "#shared/metrics/measured.ts";
import { normaliseRows, sigmoidProbabilities, softmaxProbabilities } from "#shared/metrics/probabilities.ts";
import { type MetricReport, type ScoreOptions, scoreMetrics } from "#shared/metrics/score-metrics.ts";
import { counted } from "#shared/sentences/lists.ts";
import { formatTable, type TableFormat } from "../export/formats.ts";
import { type CliOptions, type CommandLine, operand, UsageError } from "./arguments.ts";
import { type CliContext, report } from "./context.ts";
import { readKnownNames, readLikelyNames } from "./name-lists.ts";
import { type PredictionsTable, readPredictions, SCORE_PREFIXES } from "./predictions-table.ts";
import { besideTable, checkOut, outFormat, writeResult } from "./result-file.ts";
import { textTable } from "./terminal.ts";

/** How far a row of probabilities may be from 1 in sum: files round to few digits. */
const SUM_TOLERANCE = 1e-3;

export async function metricsCommand(line: CommandLine, context: CliContext): Promise<number> {
  const path = resolve(operand(line, "a file of predictions (PREDICTIONS.csv)"));
  const { options } = line;
  const out = await outFile(options.out, path);
  const table = await readPredictions(path, { ...options, readClasses: (columns) => classesNamed(options.classes, columns) });
  const result = measure(table, options);
  const long = { title: table.fileName, columns: ["metric", "class", "value", "reason"], rows: longRows(result) };
  if (out) await writeResult(out, formatTable(long, out.format), context.out);
  report(besideTable(context, out), { file: table.fileName, scores: table.scores ? options.scores : null, ...asJson(result) }, asText(table.fileName, result));
  if (out && !context.json) context.err.write(`Written to ${out.path ?? "standard output"}${out.replaces ? ", replacing the earlier file" : ""}\n`);
  return 0;
}

/** A class is known by the column of its scores. @throws UsageError. */
function classesNamed(values: readonly string[], columns: readonly string[]): readonly string[] {
  const ofColumn = (column: string): string[] => SCORE_PREFIXES.flatMap((prefix) => (column.startsWith(prefix) ? [column.slice(prefix.length)] : []));
  const names = readLikelyNames("classes", values, [...columns, ...columns.flatMap(ofColumn)]);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new UsageError(`--classes names “${repeated}” twice`);
  return names;
}

/** @throws UsageError for an ending that a list of metrics is not written as. */
async function outFile(
  out: string | undefined,
  input: string,
): Promise<{ readonly path: string | null; readonly replaces: boolean; readonly format: TableFormat } | undefined> {
  if (out === undefined) return undefined;
  const problem = "the metrics of a file are written as .csv, .tsv, .md or .json";
  const format = outFormat(out, undefined, problem);
  if (format === "latex") throw new UsageError(`--out ${out}: ${problem}`);
  return { ...(await checkOut(out, [input])), format };
}

function measure(table: PredictionsTable, options: CliOptions): MetricReport {
  const { classNames, labels, lines } = table;
  const shared: ScoreOptions = {
    rowName: (row) => `line ${lines[row]}`,
    trainCounts: options["train-counts"].length ? trainCounts(options["train-counts"], classNames) : undefined,
    predictions: table.predictions ?? undefined,
  };
  if (!table.scores) return scoreMetrics(null, labels, classNames, shared);
  const found = probabilitiesOf(table, table.scores, options);
  const distribution = placeColumns(found.distribution, table);
  return scoreMetrics(distribution, labels, classNames, {
    ...shared,
    own: found.own === found.distribution ? undefined : placeColumns(found.own, table),
    predictions: shared.predictions ?? found.predictions?.map((c) => (c < 0 ? c : table.scored[c]!)),
    unscored: classNames.flatMap((_, c) => (table.scored.includes(c) ? [] : [c])),
  });
}

interface Found {
  /** [N, S] over the score columns. */
  readonly distribution: Float64Array;
  readonly own: Float64Array;
  readonly predictions?: Int32Array;
}

function probabilitiesOf(table: PredictionsTable, scores: Float64Array, options: CliOptions): Found {
  const width = table.scored.length;
  const oneVsRest = options["one-vs-rest"];
  if (options.scores === "logits") return oneVsRest ? sigmoidProbabilities(scores, width) : softmaxProbabilities(scores, width);
  checkProbabilities(table, scores, !oneVsRest);
  return { distribution: oneVsRest ? normaliseRows(scores, width) : scores, own: scores };
}

/** A row with a cell that is not finite is not judged here: its metrics are null, with the line as reason. */
function checkProbabilities(table: PredictionsTable, scores: Float64Array, sumsToOne: boolean): void {
  const width = table.scored.length;
  for (let row = 0; row < table.lines.length; row++) {
    const line = table.lines[row]!;
    let sum = 0;
    for (let s = 0; s < width; s++) {
      const value = scores[row * width + s]!;
      sum += value;
      if (Number.isFinite(value) && (value < 0 || value > 1))
        throw new AppError("predictions/score", { line, file: table.fileName, column: table.scoreColumns[s]!, value, expected: "a probability in [0, 1]" });
    }
    if (sumsToOne && Number.isFinite(sum) && Math.abs(sum - 1) > SUM_TOLERANCE)
      throw new AppError("predictions/sum", { line, file: table.fileName, sum: Number(sum.toPrecision(6)), columns: table.scoreColumns.join(", ") });
  }
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

const overallMetrics = METRICS.filter((metric) => metric.overall);

function asJson(result: MetricReport) {
  const { rows, classNames, overall, confusion, reliability, notes } = result;
  const perClass = classNames.map((name, c) => ({
    class: name,
    support: result.support[c],
    predicted: result.predicted?.[c] ?? null,
    ...Object.fromEntries(Object.entries(result.perClass).map(([id, values]) => [id, values[c]])),
  }));
  return { rows, classes: classNames, metrics: overall, perClass, confusion, reliability, notes };
}

function longRows(result: MetricReport): (string | number | null)[][] {
  const row = (id: string, className: string | null, { value, reason }: Measured) => [id, className, value, reason];
  return [
    ...Object.entries(result.overall).map(([id, m]) => row(id, null, m)),
    ...result.classNames.flatMap((name, c) => [
      ["support", name, result.support[c]!, null],
      ...Object.entries(result.perClass).map(([id, values]) => row(id, name, values[c]!)),
    ]),
  ];
}

/** Six decimals; what would be shown as 0 and is not keeps its digits. “-” where there is no value. */
function show(value: number | null): string {
  if (value === null) return "-";
  return value !== 0 && Math.abs(value) < 5e-6 ? value.toExponential(3) : value.toFixed(6);
}

/** Among k of at most k classes the true one always is: such a line says nothing. */
const isAlwaysOne = (id: string, classes: number): boolean => Number(/^top(\d+)$/.exec(id)?.[1] ?? 0) >= classes;

function asText(fileName: string, result: MetricReport): string {
  const { overall, perClass, classNames } = result;
  const isOverall = (id: string): id is keyof typeof overall => id in overall;
  const overallRows = overallMetrics.flatMap(({ id, label }) => {
    if (!isOverall(id) || isAlwaysOne(id, classNames.length)) return [];
    const m = overall[id];
    const average = m.over !== undefined && m.value !== null && m.over < classNames.length ? `mean over ${m.over} of ${classNames.length} classes` : "";
    return [[label, show(m.value), m.reason ?? average]];
  });
  const classRows = classNames.map((name, c) => [
    name,
    String(result.support[c]),
    result.predicted ? String(result.predicted[c]) : "-",
    ...CLASS_METRICS.map((id) => show(perClass[id][c]!.value)),
  ]);
  const reasons = new Set(Object.values(perClass).flatMap((values) => values.flatMap((m) => (m.reason === null ? [] : [m.reason]))));
  return [
    `${fileName}: ${counted(result.rows, "row")}, ${counted(classNames.length, "class", "classes")}`,
    "",
    textTable(["Metric", "Value", ""], overallRows),
    "",
    textTable(["Class", "Rows", "Predicted", ...CLASS_METRICS.map((id) => metricEntry(id).label)], classRows),
    ...(reasons.size ? ["", `-: ${[...reasons].join("; ")}.`] : []),
    ...(result.notes.length ? ["", ...result.notes] : []),
  ].join("\n");
}
