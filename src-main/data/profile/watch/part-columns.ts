/**
 * @file Finds the columns of a table that say the part of every row, by which a sweep can split it.
 * Reads: rows of a table.
 */
import { partOf } from "../../split/split-column.ts";

export class PartColumns {
  readonly #names: readonly string[];
  /** Columns that held nothing else so far; of ordinary data none is left after the first row. */
  #indexes: number[];

  /** @param labelIndex never a candidate. */
  constructor(names: readonly string[], labelIndex: number) {
    this.#names = names;
    this.#indexes = names.flatMap((_, i) => (i === labelIndex ? [] : [i]));
  }

  see(cells: readonly string[]): void {
    if (this.#indexes.some((i) => partOf(cells[i]!) === undefined)) this.#indexes = this.#indexes.filter((i) => partOf(cells[i]!) !== undefined);
  }

  /** In file order. */
  names(): string[] {
    return this.#indexes.map((i) => this.#names[i]!);
  }
}
