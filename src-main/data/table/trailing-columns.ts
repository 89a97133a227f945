/**
 * @file Whether columns without a name at the end of a table hold anything in the whole of it: only if not, they are delimiters at the end of lines.
 * Reads: lines. Writes: nothing.
 */
import type { ReadOptions } from "#shared/dataset.ts";
import { fieldsOf } from "./fields.ts";
import { RecordReader } from "./record-reader.ts";

/** True where a record has a value behind its first `width` fields. @throws AppError `data/quote` and as `lines`. */
export async function fillsBeyond(
  lines: AsyncIterable<string[]>,
  options: ReadOptions,
  fileName: string,
  maxRecordBytes: number,
  width: number,
): Promise<boolean> {
  const reader = new RecordReader(options, fileName, maxRecordBytes);
  for await (const chunk of lines) {
    const { cells } = fieldsOf(reader.push(chunk), options.delimiter, fileName);
    if (cells.some((fields) => fields.slice(width).some((field) => field.trim() !== ""))) return true;
  }
  return false;
}
