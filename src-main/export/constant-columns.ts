/** @file Columns that say the same in every row stand once above a table that people read. The rows are gone through once for that. */
import type { Cell } from "./cell.ts";
import type { ResultTable } from "./result-table.ts";

export interface ShownColumns {
  /** Places of the columns that differ between rows; all with fewer than two rows. */
  readonly shown: readonly number[];
  /** Places of the others that have a value, with it. */
  readonly constant: readonly { readonly place: number; readonly value: Cell }[];
  /** By place: whether a figure stands in it. */
  readonly isNumber: readonly boolean[];
}

export function shownColumns({ columns, rows }: Pick<ResultTable, "columns" | "rows">): ShownColumns {
  const places = columns.map((_, i) => i);
  let first: readonly Cell[] | undefined;
  const varies = columns.map(() => rows.length < 2);
  const isNumber = columns.map(() => false);
  for (const row of rows) {
    const beginning = (first ??= row);
    for (const i of places) {
      if (!Object.is(row[i], beginning[i])) varies[i] = true;
      if (typeof row[i] === "number") isNumber[i] = true;
    }
  }
  return {
    shown: places.filter((i) => varies[i]),
    constant: places.flatMap((place) => (varies[place] || first![place] === null ? [] : [{ place, value: first![place]! }])),
    isNumber,
  };
}
