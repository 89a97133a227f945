/**
 * @file Columns of cells by the place of their row, numbers at eight bytes each: rows by name take five times that, and a table of configurations has
 * thousands of columns.
 */
import type { Cell } from "./cell.ts";

/** Writes one cell of a column; a row that is not written has none. */
type Put = (row: number, cell: Cell) => void;

export class NumberColumns {
  readonly #rows: number;
  readonly names: string[] = [];
  readonly #columns: (Float64Array | Cell[])[] = [];

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** A column of numbers and empty cells: NaN, which is no figure, reads as empty. */
  addNumbers(name: string): (row: number, value: number | null) => void {
    const column = new Float64Array(this.#rows).fill(NaN);
    this.#add(name, column);
    return (row, value) => (column[row] = value ?? NaN);
  }
  addTexts(name: string): Put {
    const column = new Array<Cell>(this.#rows).fill(null);
    this.#add(name, column);
    return (row, cell) => (column[row] = cell);
  }

  /** In the order of `names`. */
  row(at: number): Cell[] {
    return this.#columns.map((column) => {
      const cell = column[at]!;
      return typeof cell === "number" && Number.isNaN(cell) ? null : cell;
    });
  }

  #add(name: string, column: Float64Array | Cell[]): void {
    this.names.push(name);
    this.#columns.push(column);
  }
}
