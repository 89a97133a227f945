/**
 * @file Lines below the table: totals, sources, notes.
 * Reads: the last lines of a file.
 */
import type { Delimiter } from "#shared/data/dataset.ts";
import { looksAbsent, looksNumeric } from "../table/detect-format.ts";
import { isPaddedNote } from "./find-header.ts";
import { RowLikeness } from "./row-likeness.ts";
import { cellsOf, isOpen } from "./sample.ts";

const MOST_BELOW = 20;
const MOST_GAPS = 6;
/** Rows above a line that it is compared with, beside the first ones of the file. */
const ROWS_ABOVE = 200;
/** “Total”, “Total:”, “Total (24)”; “Total 3” is a name as good as any. */
const TOTAL =
  /^((?:grand |sub-?|sub )?totals?|total général|totaux|sum|sums|mean|average|count|summe|gesamt(?:summe)?|insgesamt|mittelwert|somme|suma|totale|gemiddelde|итого|всего|合计|总计|小计|合計|総計|합계)\s*(?:[:：=(（][^\p{L}]*|\.)?$/iu;

interface Read {
  readonly delimiter: Delimiter;
  readonly comment: string | null;
}

/** A row of the sample, with the text it was read from. */
export interface SampleRow {
  readonly text: string;
  readonly cells: readonly string[];
}

/**
 * How many lines at the end are no rows, blank ones not counted.
 * @param lines last lines of the file. @param rows the first rows of the table. @param widths fields that rows have.
 */
export function findFooter(lines: readonly string[], read: Read, rows: readonly SampleRow[], widths: ReadonlySet<number>): number {
  const gaps = gapsOf(lines);
  let below = 0;
  /** Of these, up to the uppermost that is no comment: comments need no skipping. */
  let found = 0;
  /** A line that could be a row with a part missing: a gap above it, or above other notes above it, tells that it is none. */
  let doubtful = false;
  for (let at = lines.length - 1; at > 0 && below <= MOST_BELOW; at--) {
    const line = lines[at]!;
    if (line.trim() === "") continue;
    if (read.comment !== null && line.trimStart().startsWith(read.comment)) {
      below++;
      continue;
    }
    // Half of a quotation with a line break in it is no line of its own.
    if (isOpen(line)) return 0;
    const cells = cellsOf(line, read.delimiter);
    const kind = kindOf(cells, rowsAbove(lines, at, read, rows, widths), gaps.has(at), Math.min(...widths));
    if (kind === "damage" || (kind === "row" && (doubtful || !widths.has(cells.length)))) return 0;
    if (kind === "row") return found;
    if (kind === "doubtful") doubtful = true;
    if (gaps.has(at)) doubtful = false;
    found = ++below;
  }
  return 0;
}

type Kind = "row" | "note" | "doubtful" | "damage";

/** @param gap a blank line stands above. */
function kindOf(cells: readonly string[], rows: readonly (readonly string[])[], gap: boolean, least: number): Kind {
  const like = new RowLikeness(rows);
  const first = cells[0]!;
  const filled = cells.filter((cell) => cell !== "").length;
  if (filled === 0) return "note";
  if (isTotal(cells, like, rows)) return "note";
  if (cells.length < least) return kindOfShort(cells, like, gap);
  if (isPaddedNote(cells) && !like.occurs(first, 0)) return !like.fits(cells) || like.isRemark(first) || like.isSentence(first) || gap ? "note" : "row";
  // A sentence with as many commas as the table has: only a gap above it tells that it is none of the rows.
  const prose = gap && !like.fits(cells) && !cells.some(looksNumeric) && rows.every((row) => row.some(looksNumeric));
  return prose ? "note" : "row";
}

/** A row that was cut off is damage, not a note: reading names its line. */
function kindOfShort(cells: readonly string[], like: RowLikeness, gap: boolean): Kind {
  const first = cells[0]!;
  if (looksNumeric(first)) return "damage";
  if (!like.fits(cells) || like.isRemark(first)) return "note";
  if (like.occurs(first, 0)) return "damage";
  if (cells.length > 1) return gap && like.isSentence(first) ? "note" : "damage";
  return like.isSentence(first) ? "note" : "doubtful";
}

function isTotal(cells: readonly string[], like: RowLikeness, rows: readonly (readonly string[])[]): boolean {
  const at = cells.findIndex((cell) => cell !== "");
  const word = TOTAL.exec(cells[at] ?? "")?.[1];
  if (word === undefined || like.begins(word, at) || like.hasUsualValue(cells, at)) return false;
  // Where the first column holds numbers, a word there is no name of a row.
  if (at === 0 && rows.every((row) => looksNumeric(row[0]!) || looksAbsent(row[0]!))) return true;
  const last = cells.length - 1;
  const classless = last === at || like.isNumeric(last) || cells[last] === "";
  return classless && (cells.includes("") || cells.length < (rows[0]?.length ?? 0));
}

/** Rows to compare a line with: the last ones above it, and the first ones of the table, which in a short file may hold the line itself. */
function rowsAbove(lines: readonly string[], at: number, { delimiter, comment }: Read, rows: readonly SampleRow[], widths: ReadonlySet<number>): string[][] {
  const above = lines
    .slice(Math.max(1, at - ROWS_ABOVE), at)
    .filter((text) => text.trim() !== "" && (comment === null || !text.trimStart().startsWith(comment)));
  const later = new Set(lines.slice(at));
  return [...rows.filter(({ text }) => !later.has(text)).map(({ cells }) => [...cells]), ...above.map((text) => cellsOf(text, delimiter))].filter(
    (cells) => widths.has(cells.length) && !isPaddedNote(cells),
  );
}

/** Lines below a blank one; none in a file that has blank lines everywhere. A line of delimiters alone is blank. */
function gapsOf(lines: readonly string[]): Set<number> {
  const isBlank = (line: string): boolean => /^[\s,;|]*$/.test(line);
  const gaps = lines.flatMap((line, at) => (at > 0 && !isBlank(line) && isBlank(lines[at - 1]!) ? [at] : []));
  return new Set(4 * gaps.length > lines.filter((line) => !isBlank(line)).length && gaps.length > MOST_GAPS ? [] : gaps);
}
