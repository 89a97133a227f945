/**
 * @file Lines below the table: totals, sources, notes.
 * Reads: the last lines of a file. Writes: nothing.
 */
import type { Delimiter } from "#shared/dataset.ts";
import { looksNumeric } from "../table/detect-format.ts";
import { isPaddedNote } from "./find-header.ts";
import { cellsOf, isOpen } from "./sample.ts";

const MOST_BELOW = 20;
const TOTAL =
  /^((grand |sub-?|sub )?totals?|total général|totaux|sum|sums|mean|average|count|summe|gesamt(summe)?|insgesamt|mittelwert|somme|suma|totale|gemiddelde|итого|всего|合计|总计|小计|合計|総計|합계)\b[^\p{L}]*$/iu;

/**
 * How many lines at the end are no rows, blank ones not counted.
 * @param lines last lines of the file. @param widths fields that rows have.
 */
export function findFooter(lines: readonly string[], delimiter: Delimiter, widths: ReadonlySet<number>): number {
  const filled = lines.filter((line) => line.trim() !== "");
  const least = Math.min(...widths);
  for (let below = 0; below <= MOST_BELOW && below < filled.length - 1; below++) {
    const line = filled.at(-1 - below)!;
    // Half of a quotation with a line break in it is no line of its own.
    if (isOpen(line)) return 0;
    const cells = cellsOf(line, delimiter);
    if (cells.length < least) {
      // A row that was cut off begins with a number; it is damage, not a note.
      if (looksNumeric(cells[0]!)) return 0;
    } else if (!isPaddedNote(cells) && !isTotal(cells)) return widths.has(cells.length) ? below : 0;
  }
  return 0;
}

function isTotal(cells: readonly string[]): boolean {
  const first = cells.find((cell) => cell !== "");
  return first !== undefined && cells.includes("") && TOTAL.test(first);
}
