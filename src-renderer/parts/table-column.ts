/** @file What a table shows of a row: one column. */
import type { Snippet } from "svelte";

export interface TableColumn<Row> {
  readonly id: string;
  /** Header, with the unit; short. */
  readonly label: string;
  /** Second line of the header, e.g. the part of the data. */
  readonly under?: string;
  /** Long name: tooltip of the header, and name in the column chooser unless `choice` is there. */
  readonly title?: string;
  /** Name in the column chooser: as long as it takes to tell it from the others. */
  readonly choice?: string;
  /** Heading in the column chooser. */
  readonly group?: string;
  /** Smallest width in CSS pixels. */
  readonly width: number;
  /** Share of the space left over; 0 keeps the width. */
  readonly grow?: number;
  readonly align?: "start" | "end";
  /** The value as text: shown unless there is a cell, copied, and the tooltip of a cut cell. */
  readonly text: (row: Row) => string;
  /** Order of the column; without it the column cannot be sorted. null goes last in both directions. */
  readonly sort?: (row: Row) => number | string | null;
  /** What the first click on the heading shows first; numbers from the top, texts from A unless said. */
  readonly first?: "highest" | "lowest";
  /** Gets the column too, so that one snippet serves many columns. */
  readonly cell?: Snippet<[Row, TableColumn<Row>]>;
  /** True: always shown, never in the chooser. */
  readonly fixed?: boolean;
}

export interface TableSort {
  readonly id: string;
  readonly descending: boolean;
}

/** Order of two sort values; null goes last whatever the direction, so undefined metrics never top a list. */
export function compareValues(a: number | string | null, b: number | string | null, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
  return descending ? -order : order;
}

/** Sorted copy, stable; each row's value is read once. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], sort: TableSort | null): readonly Row[] {
  const value = sort && columns.find((c) => c.id === sort.id)?.sort;
  if (!value) return rows;
  return rows
    .map((row) => ({ row, value: value(row) }))
    .sort((a, b) => compareValues(a.value, b.value, sort.descending))
    .map((entry) => entry.row);
}

/**
 * Widths in CSS pixels: each column its own, the space left over by share.
 * @param room width of the table; when the columns need more, they keep their own widths and the table scrolls.
 */
export function columnWidths(columns: readonly Pick<TableColumn<never>, "width" | "grow">[], room: number): number[] {
  const own = columns.reduce((sum, c) => sum + c.width, 0);
  const shares = columns.reduce((sum, c) => sum + (c.grow ?? 0), 0);
  const left = Math.max(0, room - own);
  return columns.map((c) => (shares > 0 ? c.width + Math.floor((left * (c.grow ?? 0)) / shares) : c.width));
}
