/** @file A table for a text before it is spelled: the figures of configurations, and how they are to be shown. */
import type { At, Measure } from "#shared/metrics/measure.ts";
import type { ExportData } from "./metric-cells.ts";
import type { ResultTable } from "./result-table.ts";

export interface Paper {
  readonly input: ExportData;
  /** Of configurations, with the columns of all measures that are asked for. */
  readonly table: ResultTable;
  readonly at: At;
  readonly baselineId: number | null;
  readonly decimals: number;
  /** Columns. */
  readonly measures: readonly Measure[];
  /** Per-class tables below: only where the columns were not chosen. */
  readonly perClass: readonly ("recall" | "averagePrecision")[];
  /** Rows were chosen, and stand as they were given. */
  readonly rowsChosen: boolean;
  /** Rows are the best of each family: what they are called, and what must be said. */
  readonly families: { readonly nameOf: (configId: number) => string; readonly notes: readonly string[] } | null;
}
