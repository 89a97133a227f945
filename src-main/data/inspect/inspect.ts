/**
 * @file What a file looks like before it is imported: format, columns, first rows, probable label.
 * Reads: the file, once. Writes: nothing.
 */
import type { Inspection, ReadOptions } from "#shared/dataset.ts";
import { AppError } from "#shared/errors.ts";
import type { ColumnTally } from "../cells/column-tally.ts";
import { detectDelimiter, detectHeader } from "../table/detect-format.ts";
import { nameColumns, scanTable, TABLE_LIMITS } from "../table/scan-table.ts";
import { columnReadings, columnTallies, labelCandidates } from "./column-readings.ts";
import { suggestLabel } from "./suggest-label.ts";
import { headOfFile, lineEndOf, sizeOfFile } from "../text/text-lines.ts";

const HEAD_BYTES = 1 << 16;
const PREVIEW_ROWS = 20;
/** Rows looked at to tell a header from data. */
const HEADER_ROWS = 200;
const HEADER_CELLS = 1_000_000;

interface Waiting {
  readonly cells: string[];
  readonly quoted: readonly boolean[] | null;
}

/**
 * @param fileName what messages call the file.
 * @param options what the user has fixed; the rest is detected.
 * @param missingWords of feature columns; absent: the usual ones.
 * @throws AppError as `scanTable`.
 */
export async function inspectFile(path: string, fileName: string, options: Partial<ReadOptions> = {}, missingWords?: readonly string[]): Promise<Inspection> {
  const sizeBytes = await sizeOfFile(path, fileName, TABLE_LIMITS.maxBytes);
  const delimiter = options.delimiter ?? (await delimiterOf(path));
  const preview: string[][] = [];
  let waiting: Waiting[] | null = [];
  let header = options.header ?? false;
  let names: string[] = [];
  let tallies: ColumnTally[] = [];
  let rows = 0;

  const take = (cells: string[], quoted: readonly boolean[] | null): void => {
    rows++;
    if (preview.length < PREVIEW_ROWS) preview.push(cells);
    // The line is for messages, and an inspection gives none.
    for (let i = 0; i < tallies.length; i++) tallies[i]!.add(cells[i]!, 0, quoted?.[i] ?? false);
  };
  /** Decides on the header once enough rows are there, then takes them. */
  const settle = (records: Waiting[]): void => {
    waiting = null;
    const first = records.map(({ cells }) => cells);
    header = options.header ?? detectHeader(first[0]!, first.slice(1));
    names = nameColumns(first[0]!, header, fileName);
    tallies = columnTallies(names.length, missingWords);
    for (const { cells, quoted } of header ? records.slice(1) : records) take(cells, quoted);
  };
  // Read without a header, so that the first record comes as a row and can be judged; named here afterwards.
  await scanTable(
    path,
    fileName,
    { delimiter, header: false },
    {
      columns() {},
      row(cells, _line, quoted) {
        if (!waiting) return take(cells, quoted);
        waiting.push({ cells, quoted });
        if (waiting.length > HEADER_ROWS || waiting.length * cells.length > HEADER_CELLS) settle(waiting);
      },
    },
  );
  if (waiting) settle(waiting);
  if (rows === 0) throw new AppError("data/empty", { file: fileName });

  return {
    fileName,
    sizeBytes,
    options: { delimiter, header },
    columns: columnReadings(names, tallies),
    rows,
    lines: [],
    preview,
    findings: [],
    suggestedLabel: suggestLabel(labelCandidates(names, tallies), rows),
  };
}

async function delimiterOf(path: string): Promise<ReadOptions["delimiter"]> {
  const head = await headOfFile(path, HEAD_BYTES);
  return detectDelimiter(head.toString("utf8").split(lineEndOf(head)));
}
