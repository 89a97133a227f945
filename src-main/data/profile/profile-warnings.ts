/**
 * @file What a user should know of a table before training on it, in sentences; never a refusal.
 * Reads: the tallies of a profile. Writes: nothing.
 */
import type { ClassCount, Column, ImportOptions } from "#shared/dataset.ts";
import { MISSING_CATEGORY, numberOf } from "../cells/cell.ts";
import type { ColumnTally } from "../cells/column-tally.ts";
import type { RowTally } from "./profile.ts";
import { countsOfClass } from "../split/split.ts";
import { FEW_ROWS } from "../split/split-warnings.ts";
import { agree, counted, listed, namesOf } from "#shared/sentences/lists.ts";

interface Findings {
  /** Name of the label column. */
  readonly label: string;
  readonly rows: RowTally;
  readonly classes: readonly ClassCount[];
  readonly columns: readonly Column[];
  /** Same order as `columns`. */
  readonly tallies: readonly ColumnTally[];
  readonly duplicates: number;
  readonly missing: ImportOptions["missing"];
}

/** Share of rows with a value of their own from which a categorical column is taken for an identifier, and the rows it takes to say so. */
const IDENTIFIER_SHARE = 0.9;
const IDENTIFIER_ROWS = 20;
/** A column of texts is a column of numbers with an odd value when so many of at least so many distinct texts are numbers. */
const NUMBER_SHARE = 0.8;
const NUMBER_TEXTS = 5;
const DECIMAL_COMMA = /^[+-]?\d*,\d+$|^[+-]?\d+$/;

/** @returns one sentence or two per finding, those that change results most first. */
export function profileWarnings(found: Findings): string[] {
  return [...rowWarnings(found), ...classWarnings(found.classes), ...columnWarnings(found), ...duplicateWarnings(found)];
}

function rowWarnings({ rows, missing }: Findings): string[] {
  const warnings: string[] = [];
  const { firstWithoutLabel: first } = rows;
  if (first) {
    const holds = first.cell === "" ? "empty" : `“${first.cell}”, which means missing`;
    warnings.push(
      `${counted(rows.withoutLabel, "row")} without a label ${agree(rows.withoutLabel, "is", "are")} left out (first in line ${first.line}: ${holds}).`,
    );
  }
  if (rows.firstWithMissingValue !== null) {
    const [have, are] = rows.withMissingValue === 1 ? ["lacks", "is"] : ["lack", "are"];
    warnings.push(
      `${counted(rows.withMissingValue, "row")} ${have} a value and ${are} left out by the policy “${missing}” (first in line ${rows.firstWithMissingValue}).`,
    );
  }
  return warnings;
}

function classWarnings(classes: readonly ClassCount[]): string[] {
  const warnings: string[] = [];
  const sized = (group: readonly ClassCount[]): string => listed(group.map((c) => `“${c.name}” (${counted(c.count, "row")})`));
  const tooFew = classes.filter((c) => c.count < 3);
  if (tooFew.length > 0) {
    const [noun, verb] = tooFew.length === 1 ? ["Class", "has"] : ["Classes", "have"];
    warnings.push(
      `${noun} ${sized(tooFew)} ${verb} fewer than 3 rows: training, validation and test cannot each have one. Merge such a class with another, or take its rows out.`,
    );
  }
  const usual = { train: 0.6, validation: 0.2, test: 0.2, seed: 0 };
  const few = classes.filter((c) => c.count >= 3 && Math.min(countsOfClass(c.count, usual).validation, countsOfClass(c.count, usual).test) < FEW_ROWS);
  if (few.length > 0) {
    const noun = agree(few.length, "Class", "Classes");
    const verb = agree(few.length, "has", "have");
    warnings.push(
      `${noun} ${sized(few)} ${verb} fewer than ${FEW_ROWS} rows in validation or test at the usual split of 60/20/20: one row moves the recall by 25 points or more.`,
    );
  }
  return warnings;
}

function columnWarnings({ label, rows, columns, tallies, missing }: Findings): string[] {
  const warnings: string[] = [];
  const empty = columns.filter((c, i) => tallies[i]!.values === 0);
  const lacking = columns.filter((c) => c.missing > 0 && !empty.includes(c));
  const constant = columns.filter((c) => c.constant && !empty.includes(c));
  const texts = columns.flatMap((column, i) => (column.kind === "categorical" && tallies[i]!.firstText ? [{ column, tally: tallies[i]! }] : []));
  const commas = texts.filter(({ tally }) => tally.firstText!.cell.includes(",") && tally.shareOfTexts((text) => DECIMAL_COMMA.test(text)) === 1);
  const odd = texts.filter(({ tally }) => tally.distinct >= NUMBER_TEXTS && tally.shareOfTexts((text) => !Number.isNaN(numberOf(text))) >= NUMBER_SHARE);
  const misread = new Set<Column>([...commas, ...odd].map(({ column }) => column));
  const identifiers = columns.filter((c, i) => {
    const tally = tallies[i]!;
    if (tally.values < IDENTIFIER_ROWS || misread.has(c)) return false;
    return c.kind === "categorical" ? tally.distinct > IDENTIFIER_SHARE * tally.values : tally.integers && tally.counter && tally.values === rows.kept;
  });
  const alike = /^label:/i.test(label) ? columns.filter((c) => /^label:/i.test(c.name)) : [];
  if (alike.length > 0) {
    warnings.push(
      `${columnsOf(alike)} ${agree(alike.length, "counts as a feature although it is named a label", "count as features although they are named labels")}: leave out what is not known before the class.`,
    );
  }
  if (commas.length > 0) {
    const of = columnsOf(commas.map(({ column }) => column));
    warnings.push(`${of} ${agree(commas.length, "has", "have")} numbers with a decimal comma, which are read as texts: write them with a point.`);
  }
  for (const { column, tally } of odd) {
    const { cell, line } = tally.firstText!;
    warnings.push(`Column “${column.name}” is read as texts, although most of its values are numbers: line ${line} holds “${cell}”.`);
  }
  if (identifiers.length > 0) {
    warnings.push(
      `${columnsOf(identifiers)} ${agree(identifiers.length, "looks", "look")} like ${agree(identifiers.length, "an identifier", "identifiers")}, with a value of its own in nearly every row: leave ${agree(identifiers.length, "it", "them")} out of the features.`,
    );
  }
  if (lacking.length > 0 && missing !== "drop-rows") {
    const fills = [
      lacking.some((c) => c.kind === "numeric") ? `numbers are filled with the ${missing} of the training part` : "",
      lacking.some((c) => c.kind === "categorical") ? `texts get the category “${MISSING_CATEGORY}”` : "",
    ].filter((fill) => fill !== "");
    const each = lacking.map((c) => `“${c.name}” (${counted(c.missing, "row")})`);
    warnings.push(`${agree(lacking.length, "Column", "Columns")} ${listed(each)} ${agree(lacking.length, "lacks", "lack")} values: ${fills.join(", ")}.`);
  }
  if (lacking.length > 0 && missing === "drop-rows") {
    warnings.push(`The missing values are in ${listed(lacking.map((c) => `“${c.name}” (${counted(c.missing, "row")})`))}.`);
  }
  if (empty.length > 0)
    warnings.push(`${columnsOf(empty)} ${agree(empty.length, "has", "have")} no value at all and ${agree(empty.length, "tells", "tell")} the model nothing.`);
  if (constant.length > 0) {
    warnings.push(
      `${columnsOf(constant)} ${agree(constant.length, "has", "have")} the same value in every row and ${agree(constant.length, "tells", "tell")} the model nothing.`,
    );
  }
  return warnings;
}

function duplicateWarnings({ duplicates, rows }: Findings): string[] {
  if (duplicates === 0) return [];
  const share = ((100 * duplicates) / rows.kept).toFixed(1);
  return [
    `${counted(duplicates, "row")} (${share} %) ${agree(duplicates, "repeats", "repeat")} an earlier row in every feature and the label: copies can be in training and test at once.`,
  ];
}

function columnsOf(columns: readonly Column[]): string {
  return `${agree(columns.length, "Column", "Columns")} ${namesOf(columns.map((c) => c.name))}`;
}
