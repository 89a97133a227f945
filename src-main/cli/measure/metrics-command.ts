/** @file `focaldesk metrics`: every metric of a file of labels and scores. Reads: the file. Writes: stdout, the result file. */
import { CLASS_METRICS, METRICS } from "#shared/metrics/catalogue.ts";
import { classMetricLabel } from "#shared/metrics/metric-id.ts";
import type { Measured } from "#shared/metrics/measured.ts";
import type { MetricReport } from "#shared/metrics/score-metrics.ts";
import type { ReadOptions } from "#shared/data/dataset.ts";
import { sayFinding } from "#shared/words/data-findings.ts";
import { counted, listed } from "#shared/text/lists.ts";
import { sayReason } from "#shared/words/en/reasons.ts";
import { endingOf, isTableFormat, TABLE_FORMATS, type TableFormat } from "#shared/export/formats.ts";
import { tableBytes } from "../../export/registry.ts";
import type { CliOptions } from "../arguments/options.ts";
import { type CommandLine, operand, UsageError } from "../arguments/arguments.ts";
import { type CliContext, report } from "../arguments/context.ts";
import { readGiven } from "../import/import-options.ts";
import { measure } from "./measure-predictions.ts";
import { readKnownNames, readLikelyNames } from "../arguments/name-lists.ts";
import { withPlainInput } from "../arguments/plain-input.ts";
import { readPredictions } from "./predictions-table.ts";
import { besideTable, checkOut, outFormat, writeResult } from "../out/result-file.ts";
import { SCORE_PREFIXES } from "./score-columns.ts";
import { readPart } from "../import/table-reading.ts";
import { textTable } from "../print/terminal.ts";

export async function metricsCommand(line: CommandLine, context: CliContext): Promise<number> {
  const given = operand(line, "a file of predictions (PREDICTIONS.csv, or - for standard input)");
  const { options } = line;
  const out = await outFile(options.out, given);
  const read = readPart(metricsReading(options));
  const readClasses = (columns: readonly string[]): readonly string[] => classesNamed(options.classes, columns);
  const table = await withPlainInput(given, (input) => {
    const readIgnored = (names: readonly string[]): readonly string[] => readKnownNames("ignore", options.ignore, { names, what: `column of ${input.name}` });
    return readPredictions(input, { ...options, readClasses, readIgnored, read });
  });
  // Lines are skipped only where that was asked for.
  for (const finding of table.findings) if (finding.id !== "lines-skipped") context.err.write(`Note: ${sayFinding(finding)}\n`);
  const result = inWords(measure(table, options));
  const long = { title: table.fileName, columns: ["metric", "class", "value", "reason"], rows: longRows(result) };
  if (out) await writeResult(out, tableBytes(out.format, long), context.err);
  report(besideTable(context, out), { file: table.fileName, scores: table.scores ? options.scores : null, ...asJson(result) }, asText(table.fileName, result));
  if (out && !context.json) context.err.write(`Written to ${out.path ?? "standard output"}${out.replaces ? ", replacing the earlier file" : ""}\n`);
  return 0;
}

/** As for an import; the columns are known by their names, so that there is a header always. @throws UsageError. */
function metricsReading(options: CliOptions): Partial<ReadOptions> {
  const { skip, comment, headerLines, header, ...rest } = readGiven(options);
  if (header === false) throw new UsageError("metrics knows the columns by their names: --header must be 1 or more");
  return { ...rest, format: undefined, skipEnd: undefined, skip: skip ?? undefined, comment: comment ?? undefined, headerLines: headerLines ?? undefined };
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
  const problem = `the metrics of a file are written as ${listed(TABLE_FORMATS.map(endingOf), Infinity)}`;
  const format = outFormat(out, undefined, problem);
  if (!isTableFormat(format)) throw new UsageError(`--out ${out}: ${problem}`);
  return { ...(await checkOut(out, [input])), format };
}

const overallMetrics = METRICS.filter((metric) => metric.whole);

/** With its reason in words. */
interface Told {
  readonly value: number | null;
  readonly reason: string | null;
  readonly over?: number;
}
type ToldReport = Omit<MetricReport, "overall" | "perClass"> & {
  readonly [Part in "overall"]: Readonly<Record<keyof MetricReport[Part], Told>>;
} & { readonly perClass: Readonly<Record<keyof MetricReport["perClass"], readonly Told[]>> };

const told = (m: Measured): Told => ({ ...m, reason: m.reason && sayReason(m.reason) });
const mapped = <Key extends string, From, To>(of: Readonly<Record<Key, From>>, map: (value: From) => To): Record<Key, To> =>
  Object.fromEntries(Object.entries<From>(of).map(([key, value]) => [key, map(value)])) as Record<Key, To>;
const inWords = (report: MetricReport): ToldReport => ({
  ...report,
  overall: mapped(report.overall, told),
  perClass: mapped(report.perClass, (values) => values.map(told)),
});

function asJson(result: ToldReport) {
  const { rows, classNames, overall, confusion, reliability, notes } = result;
  const perClass = classNames.map((name, c) => ({
    class: name,
    support: result.support[c],
    predicted: result.predicted?.[c] ?? null,
    ...Object.fromEntries(Object.entries(result.perClass).map(([id, values]) => [id, values[c]])),
  }));
  return { rows, classes: classNames, metrics: overall, perClass, confusion, reliability, notes };
}

function longRows(result: ToldReport): (string | number | null)[][] {
  const row = (id: string, className: string | null, { value, reason }: Told) => [id, className, value, reason];
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

/** The reason that several values lack for, the most frequent one. */
function commonReason(values: readonly Told[]): string | null {
  const counts = new Map<string, number>();
  for (const { reason } of values) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [[reason, count] = [null, 0]] = [...counts].sort(([, a], [, b]) => b - a);
  return count > 1 ? reason : null;
}

function asText(fileName: string, result: ToldReport): string {
  const { overall, perClass, classNames } = result;
  const isOverall = (id: string): id is keyof typeof overall => id in overall;
  const perClassReasons = new Set(Object.values(perClass).flatMap((values) => values.flatMap((m) => (m.reason === null ? [] : [m.reason]))));
  // One missing score leaves most metrics without a value, for one reason: it is said once.
  const shared = commonReason(Object.values(overall));
  const overallRows = overallMetrics.flatMap(({ name: id, label }) => {
    if (!isOverall(id) || isAlwaysOne(id, classNames.length)) return [];
    const m = overall[id];
    const average = m.over !== undefined && m.value !== null && m.over < classNames.length ? `mean over ${m.over} of ${classNames.length} classes` : "";
    return [[label, show(m.value), m.reason === null ? average : m.reason === shared ? "" : m.reason]];
  });
  const classRows = classNames.map((name, c) => [
    name,
    String(result.support[c]),
    result.predicted ? String(result.predicted[c]) : "-",
    ...CLASS_METRICS.map((id) => show(perClass[id][c]!.value)),
  ]);
  const reasons = new Set(shared === null ? perClassReasons : [shared, ...perClassReasons]);
  return [
    `${fileName}: ${counted(result.rows, "row")}, ${counted(classNames.length, "class", "classes")}`,
    "",
    textTable(["Metric", "Value", ""], overallRows),
    "",
    textTable(["Class", "Rows", "Predicted", ...CLASS_METRICS.map((id) => classMetricLabel(id, {}))], classRows),
    ...(reasons.size ? ["", `-: ${[...reasons].join("; ")}.`] : []),
    ...(result.notes.length ? ["", ...result.notes] : []),
  ].join("\n");
}
