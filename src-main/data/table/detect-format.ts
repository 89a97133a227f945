/**
 * @file Guesses how a table is written: its delimiter from the first lines, its header from the cells below it.
 * Reads: text and cells.
 */
import { type Delimiter, MISSING_WORDS } from "#shared/data/dataset.ts";
import { LONGEST_NUMBER } from "#shared/data/reading/plain-number.ts";

/** A comma comes last: in a file whose every line has tabs or semicolons too, it writes decimals. */
const MARKS: readonly Exclude<Delimiter, " ">[] = ["\t", ";", "|", ","];
const SAMPLE_LINES = 100;
/** Of the values of a column, so that one odd text does not make it one of texts. */
const MOSTLY = 0.8;
const ABSENT = new Set(["", "-", ...MISSING_WORDS.map((word) => word.toLowerCase())]);
const LONGEST_ABSENT = Math.max(...MISSING_WORDS.map((word) => word.length));
/** A number in any way of writing it: currency before, thousands, decimal comma, percent or a short unit behind. */
const NUMBERLIKE = /^[^\p{L}\p{N}]{0,3}\p{Nd}[\p{Nd}.,'’\s]*(e[+-]?\d+)?\s?(%|\p{Sc}|\p{L}{1,3})?$/iu;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/** For telling names from values only; what a value is worth is decided elsewhere. */
export function looksNumeric(cell: string): boolean {
  if (cell.length > LONGEST_NUMBER) return false;
  return NUMBERLIKE.test(cell) || /^[+-]?\.\d+(e[+-]?\d+)?$/i.test(cell);
}

export function looksAbsent(cell: string): boolean {
  return cell.length <= LONGEST_ABSENT && ABSENT.has(cell.toLowerCase());
}

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

/** Lines that agree on the commonest count above 0: a title line or a broken one must not decide. */
function agreeing(counts: readonly number[]): number {
  const tally = new Map<number, number>();
  for (const count of counts) if (count > 0) tally.set(count, (tally.get(count) ?? 0) + 1);
  return Math.max(0, ...tally.values());
}

/**
 * The delimiter that occurs equally often in most lines; among equals tab, semicolon, bar, comma in this order. Blanks where more lines agree on
 * them, or as many while the commas write decimals. Comma when nothing is found.
 * @param lines first lines of the file; the last may be cut off and is ignored when there are others.
 */
export function detectDelimiter(lines: readonly string[]): Delimiter {
  const whole = (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line.trim() !== "").slice(0, SAMPLE_LINES);
  let best: { delimiter: Delimiter; agreeing: number } = { delimiter: ",", agreeing: 0 };
  for (const delimiter of MARKS) {
    const found = agreeing(whole.map((line) => countUnquoted(line, delimiter)));
    if (found > best.agreeing) best = { delimiter, agreeing: found };
  }
  return blanksDelimit(whole, best) ? " " : best.delimiter;
}

function blanksDelimit(lines: readonly string[], best: { delimiter: Delimiter; agreeing: number }): boolean {
  if (lines.length < 2) return false;
  const fields = lines.map((line) => line.trim().match(/"[^"]*"|[^\s"]+/g) ?? []);
  const found = agreeing(fields.map((each) => each.length - 1));
  if (found < lines.length * MOSTLY) return false;
  // A header of R lacks the name of the row names, so one line may always disagree.
  if (found > best.agreeing + 1 || (best.agreeing === 0 && found > 1)) return true;
  const values = fields.flat();
  return best.delimiter === "," && found >= best.agreeing && values.filter((value) => DECIMAL_COMMA.test(value)).length > values.length / 2;
}

/**
 * Whether the first record names the columns. A text above a column of numbers speaks for it; a number or a missing value above numbers against
 * it; without numbers, a value that occurs again below, or twice in the record, speaks against it.
 * @param first cells of the first record. @param below cells of the records after it, at least some of them.
 */
export function detectHeader(first: readonly string[], below: readonly (readonly string[])[]): boolean {
  let named = 0;
  let plain = 0;
  const texts = first.filter((cell) => cell !== "");
  let repeated = new Set(texts).size < texts.length;
  // The same record as a whole is a header that comes again, or a copied row: neither tells.
  const others = below.filter((cells) => cells.length !== first.length || cells.some((cell, c) => cell !== first[c]));
  first.forEach((cell, c) => {
    const values = others.map((cells) => cells[c] ?? "").filter((value) => !looksAbsent(value));
    if (values.length === 0) return;
    if (values.filter(looksNumeric).length >= MOSTLY * values.length) {
      // A column without a name tells nothing; a word for a missing value does.
      if (cell !== "" && (looksAbsent(cell) || looksNumeric(cell))) plain++;
      else if (cell !== "") named++;
    } else if (values.includes(cell)) repeated = true;
  });
  if (texts.length === 0) return false;
  // Both can be true: years as names of some columns, or an odd text in the first row of data. The majority is right more often.
  if (named > 0 || plain > 0) return named > 0 && named >= plain;
  return !repeated;
}
