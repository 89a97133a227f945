/** @file `focaldesk metrics`: every metric of a file of labels and scores. Reads: the file. Writes: stdout, the result file. */
import { resolve } from "node:path";
import { AppError } from "#shared/errors.ts";
import { CLASS_METRICS, METRICS, metricEntry } from "#shared/metrics/catalogue.ts";
import type { Measured } from "#shared/metrics/measured.ts";
import { normaliseRows, sigmoidProbabilities, softmaxProbabilities } from "#shared/metrics/probabilities.ts";
import { type MetricReport, type ScoreOptions, scoreMetrics } from "#shared/metrics/score-metrics.ts";
import { counted } from "#shared/sentences/lists.ts";
import { formatOfFile, formatTable, type TableFormat } from "../export/formats.ts";
import { writeFileWhole } from "../export/write-file.ts";
import { type CliOptions, type CommandLine, operand, UsageError } from "./arguments.ts";
import { type CliContext, report } from "./context.ts";
import { type PredictionsTable, readPredictions } from "./predictions-table.ts";
import { checkOut } from "./result-file.ts";
import { textTable } from "./terminal.ts";

/** How far a row of probabilities may be from 1 in sum: files round to few digits. */
const SUM_TOLERANCE = 1e-3;

export async function metricsCommand(line: CommandLine, context: CliContext): Promise<number> {
  const path = resolve(operand(line, "a file of predictions (PREDICTIONS.csv)"));
  const { options } = line;
  const out = outFile(options.out, path);
  const repeated = options.classes.find((name, i) => options.classes.indexOf(name) !== i);
  if (repeated !== undefined) throw new UsageError(`--classes names “${repeated}” twice`);
  const table = await readPredictions(path, options);
  const result = measure(table, options);
  const long = { title: table.fileName, columns: ["metric", "class", "value", "reason"], rows: longRows(result) };
  if (out) await writeFileWhole(out.path, formatTable(long, out.format));
  report(context, { file: table.fileName, scores: table.scores ? options.scores : null, ...asJson(result) }, asText(table.fileName, result));
  if (out && !context.json) context.err.write(`Written to ${out.path}${out.replaces ? ", replacing the earlier file" : ""}\n`);
  return 0;
}

/** @throws UsageError for an ending that a list of metrics is not written as. */
function outFile(out: string | undefined, input: string): { readonly path: string; readonly replaces: boolean; readonly format: TableFormat } | undefined {
  if (out === undefined) return undefined;
  const found = formatOfFile(out, undefined);
  if ("problem" in found || found.format === "latex") throw new UsageError(`--out ${out}: the metrics of a file are written as .csv, .tsv, .md or .json`);
  return { ...checkOut(out, [input]), format: found.format };
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
  const counts = new Map(
    given.map((text) => {
      const [, name, count] = /^(.*)=(\d+)$/.exec(text) ?? [];
      if (name === undefined || !classNames.includes(name))
        throw new UsageError(`--train-counts “${text}”: write CLASS=ROWS for the classes ${classNames.join(", ")}`);
      return [name, Number(count)] as const;
    }),
  );
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
