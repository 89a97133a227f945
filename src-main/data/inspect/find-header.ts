/**
 * @file Where the table begins: lines above it, and how many lines name its columns.
 * Reads: records of the sample.
 */
import { isKnownUnit } from "../cells/units.ts";
import { detectHeader, looksAbsent, looksNumeric } from "../table/detect-format.ts";
import { commonest } from "./find-comment.ts";
import type { SampleRecord } from "./sample.ts";

/** Notes above a table are a few lines. */
const MOST_ABOVE = 100;
const MOST_HEADERS = 9;
const MOSTLY = 0.8;
const ROWS = 200;
/** Cells looked at: a table of 20,000 columns is judged by fewer rows. */
const MOST_CELLS = 400_000;

/** Of the lines of types and roles that Orange writes; the second may have nothing above the numbers. */
const TYPE = /^(continuous|discrete|string|time|[cdst]|numeric|categorical|datetime|text|)$/i;
const ROLE = /^((class|meta|ignore|weight|feature|target|skip|[cmiw])(\s.*)?|)$/i;

/** @returns index of the first record that belongs to the table. */
export function findStart(records: readonly SampleRecord[]): number {
  const width = commonest(records.map(({ cells }) => cells.length));
  if (width < 2) return 0;
  const rows = records.filter(({ cells }) => cells.length === width);
  // Without delimiters at the end, which the header need not have.
  const filled = Math.max(...rows.map(({ cells }) => filledWidth(cells)));
  const fits = (cells: readonly string[]): boolean => cells.length === width || (cells.length >= filled && filledWidth(cells) <= filled);
  const first = records.findIndex(({ cells }) => fits(cells) && !isPaddedNote(cells));
  if (first <= 0 || first > MOST_ABOVE) return 0;
  const above = records[first - 1]!.cells;
  // R leaves out the name of the row names.
  const isHeader = above.length === width - 1 && !above.includes("") && !headerOf(records.slice(first), 1);
  const start = isHeader ? first - 1 : first;
  // Numbers above are rows that do not fit: to be refused, not passed over.
  return records.slice(0, start).some(({ cells }) => cells.length > 1 && cells.every(looksNumeric)) ? 0 : start;
}

/** Fields up to the last one that is not empty. */
function filledWidth(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== "") + 1;
}

/** A note, or a gap, in a spreadsheet that was saved with the width of the table below it. */
export function isPaddedNote(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.slice(1).every((cell) => cell === "") && (cells[0] === "" || (cells.length > 2 && !looksNumeric(cells[0]!)));
}

/** @param lines header lines, if it has a header. */
function headerOf(records: readonly SampleRecord[], lines: number): boolean {
  const [first, ...others] = records;
  return first !== undefined && detectHeader(first.cells, below(others.slice(lines - 1)));
}

function below(records: readonly SampleRecord[]): (readonly string[])[] {
  const width = records[0]?.cells.length ?? 1;
  return records.slice(0, Math.max(5, Math.min(ROWS, Math.floor(MOST_CELLS / width)))).map(({ cells }) => cells);
}

/** @param records of the table, from its first line on. */
export function findHeader(records: readonly SampleRecord[], fixed: { header: boolean | undefined; lines: number | null | undefined }) {
  const [first, second] = records;
  const lines = fixed.lines === undefined ? 1 + extraHeaders(records) : (fixed.lines ?? 1);
  // One name fewer than values, above numbers: R leaves out the name of the row names.
  const short = first !== undefined && second !== undefined && first.cells.length === second.cells.length - 1;
  const header = fixed.header ?? (fixed.lines ? true : short ? !first.cells.every(looksNumeric) : headerOf(records, lines));
  return { header, lines: header ? lines : 1 };
}

/** A line that names groups of columns, or a sentence, above one that names each. @param records of the table, from its first line on. */
export function isGroupLine(records: readonly SampleRecord[]): boolean {
  const [above, below] = records;
  if (!above || !below || above.cells.length !== below.cells.length || !isExtra(records, 1)) return false;
  // Without delimiters at the end.
  const width = filledWidth(below.cells);
  const [groups, names] = [above.cells.slice(0, width), below.cells.slice(0, width)];
  if (filledWidth(above.cells) > width || names.includes("")) return false;
  const unique = new Set(names).size === names.length;
  // A group spans columns: beside it nothing stands, or it stands again.
  const first = groups.findIndex((cell) => cell !== "");
  const gaps = groups.some((cell, c) => c > first && cell === "");
  const repeats = groups.some((cell, c) => c > 0 && cell !== "" && cell === groups[c - 1]);
  // A sentence with as many commas: several words, and a number.
  const sentence = groups.some((cell) => /\s\S+\s/.test(cell)) && groups.some(looksNumeric);
  if (unique) return gaps || repeats || sentence;
  return gaps && !isUnits(names) && !names.every((cell) => TYPE.test(cell));
}

/** Lines below the first that are no data: units, types, second names. */
function extraHeaders(records: readonly SampleRecord[]): number {
  let extra = 0;
  while (extra < MOST_HEADERS - 1 && isExtra(records, extra + 1)) extra++;
  return extra;
}

function isExtra(records: readonly SampleRecord[], at: number): boolean {
  const cells = records[at]?.cells;
  const names = records[0]?.cells;
  // In joined files the lines of the header come again.
  const heads = new Set(records.slice(0, at + 1).map((record) => record.cells.join("\0")));
  const rows = below(records.slice(at + 1)).filter((row) => !heads.has(row.join("\0")));
  if (!cells || !names || rows.length === 0 || cells.length !== names.length) return false;
  const filled = cells.flatMap((cell, c) => (cell === "" ? [] : [c]));
  if (filled.length === 0 || filled.some((c) => looksNumeric(cells[c]!))) return false;
  // Nothing stands between units and the first row, which may lack every number.
  if (records.slice(1, at).some((record) => isUnits(record.cells))) return false;
  // Names of the index alone, as pandas writes a pivot table.
  if (filled.every((c) => names[c] === "") && filled.length < cells.length) return true;
  let numeric = 0;
  let texts = 0;
  for (let c = 0; c < cells.length; c++) {
    const values = rows.flatMap((row) => (looksAbsent(row[c] ?? "") ? [] : [row[c]!]));
    if (values.length > 0 && values.filter(looksNumeric).length >= MOSTLY * values.length) {
      numeric++;
      if (!looksAbsent(cells[c]!)) texts++;
    } else if (cells[c] !== "" && values.includes(cells[c]!)) return false;
  }
  const roles = at > 1 && texts === 0 && records[at - 1]!.cells.every((cell) => TYPE.test(cell)) && cells.every((cell) => ROLE.test(cell));
  return numeric > 0 && (texts >= numeric / 2 || roles);
}

function isUnits(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => !looksAbsent(cell));
  return 2 * filled.filter((cell) => /^[[({].*[\])}]$|[/^%°µμ]/.test(cell) || isKnownUnit("", cell)).length >= filled.length;
}
