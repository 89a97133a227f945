/**
 * @file Decides how the numbers of each column are written, each by its own cells and, where those allow two readings, by the other columns.
 * Reads: the guesses of all columns of a file.
 */
import type { NumberStyle } from "#shared/data/dataset.ts";
import { FORMS } from "#shared/data/reading/number-forms.ts";
import type { NumberGuess } from "./number-guess.ts";
import { numberReader } from "#shared/data/reading/number-style.ts";
import { isKnownUnit } from "./units.ts";

/** How a column can be read. `plain`: numbers that need no style; `texts`: no style fits every value. */
export type Numbers =
  | { readonly as: "plain" | "texts" }
  | { readonly as: "style"; readonly style: NumberStyle; readonly text: string; readonly value: number }
  /** Two styles fit every value, and give different numbers. */
  | { readonly as: "either"; readonly styles: readonly NumberStyle[]; readonly text: string; readonly values: readonly number[] }
  | { readonly as: "units"; readonly units: readonly string[]; readonly text: string };

/** Forms of a mask, one of each group that gives the same numbers. The plain form, where it fits, is the only one. */
function meanings(guess: NumberGuess, mask: number): number[] {
  if (mask & 1) return [0];
  const found: number[] = [];
  FORMS.forEach((_, f) => {
    if (mask & (1 << f) && found.every((other) => guess.differs[other]! & (1 << f))) found.push(f);
  });
  return found;
}

function decimals(mask: number): Set<string> {
  return new Set(FORMS.flatMap((form, f) => (mask & (1 << f) ? [form.decimal] : [])));
}

function withDecimal(mask: number, decimal: string): number {
  return FORMS.reduce((bits, form, f) => (form.decimal === decimal ? bits | (mask & (1 << f)) : bits), 0);
}

/**
 * One mark is the decimal mark of a whole file: where some columns leave no doubt (“5,35”, “1,224.11”, “0.35”) and agree, the others follow them.
 * A file whose columns disagree, or are all in doubt, settles nothing; its delimiter is no evidence, because programs write every combination.
 * @param guesses by column; null for a column that is not to be judged.
 */
export function settleNumbers(guesses: readonly (NumberGuess | null)[]): Numbers[] {
  const certain = new Set<string>();
  for (const guess of guesses) {
    if (!guess?.fits || !guess.marked) continue;
    const marks = decimals(guess.mask);
    if (marks.size === 1) for (const mark of marks) certain.add(mark);
  }
  const [decimal] = certain.size === 1 ? certain : [];
  return guesses.map((guess) => settled(guess, decimal));
}

function settled(guess: NumberGuess | null, decimal: string | undefined): Numbers {
  if (!guess?.fits) return { as: "texts" };
  const units = guess.units();
  if (units.length > 1) {
    const measures = units.filter(({ prefix, suffix }) => prefix !== "" || suffix !== "");
    if (!measures.every(({ prefix, suffix }) => isKnownUnit(prefix, suffix))) return { as: "texts" };
    return { as: "units", units: units.map(({ prefix, suffix }) => prefix + suffix), text: guess.example };
  }
  const { prefix = "", suffix = "" } = units[0] ?? {};
  // “10A” is a seat or a class as well as a current.
  if (/^\p{L}$/u.test(suffix) && !isKnownUnit(prefix, suffix)) return { as: "texts" };
  const narrowed = decimal !== undefined && guess.marked ? withDecimal(guess.mask, decimal) : 0;
  const forms = meanings(guess, narrowed || guess.mask);
  if (guess.unusual === 0 && forms[0] === 0) return { as: "plain" };
  const styles = forms.map((f): NumberStyle => ({ ...FORMS[f]!, ...(prefix === "" ? {} : { prefix }), ...(suffix === "" ? {} : { suffix }) }));
  const [style] = styles;
  if (styles.length > 1) {
    return { as: "either", styles, text: guess.disputed, values: styles.map((each) => numberReader(each)(guess.disputed)) };
  }
  const text = guess.example === "" ? guess.disputed : guess.example;
  return { as: "style", style: style!, text, value: numberReader(style)(text) };
}
