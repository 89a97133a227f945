/**
 * @file The numbers of the score columns: plain, or with a decimal comma, whichever all cells of the file agree on.
 * Reads: trimmed cells, in file order.
 */
import { MISSING_WORDS } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { PLAIN_NUMBER } from "#shared/data/reading/plain-number.ts";

/** "1,234" in every cell is one number of a thousand or another of one: of logits nobody can tell, of probabilities it is the smaller. */
type Style = "plain" | "comma" | "thousands";

const DECIMAL_COMMA = /^[+-]?(?:[1-9]\d{0,2}(?:[. '\u00a0\u202f]\d{3})+|\d*),\d+(?:[eE][+-]?\d+)?$/;
const THOUSANDS_COMMA = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/;
const INFINITE = /^[+-]?inf(inity)?$/i;
const MISSING = new Set(["", ...MISSING_WORDS].map((word) => word.toLowerCase()));

/** @param cell trimmed. @returns NaN for a cell that is no number in that style. */
export function scoreNumber(cell: string, style: Style): number {
  if (PLAIN_NUMBER.test(cell)) return Number(cell);
  if (style === "comma" && DECIMAL_COMMA.test(cell)) return Number(cell.replaceAll(/[. '\u00a0\u202f]/g, "").replace(",", "."));
  if (style === "thousands" && THOUSANDS_COMMA.test(cell)) return Number(cell.replaceAll(",", ""));
  return NaN;
}

interface Place {
  /** In `values`. */
  readonly at: number;
  readonly cell: string;
  readonly line: number;
  readonly column: string;
}

export class ScoreCells {
  /** Row-major as added; NaN for a missing cell. */
  readonly values: number[] = [];
  /** Most decimals that a cell has: how far a sum of rounded probabilities may be off. */
  decimals = 0;
  readonly #file: string;
  readonly #withComma: Place[] = [];
  #withPoint: Place | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws AppError `predictions/score` for a text. */
  add(raw: string, line: number, column: string): void {
    const cell = raw.replace(/^[\u2212\u2013](?=[\d.,])/, "-");
    const place: Place = { at: this.values.length, cell, line, column };
    const value = scoreNumber(cell, "plain");
    if (!Number.isNaN(value)) {
      this.#count(cell, ".");
      if (cell.includes(".")) this.#withPoint ??= place;
      this.values.push(value);
    } else if (INFINITE.test(cell)) this.values.push(cell.startsWith("-") ? -Infinity : Infinity);
    else if (MISSING.has(cell.toLowerCase())) this.values.push(NaN);
    else if (DECIMAL_COMMA.test(cell) || THOUSANDS_COMMA.test(cell)) {
      this.#withComma.push(place);
      this.values.push(NaN);
    } else throw this.#refuse(place, "a number");
  }

  /** Reads the cells with a comma. @throws AppError `predictions/score` for cells of two styles, `predictions/comma` where both fit all. */
  finish(kind: "probabilities" | "logits"): void {
    const [first] = this.#withComma;
    if (!first) return;
    const style = this.#style(kind, first);
    if (style === "comma" && this.#withPoint) throw this.#refuse(this.#withPoint, `a number with a decimal comma, as “${first.cell}” on line ${first.line} is`);
    for (const place of this.#withComma) {
      const value = scoreNumber(place.cell, style);
      if (Number.isNaN(value)) throw this.#refuse(place, `a number like “${first.cell}” on line ${first.line}`);
      if (style === "comma") this.#count(place.cell, ",");
      this.values[place.at] = value;
    }
  }

  #style(kind: "probabilities" | "logits", first: Place): Style {
    if (this.#withComma.some(({ cell }) => !THOUSANDS_COMMA.test(cell))) return "comma";
    if (this.#withComma.some(({ cell }) => !DECIMAL_COMMA.test(cell))) return "thousands";
    if (kind === "probabilities") return "comma";
    throw new AppError("predictions/comma", { line: first.line, file: this.#file, column: first.column, value: first.cell });
  }

  #count(cell: string, mark: string): void {
    const at = cell.indexOf(mark);
    const digits = /^\d*/.exec(cell.slice(at + 1))![0].length;
    const exponent = Number(/[eE]([+-]?\d+)$/.exec(cell)?.[1] ?? 0);
    this.decimals = Math.max(this.decimals, (at < 0 ? 0 : digits) - exponent);
  }

  #refuse({ line, column, cell }: Place, expected: string): AppError {
    return new AppError("predictions/score", { line, file: this.#file, column, value: cell, expected });
  }
}
