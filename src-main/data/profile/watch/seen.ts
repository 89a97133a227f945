/** @file What one reading of a file has gathered, from which the findings are drawn. */
import type { DataFinding } from "#shared/data/findings.ts";
import type { ClassCount, Column, ImportOptions } from "#shared/data/dataset.ts";
import type { ColumnTally } from "../../cells/column-tally.ts";
import type { Numbers } from "../../cells/settle-numbers.ts";
import type { SampledRow } from "./class-sample.ts";
import type { GroupWatch } from "./group-watch.ts";
import type { NumberOddities } from "./number-oddities.ts";

/** Rows as a whole; the lines are those of the first such row. */
export interface RowTally {
  kept: number;
  withoutLabel: number;
  firstWithoutLabel: { line: number; cell: string } | null;
  withMissingValue: number;
  firstWithMissingValue: number | null;
}

/** Groups of the data set's group column. */
export interface GroupTally {
  readonly column: string;
  readonly groups: number;
  readonly rowsWithout: number;
  /** By class name, counted up to 3. */
  readonly ofClass: ReadonlyMap<string, number>;
}

export interface Seen {
  readonly options: ImportOptions;
  /** Every column of the file. */
  readonly names: readonly string[];
  readonly rows: RowTally;
  readonly classes: readonly ClassCount[];
  /** Rows by label as it stands in the file. */
  readonly labels: ReadonlyMap<string, number>;
  readonly columns: readonly Column[];
  /** These and the next have the order of `columns`. */
  readonly tallies: readonly ColumnTally[];
  readonly numbers: readonly Numbers[];
  readonly indexes: readonly ("sorted" | "shuffled" | null)[];
  readonly oddities: readonly NumberOddities[];
  readonly groupWatches: readonly GroupWatch[];
  readonly sample: readonly SampledRow[];
  /** Rows of the file, by the label of a sampled row. */
  readonly rowsOfLabel: readonly number[];
  readonly duplicates: number;
  /** There are too many different rows to remember them all. */
  readonly duplicatesEstimated: boolean;
  /** Positions among the columns: the first and one that repeats it. */
  readonly equal: readonly (readonly [number, number])[];
  readonly partColumns: readonly string[];
  readonly groups: GroupTally | null;
  /** Of the shape of the file. */
  readonly shape: readonly DataFinding[];
}
