/**
 * @file Lines of comments: which mark they begin with, unless that line is the header or holds data.
 * Reads: records of the sample.
 */
import type { Delimiter } from "#shared/data/dataset.ts";
import { detectDelimiter, detectHeader, looksNumeric } from "../table/detect-format.ts";
import { COMMENT_MARKS } from "../table/table-shape.ts";
import { cellsOf } from "./sample.ts";

/** The mark that a line begins with. */
export function commentOf(text: string): string | null {
  return COMMENT_MARKS.find((mark) => text.trimStart().startsWith(mark)) ?? null;
}

type Line = { readonly text: string; readonly line: number };

export interface FoundComment {
  readonly comment: string | null;
  /** Line of the header, where it is written like a comment (as NumPy does). */
  readonly headerLine: number | null;
}
const NONE: FoundComment = { comment: null, headerLine: null };

/** @param delimiter what the user has fixed. */
export function findComment(records: readonly Line[], delimiter: Delimiter | undefined): FoundComment {
  for (const mark of COMMENT_MARKS) {
    const marked = records.filter(({ text }) => text.trimStart().startsWith(mark));
    if (marked.length > 0) return judge(records, marked, mark, delimiter);
  }
  return NONE;
}

function judge(records: readonly Line[], marked: readonly Line[], mark: string, fixed: Delimiter | undefined): FoundComment {
  const others = records.filter((record) => !marked.includes(record));
  if (others.length === 0) return NONE;
  const delimiter = fixed ?? detectDelimiter([...others.map(({ text }) => text), ""]);
  const rows = others.map(({ text }) => cellsOf(text, delimiter));
  const width = commonest(rows.map((cells) => cells.length));
  const leading = records.findIndex((record) => !marked.includes(record));
  const last = records[leading - 1];
  if (last && width > 1) {
    const bare = last.text.trimStart().slice(mark.length);
    const named = cellsOf(bare, delimiter).length === width || cellsOf(last.text, delimiter).length === width;
    // Where blanks separate, one behind the mark says nothing.
    if (named && ((delimiter !== " " && bare.startsWith(delimiter)) || !detectHeader(rows[0]!, rows.slice(1)))) return { comment: null, headerLine: last.line };
  }
  const inside = marked.slice(leading);
  if (inside.length > others.length / 2) return NONE;
  // A text of the table may begin with the mark (a hashtag, a colour), but none where numbers stand first.
  const numeric = rows.filter((cells) => looksNumeric(cells[0]!)).length > rows.length / 2;
  const isComment = ({ text }: Line): boolean => cellsOf(text, delimiter).length !== width || numeric;
  return inside.every(isComment) ? { comment: mark, headerLine: null } : NONE;
}

/** Among equals the largest. */
export function commonest(counts: readonly number[]): number {
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  return [...tally].reduce((best, each) => (each[1] > best[1] || (each[1] === best[1] && each[0] > best[0]) ? each : best), [0, 0])[0];
}
