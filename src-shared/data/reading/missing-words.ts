/**
 * @file Which cells say nothing, by the options of a data set: in its label, in a column of numbers, in a column of texts.
 * Reads: import options and trimmed cells.
 */
import { type ImportOptions, MISSING_WORDS } from "../dataset.ts";

export interface MissingRules {
  readonly label: (cell: string) => boolean;
  /** In a column of numbers: there are files that quote every cell, so quotation marks say nothing. */
  readonly inNumbers: (cell: string) => boolean;
  /** In a column of texts, where a quoted word is a text. */
  readonly inTexts: (cell: string, quoted: boolean) => boolean;
}

/**
 * Of the usual words, those that name a category as often as a gap (“None” of several kinds of veneer) or mean nothing among texts. In a column of
 * texts they are texts, so that “drop-rows” does not take the commonest category away. A list of the user's own is taken at its word; one that has
 * half of the usual words or more is those words, changed, which says nothing about these.
 */
const TEXTS_TOO = new Set(["none", ".", "infinity", "-infinity", "+infinity", "inf", "-inf", "+inf"]);
const USUAL = new Set(MISSING_WORDS.map((word) => word.toLowerCase()));

/** Before rules 2: one list, for the label too. */
const BEFORE = new Set(["", "?", "na", "n/a", "nan", "null", "none"]);
const isMissing = (cell: string): boolean => cell.length <= 4 && BEFORE.has(cell.toLowerCase());
const RULES_BEFORE: MissingRules = { label: isMissing, inNumbers: isMissing, inTexts: isMissing };

/** Words mean the same in any case of letters. */
export const hasWord = (words: readonly string[], word: string): boolean => words.some((known) => known.toLowerCase() === word.toLowerCase());
export const withoutWord = (words: readonly string[], word: string): string[] => words.filter((known) => known.toLowerCase() !== word.toLowerCase());

/** A test for the empty cell and these words in any case of letters; quick for cells that begin as no word does. */
function matcher(words: readonly string[]): (cell: string) => boolean {
  const lower = new Set(words.map((word) => word.toLowerCase()));
  const longest = Math.max(0, ...words.map((word) => word.length));
  const begins = new Uint8Array(128);
  for (const word of words)
    for (const letter of [word, word.toLowerCase(), word.toUpperCase()]) if (letter.charCodeAt(0) < 128) begins[letter.charCodeAt(0)] = 1;
  return (cell) => {
    if (cell === "") return true;
    if (cell.length > longest) return false;
    const first = cell.charCodeAt(0);
    return (first >= 128 || begins[first] === 1) && lower.has(cell.toLowerCase());
  };
}

/** @param options of a data set; absent rules are those of versions before. */
export function missingRules({ rules, missingWords, labelMissing }: Pick<ImportOptions, "rules" | "missingWords" | "labelMissing">): MissingRules {
  if (rules === undefined) return RULES_BEFORE;
  const words = missingWords ?? MISSING_WORDS;
  const usual = new Set(words.map((word) => word.toLowerCase()).filter((word) => USUAL.has(word)));
  const ofTheirOwn = 2 * usual.size < USUAL.size;
  const inTexts = matcher(ofTheirOwn ? words : words.filter((word) => !TEXTS_TOO.has(word.toLowerCase())));
  const noLabel = new Set(labelMissing);
  return {
    // Exactly as written: a class is lost only where somebody named it.
    label: (cell) => cell === "" || noLabel.has(cell),
    inNumbers: matcher(words),
    inTexts: (cell, quoted) => cell === "" || (!quoted && inTexts(cell)),
  };
}
