/** @file Columns of dates or times, which are read as texts. Reads: what was gathered of a file. */
import type { FindingOf } from "#shared/data/findings.ts";
import type { Seen } from "../watch/seen.ts";

const CLOCK = String.raw`(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?`;
const ZONE = String.raw`(?:\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?`;
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const MONTH = String.raw`(?:0?[1-9]|1[0-2])`;
const WORD = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*`;
const YEAR = String.raw`(?:1[5-9]|20|21)\d\d`;
const DATE = [
  String.raw`${YEAR}([-/.])${MONTH}\1${DAY}`,
  String.raw`${DAY}([-/.])${MONTH}\2(?:${YEAR}|\d\d)`,
  String.raw`${MONTH}([-/.])${DAY}\3(?:${YEAR}|\d\d)`,
  String.raw`${YEAR}-(?:0[1-9]|1[0-2])`,
  String.raw`${DAY}[ -.]{1,2}${WORD}\.?[ -,]{1,2}(?:${YEAR}|\d\d)`,
  String.raw`${WORD}\.?[ -]${DAY}(?:,? )${YEAR}`,
].join("|");
const TIME = new RegExp(`^(?:(?:${DATE})(?:(?:T|,? )${CLOCK}${ZONE})?|${CLOCK}${ZONE})$`, "i");
const SHARE = 0.9;
const LEAST_DISTINCT = 3;
const LONGEST = 40;

const isTime = (text: string): boolean => text.length <= LONGEST && TIME.test(text);

export function dateFinding({ columns, tallies }: Seen, c: number): FindingOf<"dates-as-texts"> | null {
  const column = columns[c]!;
  if (column.kind !== "categorical" || tallies[c]!.distinct < LEAST_DISTINCT || tallies[c]!.shareOfTexts(isTime) < SHARE) return null;
  return { id: "dates-as-texts", column: column.name, example: column.categories.find(isTime)!, distinct: column.categories.length };
}
