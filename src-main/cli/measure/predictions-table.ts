/**
 * @file A table of predictions: a label, a score per class or one for two classes, perhaps a decided class.
 * Reads: the file, once.
 */
import type { ReadOptions } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { DataFinding } from "#shared/data/findings.ts";
import { namesOf } from "#shared/text/lists.ts";
import { sortClasses } from "../../data/cells/class-names.ts";
import { detectDelimiter } from "../../data/table/detect-format.ts";
import { firstLines } from "../../data/inspect/sample.ts";
import { scanTable, TABLE_LIMITS } from "../../data/table/scan-table.ts";
import { detectEncoding } from "../../data/text/detect-encoding.ts";
import { refuseBinary } from "../../data/text/foreign-format.ts";
import { positiveOf } from "./one-score.ts";
import type { PlainInput } from "../arguments/plain-input.ts";
import { ScoreCells, scoreNumber } from "./score-cells.ts";
import { type ColumnChoice, type Columns, findColumns } from "./score-columns.ts";

export interface PredictionsOptions extends ColumnChoice {
  /** The class of a single score column. */
  readonly positive?: string;
  readonly scores: "probabilities" | "logits";
  /** Instead of `classes`, where the columns of the file say how a list of names is to be read. */
  readonly readClasses?: (columns: readonly string[]) => readonly string[];
  /** Columns that hold nothing that is measured, told as `readClasses` does. */
  readonly readIgnored?: (columns: readonly string[]) => readonly string[];
  /** What is said of how the file is read; the rest is found, or not there. */
  readonly read?: Partial<ReadOptions>;
}

export interface PredictionsTable {
  readonly fileName: string;
  readonly classNames: readonly string[];
  /** [N] class indices. */
  readonly labels: Int32Array;
  readonly predictions: Int32Array | null;
  /** [N, S] row-major as in the file, NaN for a missing cell; null without score columns. */
  readonly scores: Float64Array | null;
  /** Most decimals of a score cell. */
  readonly decimals: number;
  /** [S] class index of each score column, and its name in the file. One column of two classes: the other class has what is left. */
  readonly scored: readonly number[];
  readonly scoreColumns: readonly string[];
  /** [N] file line on which each row starts. */
  readonly lines: readonly number[];
  /** Of the shape of the file. */
  readonly findings: readonly DataFinding[];
}

/**
 * @throws AppError `predictions/*`, and as `scanTable` and `refuseBinary`.
 */
export async function readPredictions({ path, name: fileName }: PlainInput, options: PredictionsOptions): Promise<PredictionsTable> {
  let names: string[] = [];
  let { classes } = options;
  let columns: Columns = { label: 0, prediction: null, scores: [] };
  let cells = new ScoreCells(fileName);
  const labelTexts: string[] = [];
  const predictionTexts: string[] = [];
  const lines: number[] = [];
  await refuseBinary(path, fileName, TABLE_LIMITS.maxBytes);
  const read = await readOptionsOf(path, fileName, options.read ?? {});
  const { findings } = await scanTable(path, fileName, read, {
    columns(found) {
      names = found;
      classes = options.readClasses?.(names) ?? classes;
      columns = findColumns(names, { ...options, classes, ignored: options.readIgnored?.(names) ?? [] }, fileName);
    },
    row(row, line) {
      const label = row[columns.label]!;
      if (label === "") throw new AppError("predictions/no-label", { line, file: fileName, column: names[columns.label]! });
      lines.push(line);
      labelTexts.push(label);
      if (columns.prediction !== null) predictionTexts.push(row[columns.prediction]!);
      for (const { column } of columns.scores) cells.add(row[column]!, line, names[column]!);
    },
  });
  if (holdsScores(columns, options, labelTexts, predictionTexts)) {
    const column = columns.prediction!;
    cells = new ScoreCells(fileName);
    predictionTexts.forEach((text, i) => cells.add(text, lines[i]!, names[column]!));
    columns = { label: columns.label, prediction: null, scores: [{ column, className: names[column]! }] };
  }
  cells.finish(options.scores);
  const { classNames, scored } = classesOf(
    columns,
    names,
    { ...options, classes },
    new Set([...labelTexts, ...(columns.prediction === null ? [] : predictionTexts)]),
    fileName,
  );
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
    scores: columns.scores.length ? Float64Array.from(cells.values) : null,
    decimals: cells.decimals,
    scored,
    scoreColumns: columns.scores.map((s) => names[s.column]!),
    lines,
    findings,
  };
}

/** Columns in a refusal. */
const NAMED = 20;

/** A column “prediction” of fractions that no label spells is a probability, whatever it is called. */
function holdsScores({ scores, prediction }: Columns, options: PredictionsOptions, labels: readonly string[], predictions: readonly string[]): boolean {
  if (prediction === null || scores.length > 0 || options.prediction !== undefined) return false;
  const known = new Set(labels);
  const numbers = predictions.map((text) => scoreNumber(text, "comma"));
  return numbers.every((n) => !Number.isNaN(n)) && predictions.some((text, i) => !known.has(text) && !Number.isInteger(numbers[i]));
}

function classesOf(columns: Columns, names: readonly string[], options: PredictionsOptions, occurring: ReadonlySet<string>, file: string) {
  const { scores } = columns;
  const given = options.classes;
  if (scores.length === 1 && given.length <= 2) {
    const { column, className } = scores[0]!;
    const own = given.length ? given : sortClasses(oneSpelling(occurring, options.positive));
    return { classNames: own, scored: [positiveOf(own, { column: names[column]!, named: className, positive: options.positive, file })] };
  }
  if (scores.length === 1)
    throw new AppError("predictions/one-score", { file, column: names[scores[0]!.column]!, found: given.length, classes: given.join(", ") });
  if (options.positive !== undefined) {
    const taken = scores.map((s) => names[s.column]!);
    throw new AppError("predictions/positive-idle", { file, positive: options.positive, taken: taken.length === 0 ? "none" : namesOf(taken, NAMED) });
  }
  const classNames = given.length ? given : scores.length ? scores.map((s) => s.className) : sortClasses(oneSpelling(occurring));
  return { classNames, scored: scores.map((s) => classNames.indexOf(s.className)) };
}

/** "1.0" to "1": so tools write whole numbers of a column with gaps. */
const whole = (text: string): string => text.replace(/^(-?\d+)\.0+$/, "$1");

/** Without the classes that another one spells shorter. @param positive a class that may be the second one and occur in no row. */
function oneSpelling(occurring: ReadonlySet<string>, positive?: string): string[] {
  const own = [...occurring].filter((name) => whole(name) === name || !occurring.has(whole(name)));
  return own.length === 1 && positive !== undefined && positive !== own[0] ? [...own, positive] : own;
}

/** By text; a label 1.0 is also the class 1. */
function classIndex(classNames: readonly string[]): (value: string) => number | undefined {
  const byText = new Map(classNames.map((name, c) => [name, c]));
  const byWhole = new Map(classNames.map((name, c) => [whole(name), c]));
  return (value) => byText.get(value) ?? byWhole.get(whole(value));
}

/** The encoding and the delimiter are found; nothing is skipped unasked. */
async function readOptionsOf(path: string, fileName: string, given: Partial<ReadOptions>): Promise<ReadOptions> {
  const encoding = given.encoding ?? (await detectEncoding(path));
  const { skip = 0, comment } = given;
  const lines = (await firstLines(path, fileName, encoding)).slice(skip).filter((line) => comment === undefined || !line.trimStart().startsWith(comment));
  // The last one may be cut off for the detection.
  return { ...given, encoding, delimiter: given.delimiter ?? detectDelimiter([...lines, ""]), header: true };
}
