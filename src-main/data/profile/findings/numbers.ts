/** @file Numbers that were read in a style of their own, or were not read as numbers. Reads: what was gathered of a file. */
import type { DataFinding } from "#shared/data/findings.ts";
import type { ColumnTally } from "../../cells/column-tally.ts";
import { FORMS, numberIn } from "#shared/data/reading/number-forms.ts";
import { numberReader, styleOf } from "#shared/data/reading/number-style.ts";
import { numberParts } from "../../cells/units.ts";
import type { Seen } from "../watch/seen.ts";

/** A column of texts is one of numbers with an odd value when so many of at least so many distinct texts are numbers. */
const NUMBER_SHARE = 0.8;
const NUMBER_TEXTS = 5;
/** More different odd values than this are values: to call one of them missing would only lead to the next. */
const ODD_TEXTS = 5;
/** Several odd values are accidents where so few rows have one; a single one may be the word for missing, which is common. */
const ODD_ROWS = 0.05;
/** Dates, versions, addresses: 1.1.2024, 2.10.3, 10.0.0.1, 12:30:00. */
const NUMBERED = /^\d+(?:[./:-]\d+){2,}$/;

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
      const odd = oddValue(tally, numberReader(styleOf(options, name)));
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
  const isNumber = (text: string): boolean => !Number.isNaN(number(text));
  if (fewOthers(tally, isNumber)) return advisable(tally.firstText);
  const units = new Map<string, number>();
  tally.shareOfTexts((text) => {
    const unit = unitOf(text);
    if (unit !== null) units.set(unit, (units.get(unit) ?? 0) + 1);
    return unit !== null;
  });
  const [commonest] = [...units].sort(([, a], [, b]) => b - a);
  // Plain numbers were judged above, by a stricter rule than the parts of a number.
  const odd = commonest && !isNumber(tally.firstText.cell) && fewOthers(tally, (text) => unitOf(text) === commonest[0]) ? tally.guess?.misfit : null;
  return odd ? advisable(odd) : null;
}

const advisable = (odd: { line: number; cell: string }): { line: number; cell: string } | null => (NUMBERED.test(odd.cell) ? null : odd);

function fewOthers(tally: ColumnTally, isNumber: (text: string) => boolean): boolean {
  const { texts, rows } = tally.others(isNumber);
  return texts > 0 && texts <= ODD_TEXTS && texts <= (1 - NUMBER_SHARE) * tally.distinct && (texts === 1 || rows <= ODD_ROWS * tally.values);
}

/** What stands around a number, or null where there is none in any form. */
function unitOf(text: string): string | null {
  const parts = numberParts(text);
  return parts && FORMS.some((form) => !Number.isNaN(numberIn(parts.digits, form))) ? `${parts.prefix}\0${parts.suffix}` : null;
}
