/**
 * @file Guesses how a table is written: its delimiter from the first lines, its header from the cells below it.
 * Reads: text and cells. Writes: nothing.
 */
import type { ReadOptions } from "#shared/dataset.ts";
import { isMissing, numberOf } from "../cells/cell.ts";

/** A comma comes last: in a file whose every line has tabs or semicolons too, it writes decimals. */
const DELIMITERS: readonly ReadOptions["delimiter"][] = ["\t", ";", "|", ","];
const SAMPLE_LINES = 100;

/** Occurrences outside quotation marks. */
function countUnquoted(line: string, mark: string): number {
  let count = 0;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === mark && !quoted) count++;
  }
  return count;
}

/**
 * The delimiter that occurs equally often in most lines; among equals tab, semicolon, bar, comma in this order. Comma when none occurs.
 * @param lines first lines of the file; the last may be cut off and is ignored when there are others.
 */
export function detectDelimiter(lines: readonly string[]): ReadOptions["delimiter"] {
  const whole = (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line.trim() !== "").slice(0, SAMPLE_LINES);
  let best: { delimiter: ReadOptions["delimiter"]; agreeing: number } = { delimiter: ",", agreeing: 0 };
  for (const delimiter of DELIMITERS) {
    // The commonest count decides: a title line or a broken one must not.
    const tally = new Map<number, number>();
    for (const line of whole) {
      const count = countUnquoted(line, delimiter);
      if (count > 0) tally.set(count, (tally.get(count) ?? 0) + 1);
    }
    const agreeing = Math.max(0, ...tally.values());
    if (agreeing > best.agreeing) best = { delimiter, agreeing };
  }
  return best.delimiter;
}

/**
 * Whether the first record names the columns. A text above a column of numbers speaks for it; a number or an empty cell above numbers against
 * it; without numbers, a value that occurs again below, or twice in the record, speaks against it.
 * @param first cells of the first record. @param below cells of the records after it, at least some of them.
 */
export function detectHeader(first: readonly string[], below: readonly (readonly string[])[]): boolean {
  let named = 0;
  let plain = 0;
  let repeated = new Set(first).size < first.length;
  first.forEach((cell, c) => {
    const values = below.map((cells) => cells[c] ?? "").filter((value) => !isMissing(value));
    if (values.length === 0) return;
    if (values.every((value) => !Number.isNaN(numberOf(value)))) {
      if (isMissing(cell) || !Number.isNaN(numberOf(cell))) plain++;
      else named++;
    } else if (values.includes(cell)) repeated = true;
  });
  // Both can be true: years as names of some columns, or an odd text in the first row of data. The majority is right more often.
  if (named > 0 || plain > 0) return named > 0 && named >= plain;
  return !repeated;
}
