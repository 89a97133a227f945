/** @file Numbers that were read in a style of their own, or were not read as numbers. Reads: what was gathered of a file. Writes: nothing. */
import type { DataFinding } from "#shared/data-findings.ts";
import { numberOf } from "../../cells/cell.ts";
import type { ColumnTally } from "../../cells/column-tally.ts";
import { numberReader } from "../../cells/number-style.ts";
import { numberParts } from "../../cells/units.ts";
import type { Seen } from "../seen.ts";

/** A column of texts is one of numbers with an odd value when so many of at least so many distinct texts are numbers. */
const NUMBER_SHARE = 0.8;
const NUMBER_TEXTS = 5;

interface ReadColumn {
  readonly name: string;
  readonly text: string;
  readonly value: number;
}

export function numberFindings({ columns, tallies, numbers, options }: Seen): DataFinding[] {
  const read: ReadColumn[] = [];
  const unread: ReadColumn[] = [];
  const found: DataFinding[] = [];
  const categorical = new Set(options.categorical);
  columns.forEach(({ name, kind }, c) => {
    const tally = tallies[c]!;
    const guessed = numbers[c]!;
    if (kind === "numeric") {
      if (tally.styled) read.push({ name, ...tally.styled });
    } else if (categorical.has(name)) return;
    else if (guessed.as === "style") unread.push({ name, text: guessed.text, value: guessed.value });
    else if (guessed.as === "either") found.push({ id: "numbers-ambiguous", column: name, text: guessed.text, values: [...guessed.values] });
    else if (guessed.as === "units") found.push({ id: "units-mixed", column: name, units: [...guessed.units] });
    else {
      const odd = oddValue(tally, numberReader(options.numbers?.[name]));
      if (odd) found.push({ id: "odd-value", column: name, ...odd });
    }
  });
  if (unread.length > 0) found.push({ id: "numbers-as-texts", columns: unread });
  if (read.length > 0) found.push({ id: "numbers-read", columns: read });
  return found;
}

/** The first value that keeps a column of numbers from being one. */
function oddValue(tally: ColumnTally, number: (cell: string) => number): { line: number; cell: string } | null {
  if (!tally.firstText || tally.distinct < NUMBER_TEXTS) return null;
  if (tally.shareOfTexts((text) => !Number.isNaN(number(text))) >= NUMBER_SHARE) return tally.firstText;
  const units = new Map<string, number>();
  tally.shareOfTexts((text) => {
    const parts = numberParts(text);
    if (parts) units.set(`${parts.prefix}\0${parts.suffix}`, (units.get(`${parts.prefix}\0${parts.suffix}`) ?? 0) + 1);
    return parts !== null;
  });
  const commonest = Math.max(0, ...units.values());
  // Plain numbers were judged above, by a stricter rule than the parts of a number.
  return tally.guess?.misfit && Number.isNaN(numberOf(tally.firstText.cell)) && commonest >= NUMBER_SHARE * tally.distinct ? tally.guess.misfit : null;
}
