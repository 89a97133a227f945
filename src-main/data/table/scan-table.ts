/**
 * @file A text table, record by record, with true file line numbers. Never holds more than a chunk of it.
 * Reads: the file.
 */
import { AppError } from "#shared/errors/errors.ts";
import type { DataFinding } from "#shared/data/findings.ts";
import type { ImportOptions, ReadOptions } from "#shared/data/dataset.ts";
import { EncodingExample } from "../text/encoding-example.ts";
import { readLines } from "../text/text-lines.ts";
import type { TextLimits } from "../text/text-lines.ts";
import { ArffReader } from "./arff-reader.ts";
import { fieldsOf, NEVER_CLOSED, widthOf } from "./fields.ts";
import type { RawRecord } from "./fields.ts";
import { LONGEST_CELL, refuseLongCells } from "./long-cell.ts";
import { RecordReader } from "./record-reader.ts";
import { TableShape } from "./table-shape.ts";
import { fillsBeyond } from "./trailing-columns.ts";

export interface TableLimits extends TextLimits {
  /** Characters. */
  readonly maxCellLength: number;
  readonly maxColumns: number;
}
export const TABLE_LIMITS: TableLimits = { maxBytes: 2 ** 30, maxRecordBytes: 64 * 2 ** 20, maxCellLength: LONGEST_CELL, maxColumns: 100_000 };

/** What the file itself says of its columns; only ARFF and KEEL files do. */
export interface Declared {
  /** Columns whose values are listed: categories even where every one is a number. */
  readonly nominal: readonly string[];
  readonly outputs: readonly string[];
}
const NOTHING: Declared = { nominal: [], outputs: [] };

/** Called in file order. `cells` are trimmed, as many as there are columns; the callee may keep them. */
export interface TableVisitor {
  columns(names: string[], declared: Declared): void;
  /**
   * @param line 1-based number of the file line on which the record starts.
   * @param quoted which cells stood in quotation marks (a hole: it did not); null: none did.
   */
  row(cells: string[], line: number, quoted: readonly boolean[] | null): void;
}

/** What was seen of the table as a whole. Line numbers are 1-based, at most 20 of a kind. */
export interface TableFacts {
  /** Rows of data, at least 1. */
  readonly rows: number;
  readonly findings: readonly DataFinding[];
}

/** How a file is read; under `rules` 2 also what the shape of its records says (see `TableShape`). */
export type ScanOptions = ReadOptions & Pick<ImportOptions, "rules">;

/**
 * Reads a table once, from first line to last. Blank lines are skipped; a byte order mark, CRLF and quoted line breaks are understood.
 * @param fileName what messages call the file.
 * @returns what was seen on the way.
 * @throws AppError `data/not-found`, `data/too-large`, `data/not-text`, `data/long-line`, `data/long-cell`, `data/too-wide`, `data/quote`,
 *   `data/ragged`, `data/duplicate-column` (not under `rules` 2), `data/arff`, `data/empty` (also for a header alone), and what the visitor throws.
 */
export async function scanTable(
  path: string,
  fileName: string,
  options: ScanOptions,
  visitor: TableVisitor,
  limits: TableLimits = TABLE_LIMITS,
): Promise<TableFacts> {
  const { encoding = "utf-8" } = options;
  const read = readLines(path, fileName, limits, encoding);
  const example = encoding === "utf-8" ? null : new EncodingExample(encoding);
  const lines = example ? example.passing(read) : read;
  const { rows, findings } = await (options.format === "arff"
    ? scanArff(lines, fileName, visitor, limits)
    : scanDelimited(lines, () => readLines(path, fileName, limits, encoding), fileName, options, visitor, limits));
  if (rows === 0) throw new AppError("data/empty", { file: fileName });
  return { rows, findings: example ? [example.finding(), ...findings] : findings };
}

/** @param again the same lines from the first one, where the first records leave the shape in doubt. */
async function scanDelimited(
  lines: AsyncIterable<string[]>,
  again: () => AsyncIterable<string[]>,
  fileName: string,
  options: ScanOptions,
  visitor: TableVisitor,
  limits: TableLimits,
): Promise<TableFacts> {
  const { delimiter } = options;
  const reader = new RecordReader(options, fileName, limits);
  const shape = new TableShape(options, fileName, options.rules === 2);
  let rows = 0;
  let settled = false;
  /** The first records, until there are enough of them to tell the shape. */
  let waiting: RawRecord[] = [];

  const refuseLarge = (records: readonly RawRecord[]): void => {
    refuseLongCells(records, delimiter, fileName, limits.maxCellLength);
    // On the text: a line of a million fields is refused without making a million strings.
    for (const { text, line } of records) {
      if (text.length < limits.maxColumns) continue;
      const columns = widthOf(text, delimiter);
      if (columns > limits.maxColumns) throw new AppError("data/too-wide", { line, file: fileName, columns, limit: limits.maxColumns });
    }
  };
  const takeRecords = (records: readonly RawRecord[], keepWidth = false): void => {
    refuseLarge(records);
    const { cells, quoted } = fieldsOf(records, delimiter, fileName);
    for (const fields of cells) for (let c = 0; c < fields.length; c++) fields[c] = fields[c]!.trim();
    let start = 0;
    if (!settled && records.length > 0) {
      settled = true;
      const { names, headers } = shape.settle(
        cells.slice(0, shape.wanted),
        records.slice(0, shape.wanted).map((record) => record.line),
        keepWidth,
      );
      visitor.columns(names, NOTHING);
      start = headers;
    }
    for (let i = start; i < records.length; i++) {
      const row = shape.take(cells[i]!, quoted ? quoted[i]! : null, records[i]!);
      if (!row) continue;
      rows++;
      visitor.row(row.cells, records[i]!.line, row.quoted);
    }
  };

  const settleBy = async (records: readonly RawRecord[]): Promise<void> => {
    refuseLarge(records);
    const { cells } = fieldsOf(records.slice(0, shape.wanted), delimiter, fileName);
    const width = shape.doubtfulWidth(cells.map((fields) => fields.map((field) => field.trim())));
    takeRecords(records, width !== null && (await fillsBeyond(again(), options, fileName, limits, width)));
  };

  for await (const chunk of lines) {
    const records = reader.push(chunk);
    if (settled) takeRecords(records);
    else {
      waiting = waiting.concat(records);
      if (waiting.length >= shape.wanted) await settleBy(waiting.splice(0));
    }
  }
  const unclosed = reader.end();
  if (!settled) await settleBy(waiting);
  if (unclosed) {
    // The records before it were fine; csv-parse may know better what is wrong with this one (a quote inside a field).
    fieldsOf([unclosed], delimiter, fileName);
    throw new AppError("data/quote", { line: unclosed.line, file: fileName, detail: NEVER_CLOSED });
  }
  return { rows, findings: [...reader.findings(), ...shape.findings()] };
}

async function scanArff(lines: AsyncIterable<string[]>, fileName: string, visitor: TableVisitor, limits: TableLimits): Promise<TableFacts> {
  const reader = new ArffReader(fileName, limits);
  let rows = 0;
  let line = 0;
  let told = false;
  for await (const chunk of lines) {
    for (const text of chunk) {
      const row = reader.take(text, ++line);
      if (!row) continue;
      if (!told) visitor.columns(reader.names, reader.declared);
      told = true;
      rows++;
      visitor.row(row.cells, line, row.quoted);
    }
  }
  return { rows, findings: reader.findings };
}
