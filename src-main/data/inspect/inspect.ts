/**
 * @file What a file looks like before it is imported: how it is read, its columns, its first lines and rows, its probable label.
 * Reads: the file, twice (twice more where comment lines come late).
 */
import type { Inspection, ReadChoices, ReadOptions } from "#shared/data/dataset.ts";
import type { ColumnTally } from "../cells/column-tally.ts";
import { RaggedRecord } from "../table/ragged.ts";
import { type Declared, scanTable, TABLE_LIMITS } from "../table/scan-table.ts";
import { detectEncoding } from "../text/detect-encoding.ts";
import { refuseBinary } from "../text/foreign-format.ts";
import { columnReadings, columnTallies, labelCandidates } from "./column-readings.ts";
import { commentOf, commonest } from "./find-comment.ts";
import { marksCommentsOnly } from "./late-comments.ts";
import { cellsOf, firstLines, lastLines } from "./sample.ts";
import { findStructure } from "./structure.ts";
import { suggestLabel } from "./suggest-label.ts";

const LINES = 20;
const LINE_LENGTH = 400;
/** Of a cell of the preview. */
const CELL_LENGTH = 1000;
const PREVIEW_ROWS = 20;
const PREVIEW_COLUMNS = 100;

/**
 * @param fileName what messages call the file.
 * @param given what the user has settled; the rest is found.
 * @param missingWords of feature columns; absent: the usual ones.
 * @throws AppError as `scanTable` and `refuseBinary`.
 */
export async function inspectFile(path: string, fileName: string, given: ReadChoices = {}, missingWords?: readonly string[]): Promise<Inspection> {
  const sizeBytes = await refuseBinary(path, fileName, TABLE_LIMITS.maxBytes);
  const encoding = given.encoding ?? (await detectEncoding(path));
  const first = await firstLines(path, fileName, encoding);
  const last = await lastLines(path, sizeBytes, encoding);
  const structure = (choices: ReadChoices): ReadOptions => findStructure(first, last, encoding, choices, fileName);
  const found = structure(given);
  // Comments among the first lines may be hashtags further down.
  const rowsToo =
    given.comment === undefined &&
    found.comment !== undefined &&
    !(await marksCommentsOnly(path, fileName, found, found.comment, widthOf(first, found.comment, found)));
  const options = rowsToo ? structure({ ...given, comment: null }) : found;
  const lines = first.slice(0, LINES).map((line) => line.slice(0, LINE_LENGTH).toWellFormed());
  const described = await describeTable(path, fileName, options, given, missingWords);
  return { fileName, sizeBytes, lines, ...described };
}

/** Fields that most of the first lines have. */
function widthOf(lines: readonly string[], comment: string, { delimiter, skip = 0 }: ReadOptions): number {
  const rows = lines.slice(skip).filter((text) => text.trim() !== "" && !text.trimStart().startsWith(comment));
  return commonest(rows.map((text) => cellsOf(text, delimiter).length));
}

type Described = Omit<Inspection, "fileName" | "sizeBytes" | "lines">;

/** Comment lines beyond the sample show themselves by not fitting the table: then it is read once more without them. */
async function describeTable(
  path: string,
  fileName: string,
  options: ReadOptions,
  given: ReadChoices,
  missingWords: readonly string[] | undefined,
): Promise<Described> {
  try {
    return await describeColumns(path, fileName, options, missingWords);
  } catch (thrown) {
    if (!(thrown instanceof RaggedRecord) || given.comment !== undefined || options.comment !== undefined || options.format) throw thrown;
    const comment = commentOf(thrown.text);
    if (comment === null || !(await marksCommentsOnly(path, fileName, options, comment, thrown.expected))) throw thrown;
    return describeColumns(path, fileName, { ...options, comment }, missingWords);
  }
}

const shownCell = (cell: string): string => (cell.length > CELL_LENGTH ? `${cell.slice(0, CELL_LENGTH).toWellFormed()}…` : cell);

async function describeColumns(path: string, fileName: string, options: ReadOptions, missingWords: readonly string[] | undefined): Promise<Described> {
  const preview: string[][] = [];
  let names: string[] = [];
  let declared!: Declared;
  let tallies: ColumnTally[] = [];
  const { rows, findings } = await scanTable(
    path,
    fileName,
    { ...options, rules: 2 },
    {
      columns(found, says) {
        names = found;
        declared = says;
        tallies = columnTallies(names, says.nominal, missingWords);
      },
      row(cells, _line, quoted) {
        if (preview.length < PREVIEW_ROWS) preview.push(cells.slice(0, PREVIEW_COLUMNS).map(shownCell));
        // The line is for messages, and an inspection gives none.
        for (let i = 0; i < tallies.length; i++) tallies[i]!.add(cells[i]!, 0, quoted?.[i] ?? false);
      },
    },
  );
  return {
    options,
    columns: columnReadings(names, tallies),
    rows,
    preview,
    findings: [...findings],
    suggestedLabel: declared.outputs[0] ?? suggestLabel(labelCandidates(names, tallies), rows),
  };
}
