/**
 * @file Lines below the table: totals, sources, notes.
 * Reads: the last lines of a file. Writes: nothing.
 */
import type { Delimiter } from "#shared/dataset.ts";
import { looksAbsent, looksNumeric } from "../table/detect-format.ts";
import { isPaddedNote } from "./find-header.ts";
import { cellsOf, isOpen } from "./sample.ts";

const MOST_BELOW = 20;
const TOTAL =
  /^((grand |sub-?|sub )?totals?|total général|totaux|sum|sums|mean|average|count|summe|gesamt(summe)?|insgesamt|mittelwert|somme|suma|totale|gemiddelde|итого|всего|合计|总计|小计|合計|総計|합계)(?!\p{L})[^\p{L}]*$/iu;

/**
 * How many lines at the end are no rows, blank ones not counted.
 * @param lines last lines of the file. @param rows cells of the first rows of the table. @param widths fields that rows have.
 */
export function findFooter(
  lines: readonly string[],
  { delimiter, comment }: { delimiter: Delimiter; comment: string | null },
  rows: readonly (readonly string[])[],
  widths: ReadonlySet<number>,
): number {
  const least = Math.min(...widths);
  const numbersEverywhere = rows.every((cells) => cells.some(looksNumeric));
  const numbersFirst = rows.every((cells) => looksNumeric(cells[0]!) || looksAbsent(cells[0]!));
  let below = 0;
  /** Of these, up to the uppermost that is no comment: comments need no skipping. */
  let found = 0;
  for (let at = lines.length - 1; at > 0 && below <= MOST_BELOW; at--) {
    const line = lines[at]!;
    if (line.trim() === "") continue;
    if (comment !== null && line.trimStart().startsWith(comment)) {
      below++;
      continue;
    }
    // Half of a quotation with a line break in it is no line of its own.
    if (isOpen(line)) return 0;
    const cells = cellsOf(line, delimiter);
    if (cells.length < least) {
      // A row that was cut off begins with a number; it is damage, not a note.
      if (looksNumeric(cells[0]!)) return 0;
    } else if (!isPaddedNote(cells) && !isTotal(cells, numbersFirst)) {
      const prose = numbersEverywhere && !cells.some(looksNumeric) && followsBlank(lines, at);
      if (!prose) return widths.has(cells.length) ? found : 0;
    }
    found = ++below;
  }
  return 0;
}

/** A sentence with as many commas as the table has: only a gap above it tells that it is none of the rows. */
function followsBlank(lines: readonly string[], at: number): boolean {
  return (lines[at - 1] ?? "x").trim() === "";
}

/** @param numbersFirst the first column holds numbers, so a word there is no name of a row. */
function isTotal(cells: readonly string[], numbersFirst: boolean): boolean {
  const first = cells.find((cell) => cell !== "");
  return first !== undefined && TOTAL.test(first) && (cells.includes("") || (numbersFirst && first === cells[0]));
}
