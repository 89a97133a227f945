/**
 * @file What a file looks like before it is imported: format, columns, first rows, probable label.
 * Reads: the file, once. Writes: nothing.
 */
import type { Inspection, ReadOptions } from "#shared/dataset.ts";
import { AppError } from "#shared/errors.ts";
import { ColumnTally } from "../cells/column-tally.ts";
import { detectDelimiter, detectHeader } from "../table/detect-format.ts";
import { nameColumns, scanTable, TABLE_LIMITS } from "../table/scan-table.ts";
import { suggestLabel } from "./suggest-label.ts";
import { headOfFile, lineEndOf, sizeOfFile } from "../text/text-lines.ts";

const HEAD_BYTES = 1 << 16;
const PREVIEW_ROWS = 20;
/** Rows looked at to tell a header from data. */
const HEADER_ROWS = 200;
const MOST_DISTINCT = 1001;
const HEADER_CELLS = 1_000_000;

/**
 * @param fileName what messages call the file.
 * @param options what the user has fixed; the rest is detected.
 * @throws AppError as `scanTable`.
 */
export async function inspectFile(path: string, fileName: string, options: Partial<ReadOptions> = {}, _missingWords?: readonly string[]): Promise<Inspection> {
  const sizeBytes = await sizeOfFile(path, fileName, TABLE_LIMITS.maxBytes);
  const delimiter = options.delimiter ?? (await delimiterOf(path));
  const preview: string[][] = [];
  let waiting: string[][] | null = [];
  let header = options.header ?? false;
  let names: string[] = [];
  let tallies: ColumnTally[] = [];
  let rows = 0;

  const take = (cells: string[]): void => {
    rows++;
    if (preview.length < PREVIEW_ROWS) preview.push(cells);
    // The line is for messages, and an inspection gives none.
    for (let i = 0; i < tallies.length; i++) tallies[i]!.add(cells[i]!, 0);
  };
  /** Decides on the header once enough rows are there, then takes them. */
  const settle = (first: string[][]): void => {
    waiting = null;
    header = options.header ?? detectHeader(first[0]!, first.slice(1));
    names = nameColumns(first[0]!, header, fileName);
    const keep = Math.min(MOST_DISTINCT - 1, Math.max(50, Math.floor(HEADER_CELLS / names.length)));
    tallies = names.map(() => new ColumnTally(false, keep, keep));
    for (const cells of header ? first.slice(1) : first) take(cells);
  };
  // Read without a header, so that the first record comes as a row and can be judged; named here afterwards.
  await scanTable(
    path,
    fileName,
    { delimiter, header: false },
    {
      columns() {},
      row(cells) {
        if (!waiting) return take(cells);
        waiting.push(cells);
        if (waiting.length > HEADER_ROWS || waiting.length * cells.length > HEADER_CELLS) settle(waiting);
      },
    },
  );
  if (waiting) settle(waiting);
  if (rows === 0) throw new AppError("data/empty", { file: fileName });

  const candidates = tallies.map((tally, i) => ({ name: names[i]!, numeric: tally.numeric, integers: tally.integers, distinct: tally.distinct }));
  return {
    fileName,
    sizeBytes,
    options: { delimiter, header },
    columns: tallies.map((tally, i) => ({
      name: names[i]!,
      kind: tally.numeric ? "numeric" : "categorical",
      missing: tally.missing,
      distinct: tally.distinct,
      words: [],
      style: null,
      styles: [],
      example: null,
    })),
    rows,
    lines: [],
    preview,
    findings: [],
    suggestedLabel: suggestLabel(candidates, rows),
  };
}

async function delimiterOf(path: string): Promise<ReadOptions["delimiter"]> {
  const head = await headOfFile(path, HEAD_BYTES);
  return detectDelimiter(head.toString("utf8").split(lineEndOf(head)));
}
