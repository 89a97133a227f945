/**
 * @file Whether a mark that a line far down begins with may stand for comments: only if no row of the whole file begins with it.
 * Reads: the file.
 */
import type { ReadOptions } from "#shared/data/dataset.ts";
import { looksNumeric } from "../table/detect-format.ts";
import { TABLE_LIMITS } from "../table/scan-table.ts";
import { readLines } from "../text/text-lines.ts";
import { cellsOf } from "./sample.ts";

/** Rows whose first cell tells whether a row could begin with the mark: not where numbers stand first. */
const SAMPLE = 1000;

/** @param width fields of the rows. @throws AppError as `readLines`. */
export async function marksCommentsOnly(path: string, fileName: string, options: ReadOptions, mark: string, width: number): Promise<boolean> {
  const { delimiter, encoding = "utf-8", skip = 0 } = options;
  let line = 0;
  let rows = 0;
  let numbersFirst = 0;
  let likeRows = false;
  for await (const chunk of readLines(path, fileName, TABLE_LIMITS, encoding)) {
    for (const text of chunk) {
      if (++line <= skip) continue;
      if (!text.trimStart().startsWith(mark)) {
        if (rows++ < SAMPLE && looksNumeric(cellsOf(text, delimiter)[0]!)) numbersFirst++;
        // What stands above the first row was judged with it (findComment).
      } else if (rows > 0 && hasWidth(cellsOf(text, delimiter), width)) likeRows = true;
    }
    if (likeRows && rows >= SAMPLE && 2 * numbersFirst <= SAMPLE) return false;
  }
  return !likeRows || 2 * numbersFirst > Math.min(rows, SAMPLE);
}

/** Delimiters at the end do not count. */
function hasWidth(cells: readonly string[], width: number): boolean {
  return cells.length >= width && cells.slice(width).every((cell) => cell === "");
}
