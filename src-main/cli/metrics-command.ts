/** @file `focaldesk metrics`: every metric of a file of labels and scores. Reads: the file. Writes: stdout, the result file. */
import { CLASS_METRICS, METRICS, metricEntry } from "#shared/metrics/catalogue.ts";
import type { Measured } from "#shared/metrics/measured.ts";
import type { MetricReport } from "#shared/metrics/score-metrics.ts";
import { counted } from "#shared/sentences/lists.ts";
import { formatTable, type TableFormat } from "../export/formats.ts";
import { type CommandLine, operand, UsageError } from "./arguments.ts";
import { type CliContext, report } from "./context.ts";
import { measure } from "./measure-predictions.ts";
import { readLikelyNames } from "./name-lists.ts";
import { withPlainInput } from "./plain-input.ts";
import { readPredictions } from "./predictions-table.ts";
import { besideTable, checkOut, outFormat, writeResult } from "./result-file.ts";
import { SCORE_PREFIXES } from "./score-columns.ts";
import { textTable } from "./terminal.ts";

export async function metricsCommand(line: CommandLine, context: CliContext): Promise<number> {
  const given = operand(line, "a file of predictions (PREDICTIONS.csv, or - for standard input)");
  const { options } = line;
  const out = await outFile(options.out, given);
  const readClasses = (columns: readonly string[]): readonly string[] => classesNamed(options.classes, columns);
  const table = await withPlainInput(given, (input) => readPredictions(input, { ...options, readClasses }));
  const result = measure(table, options);
  const long = { title: table.fileName, columns: ["metric", "class", "value", "reason"], rows: longRows(result) };
  if (out) await writeResult(out, formatTable(long, out.format), context.err);
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
