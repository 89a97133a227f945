/**
 * @file Follows the cells of one column and keeps the ways of writing numbers that fit every one of them.
 * Reads: cells that are not missing.
 */
import { FORMS, numberIn } from "#shared/data/reading/number-forms.ts";
import { pluralOf } from "#shared/data/reading/number-style.ts";
import { plainCharacters } from "#shared/data/reading/plain-characters.ts";
import { numberParts } from "./units.ts";

/** Forms that a text of digits has, as bits of `FORMS`, and for each of them those that give another number. */
interface Fit {
  readonly mask: number;
  readonly differs: readonly number[];
}

/** A column of this many different units is one of texts. */
const MOST_UNITS = 6;
const MOST_SHAPES = 5_000;
const SHAPES = new Map<string, Fit>();

/** Only the places of digits and separators decide, and whether a 0 leads: so few shapes serve millions of cells. An exponent of nines is no number. */
function fitOf(digits: string): Fit {
  const [mantissa, exponent] = digits.split(/e/i);
  const shape = mantissa!.replace(/\d/g, "9").replace(/^9/, digits[0] === "0" ? "0" : "9") + (exponent === undefined ? "" : "e0");
  const known = SHAPES.get(shape);
  if (known) return known;
  const values = FORMS.map((form) => numberIn(shape, form));
  let mask = 0;
  values.forEach((value, f) => (mask |= Number.isNaN(value) ? 0 : 1 << f));
  const differs = values.map((value) =>
    values.reduce((bits, other, f) => (other === value || Number.isNaN(other) || Number.isNaN(value) ? bits : bits | (1 << f)), 0),
  );
  const fit = { mask, differs };
  if (SHAPES.size < MOST_SHAPES) SHAPES.set(shape, fit);
  return fit;
}

/** Groups of digits that are no thousands where a whole column has them: four of at most 255, or three of three digits and no mark besides. */
function isNumberedName(cell: string): boolean {
  const text = plainCharacters(cell);
  return /^\d{3}([ .])\d{3}\1\d{3}$/.test(text) || (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split(".").every((part) => Number(part) <= 255));
}

const POINT_ONLY = FORMS.reduce((bits, form, f) => (form.decimal === "." ? bits | (1 << f) : bits), 0);

export class NumberGuess {
  /** Bits of `FORMS` that fit every value; 0: none, so these are texts. */
  mask = (1 << FORMS.length) - 1;
  /** For each form the forms that read some value as another number. */
  readonly differs: number[] = FORMS.map(() => 0);
  /** Cells that are no plain number. */
  unusual = 0;
  /** A value has a decimal mark or separator. */
  marked = false;
  /** The first cell that is no plain number; then the first that two forms read differently. */
  example = "";
  disputed = "";
  /** The first cell that no form fits. */
  misfit: { readonly cell: string; readonly line: number } | null = null;
  /** Every number stands in parentheses: references, not losses. */
  #allInParentheses = true;
  /** Every number is written as an address (192.168.100.101) or a telephone number (555 100 200). */
  #allNames = true;
  readonly #units = new Map<string, { readonly prefix: string; readonly suffix: string }>();

  /** A cell that is a plain number. */
  seePlain(cell: string, value: number): void {
    if (this.misfit) return;
    this.#allInParentheses = false;
    this.#allNames = false;
    // A nought needs no unit.
    if (value !== 0 && this.#units.size <= MOST_UNITS && !this.#units.has("\0")) this.#units.set("\0", { prefix: "", suffix: "" });
    if (!cell.includes(".")) return;
    this.marked = true;
    if ((this.mask & ~POINT_ONLY) !== 0) this.#narrow(cell[0] === "-" || cell[0] === "+" ? cell.slice(1) : cell, cell, 0);
  }

  /** Any other cell. */
  see(cell: string, line: number): void {
    if (this.misfit) return;
    this.unusual++;
    const parts = numberParts(cell);
    if (!parts) {
      this.misfit = { cell, line };
      return;
    }
    if (this.example === "") this.example = cell;
    if (!parts.inParentheses) this.#allInParentheses = false;
    this.#allNames &&= isNumberedName(cell);
    this.marked ||= /[.,' ]/.test(parts.digits);
    const bare = parts.prefix === "" && parts.suffix === "";
    if (this.#units.size <= MOST_UNITS && !(bare && /^[0.,]+$/.test(parts.digits))) this.#units.set(`${parts.prefix}\0${parts.suffix}`, parts);
    if (this.#units.size > MOST_UNITS) this.misfit = { cell, line };
    this.#narrow(parts.digits, cell, line);
  }

  #narrow(digits: string, cell: string, line: number): void {
    const { mask, differs } = fitOf(digits);
    this.mask &= mask;
    if (this.mask === 0) this.misfit = { cell, line };
    for (let f = 0; f < differs.length; f++) {
      this.differs[f]! |= differs[f]!;
      if (this.disputed === "" && (differs[f]! & this.mask & ~1) !== 0 && (this.mask & (1 << f)) !== 0) this.disputed = cell;
    }
  }

  get fits(): boolean {
    return this.misfit === null && !(this.unusual > 0 && (this.#allInParentheses || this.#allNames));
  }

  /** Different units, the plural of one apart; of “month” and “months” the longer. */
  units(): { readonly prefix: string; readonly suffix: string }[] {
    const all = [...this.#units.values()];
    return all.filter((a) => !all.some((b) => b !== a && b.prefix === a.prefix && a.suffix !== "" && b.suffix === pluralOf(a.suffix)));
  }
}
