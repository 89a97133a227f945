/**
 * @file What inspecting a file proposes for each column: numbers or texts, in which style, what counts as missing there.
 * Reads: cells, through tallies.
 */
import type { Inspection } from "#shared/data/dataset.ts";
import { ColumnTally } from "../cells/column-tally.ts";
import { TextBudget } from "../cells/text-budget.ts";
import { missingRules } from "#shared/data/reading/missing-words.ts";
import { settleNumbers } from "../cells/settle-numbers.ts";
import type { LabelCandidate } from "./suggest-label.ts";

const MOST_DISTINCT = 1000;
const DISTINCT_OF_ALL = 1_000_000;

/** @param nominal columns that the file declares to be categories. @param missingWords absent: the usual ones. */
export function columnTallies(names: readonly string[], nominal: readonly string[], missingWords: readonly string[] | undefined): ColumnTally[] {
  const categories = new Set(nominal);
  const missing = missingRules({ rules: 2, ...(missingWords ? { missingWords: [...missingWords] } : {}) });
  const keep = Math.min(MOST_DISTINCT, Math.max(50, Math.floor(DISTINCT_OF_ALL / names.length)));
  const budget = new TextBudget();
  return names.map((name) => new ColumnTally({ asCategories: categories.has(name), missing, keepWhileNumeric: keep, keepTexts: keep, budget }));
}

export function columnReadings(names: readonly string[], tallies: readonly ColumnTally[]): Inspection["columns"] {
  for (const tally of tallies) tally.end();
  const numbers = settleNumbers(tallies.map((tally) => (tally.asCategories ? null : tally.numbers)));
  return tallies.map((tally, i) => {
    const read = numbers[i]!;
    const numeric = tally.values === 0 || read.as === "plain" || read.as === "style";
    return {
      name: names[i]!,
      kind: numeric ? ("numeric" as const) : ("categorical" as const),
      // As numbers, the column takes for missing what among texts would be a text.
      missing: tally.missing + (read.as === "style" ? tally.gapsOfNumbers : 0),
      distinct: tally.distinct,
      words: tally.wordsAs(numeric).words(),
      style: read.as === "style" ? read.style : null,
      styles: read.as === "either" ? [...read.styles] : [],
      example: read.as === "style" ? { text: read.text, value: read.value } : read.as === "either" ? { text: read.text, value: read.values[0] ?? null } : null,
    };
  });
}

/** A word that means missing in a feature is a class in a label. */
export function labelCandidates(names: readonly string[], tallies: readonly ColumnTally[]): LabelCandidate[] {
  return tallies.map((tally, i) => {
    const words = tally.missingWords.words().filter(({ word }) => word !== "").length;
    return { name: names[i]!, numeric: tally.numeric && words === 0, integers: tally.integers, distinct: tally.distinct + words };
  });
}
