/**
 * @file Whether columns without a name at the end of a table hold anything in the whole of it: only if not, they are delimiters at the end of lines.
 * Reads: lines.
 */
import type { ReadOptions } from "#shared/data/dataset.ts";
import { fieldsOf } from "./fields.ts";
import { refuseLongCells } from "./long-cell.ts";
import { type RecordLimits, RecordReader } from "./record-reader.ts";

/** True where a record has a value behind its first `width` fields. @throws AppError `data/quote`, `data/long-cell` and as `lines`. */
export async function fillsBeyond(
  lines: AsyncIterable<string[]>,
  options: ReadOptions,
  fileName: string,
  limits: RecordLimits,
  width: number,
): Promise<boolean> {
  const reader = new RecordReader(options, fileName, limits);
  for await (const chunk of lines) {
    const records = reader.push(chunk);
    refuseLongCells(records, options.delimiter, fileName, limits.maxCellLength);
    const { cells } = fieldsOf(records, options.delimiter, fileName);
    if (cells.some((fields) => fields.slice(width).some((field) => field.trim() !== ""))) return true;
  }
  return false;
}
