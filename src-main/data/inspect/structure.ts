/**
 * @file How a file is to be read: what is not settled is found from its first and last lines.
 * Reads: the file's first and last lines.
 */
import { DELIMITERS, type Delimiter, type Encoding, type ReadChoices, type ReadOptions } from "#shared/data/dataset.ts";
import { beginsArff } from "../table/arff-header.ts";
import { detectDelimiter } from "../table/detect-format.ts";
import { SEPARATOR_LINE } from "../table/record-reader.ts";
import { refuseForeignText } from "../text/foreign-format.ts";
import { findComment } from "./find-comment.ts";
import { findFooter, type SampleRow } from "./find-footer.ts";
import { findHeader, findStart, isGroupLine } from "./find-header.ts";
import { cellsOf, recordsOf } from "./sample.ts";

/** Rows by which those at the end are judged. */
const ROWS = 100;

/**
 * @param first lines of the file. @param last lines of the file.
 * @param given what the user has settled; null is "none".
 * @returns complete options, with what is at its default left out.
 * @throws AppError `data/foreign-format`.
 */
export function findStructure(first: readonly string[], last: readonly string[], encoding: Encoding, given: ReadChoices, fileName: string): ReadOptions {
  const read = encoding === "utf-8" ? {} : { encoding };
  const opening = first.find((line) => line.trim() !== "" && !line.trimStart().startsWith("%")) ?? "";
  if (given.format === "arff" || (given.format === undefined && beginsArff(opening))) return { delimiter: ",", header: true, format: "arff", ...read };
  if (given.delimiter === undefined && !given.skip) refuseForeignText(first, fileName);

  const separator = separatorOf(first);
  const above = given.skip ?? (given.skip === null ? 0 : separator.lines);
  const records = recordsOf(first.slice(above), above);
  const found = given.comment === undefined ? findComment(records, given.delimiter) : { comment: given.comment, headerLine: null };
  const { comment } = found;
  const lines = records.filter(({ text }) => comment === null || !text.trimStart().startsWith(comment));
  const delimiter = given.delimiter ?? separator.delimiter ?? detectDelimiter([...lines.map(({ text }) => text), ""]);
  const table = lines.map((record) => ({ ...record, cells: cellsOf(record.text, delimiter) }));

  const named = found.headerLine === null ? -1 : table.findIndex(({ line }) => line === found.headerLine);
  const begin = given.skip !== undefined ? 0 : named >= 0 ? named : findStart(table);
  const start = given.skip === undefined && given.headerLines === undefined && isGroupLine(table.slice(begin)) ? begin + 1 : begin;
  const body = table.slice(start);
  const skip = given.skip !== undefined ? (given.skip ?? 0) : start > 0 ? body[0]!.line - 1 : separator.lines;
  const { header, lines: headerLines } = findHeader(body, { header: given.header ?? (named >= 0 ? true : undefined), lines: given.headerLines });
  const rows = body.slice(header ? headerLines : 0);
  const skipEnd = given.skipEnd !== undefined ? (given.skipEnd ?? 0) : rows.length > 1 ? footerOf(last, { delimiter, comment }, rows) : 0;
  return {
    delimiter,
    header,
    ...read,
    ...(skip > 0 ? { skip } : {}),
    ...(skipEnd > 0 ? { skipEnd } : {}),
    ...(headerLines > 1 ? { headerLines } : {}),
    ...(comment !== null ? { comment } : {}),
  };
}

/** Rows have one width, or two: with and without a delimiter at the end. */
function footerOf(last: readonly string[], read: { delimiter: Delimiter; comment: string | null }, rows: readonly SampleRow[]): number {
  const widths = new Set(rows.map(({ cells }) => cells.length));
  const common = new Set([...widths].filter((width) => 2 * rows.filter(({ cells }) => cells.length === width).length >= rows.length));
  const sample = rows.slice(0, ROWS).filter(({ cells }) => common.has(cells.length));
  return common.size > 0 ? findFooter(last, read, sample, common) : 0;
}

/** Excel's line `sep=;`, which stands first. */
function separatorOf(lines: readonly string[]): { lines: number; delimiter: Delimiter | null } {
  const mark = SEPARATOR_LINE.exec(lines[0] ?? "")?.[1];
  if (mark === undefined) return { lines: 0, delimiter: null };
  return { lines: 1, delimiter: DELIMITERS.find((delimiter) => delimiter === mark) ?? null };
}
