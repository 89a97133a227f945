/**
 * @file A table of predictions: a label, a score per class, perhaps a decided class.
 * Reads: the file, once. Writes: nothing.
 */
import { basename } from "node:path";
import type { ReadOptions } from "#shared/dataset.ts";
import { AppError } from "#shared/errors.ts";
import { isMissing, numberOf } from "../data/cells/cell.ts";
import { sortClasses } from "../data/cells/class-names.ts";
import { detectDelimiter } from "../data/table/detect-format.ts";
import { scanTable } from "../data/table/scan-table.ts";
import { headOfFile, lineEndOf } from "../data/text/text-lines.ts";

export interface PredictionsOptions {
  /** Column of the true class; default “label”. */
  readonly label?: string;
  /** Column of the decided class; default “prediction” if there is one. */
  readonly prediction?: string;
  /** The classes in their order; those of the score columns when empty. */
  readonly classes: readonly string[];
  /** Instead of `classes`, where the columns of the file say how a list of names is to be read. */
  readonly readClasses?: (columns: readonly string[]) => readonly string[];
  readonly delimiter?: ReadOptions["delimiter"];
}

export interface PredictionsTable {
  readonly fileName: string;
  readonly classNames: readonly string[];
  /** [N] class indices. */
  readonly labels: Int32Array;
  readonly predictions: Int32Array | null;
  /** [N, S] row-major as in the file, NaN for a missing cell; null without score columns. */
  readonly scores: Float64Array | null;
  /** [S] class index of each score column, and its name in the file. */
  readonly scored: readonly number[];
  readonly scoreColumns: readonly string[];
  /** [N] file line on which each row starts. */
  readonly lines: readonly number[];
}

export const SCORE_PREFIXES = ["score_", "p_"];
const INFINITE = /^[+-]?inf(inity)?$/i;
const HEAD_BYTES = 1 << 16;

interface Columns {
  readonly label: number;
  readonly prediction: number | null;
  readonly scores: readonly { readonly column: number; readonly className: string }[];
}

/**
 * @throws AppError `predictions/*`, and as `scanTable`.
 */
export async function readPredictions(path: string, options: PredictionsOptions): Promise<PredictionsTable> {
  const fileName = basename(path);
  let names: string[] = [];
  let { classes } = options;
  let columns: Columns = { label: 0, prediction: null, scores: [] };
  const scores: number[] = [];
  const labelTexts: string[] = [];
  const predictionTexts: string[] = [];
  const lines: number[] = [];
  const delimiter = options.delimiter ?? (await delimiterOf(path));
  await scanTable(
    path,
    fileName,
    { delimiter, header: true },
    {
      columns(found) {
        names = found;
        classes = options.readClasses?.(names) ?? classes;
        columns = findColumns(names, { ...options, classes }, fileName);
      },
      row(cells, line) {
        lines.push(line);
        labelTexts.push(cells[columns.label]!);
        if (columns.prediction !== null) predictionTexts.push(cells[columns.prediction]!);
        for (const { column } of columns.scores) scores.push(scoreOf(cells[column]!, line, names[column]!, fileName));
      },
    },
  );
  const classNames = classes.length
    ? classes
    : columns.scores.length
      ? columns.scores.map((s) => s.className)
      : sortClasses(new Set([...labelTexts, ...predictionTexts]));
  const indexOf = classIndex(classNames);
  const toIndices = (texts: readonly string[], column: number): Int32Array =>
    Int32Array.from(texts, (value, i) => {
      const index = indexOf(value);
      if (index === undefined)
        throw new AppError("predictions/class", { line: lines[i]!, file: fileName, column: names[column]!, value, classes: classNames.join(", ") });
      return index;
    });
  return {
    fileName,
    classNames,
    labels: toIndices(labelTexts, columns.label),
    predictions: columns.prediction === null ? null : toIndices(predictionTexts, columns.prediction),
    scores: columns.scores.length ? Float64Array.from(scores) : null,
    scored: columns.scores.map((s) => classNames.indexOf(s.className)),
    scoreColumns: columns.scores.map((s) => names[s.column]!),
    lines,
  };
}

function findColumns(names: readonly string[], options: PredictionsOptions, file: string): Columns {
  const find = (wanted: string, role: string, option: string): number => {
    const at = names.indexOf(wanted);
    if (at < 0) throw new AppError("predictions/no-column", { file, column: wanted, role, option, columns: names.join(", ") });
    return at;
  };
  const label = find(options.label ?? "label", "label", "--label");
  const usual = names.indexOf("prediction");
  const prediction = options.prediction !== undefined ? find(options.prediction, "prediction", "--prediction") : usual < 0 ? null : usual;
  const others = names.map((name, column) => ({ name, column })).filter(({ column }) => column !== label && column !== prediction);

  const scores = options.classes.length ? namedScores(options.classes, others) : unnamedScores(others);
  if (scores.length === 0 && prediction === null) throw new AppError("predictions/no-scores", { file, label: names[label]! });
  if (scores.length === 1) throw new AppError("predictions/one-score", { file, column: names[scores[0]!.column]! });
  return { label, prediction, scores };
}

type Candidate = { readonly name: string; readonly column: number };

/** A class may have no column: it was never scored. */
function namedScores(classes: readonly string[], others: readonly Candidate[]): Columns["scores"] {
  return classes.flatMap((className) => {
    const spelled = ["", ...SCORE_PREFIXES].map((prefix) => others.find(({ name }) => name === prefix + className));
    const found = spelled.find((candidate) => candidate !== undefined);
    return found ? [{ column: found.column, className }] : [];
  });
}

/** All columns with the prefix, where some have it; else every column that is left. */
function unnamedScores(others: readonly Candidate[]): Columns["scores"] {
  for (const prefix of SCORE_PREFIXES) {
    const prefixed = others.filter(({ name }) => name.startsWith(prefix) && name.length > prefix.length);
    if (prefixed.length > 0) return prefixed.map(({ name, column }) => ({ column, className: name.slice(prefix.length) }));
  }
  return others.map(({ name, column }) => ({ column, className: name }));
}

function scoreOf(cell: string, line: number, column: string, file: string): number {
  const value = numberOf(cell);
  if (!Number.isNaN(value)) return value;
  if (isMissing(cell)) return NaN;
  if (INFINITE.test(cell)) return cell.startsWith("-") ? -Infinity : Infinity;
  throw new AppError("predictions/score", { line, file, column, value: cell, expected: "a number" });
}

/** By text; a label 1.0 is also the class 1, as tools write whole numbers of a column with gaps. */
function classIndex(classNames: readonly string[]): (value: string) => number | undefined {
  const byText = new Map(classNames.map((name, c) => [name, c]));
  const byNumber = new Map(classNames.flatMap((name, c) => (Number.isNaN(numberOf(name)) ? [] : [[numberOf(name), c] as const])));
  return (value) => byText.get(value) ?? byNumber.get(numberOf(value));
}

async function delimiterOf(path: string): Promise<ReadOptions["delimiter"]> {
  const head = await headOfFile(path, HEAD_BYTES);
  return detectDelimiter(head.toString("utf8").split(lineEndOf(head)));
}
