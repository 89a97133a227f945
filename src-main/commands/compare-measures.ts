/**
 * @file The stored measures of every complete run of a sweep, as columns.
 * Reads: store. In slices: ten thousand runs at once would hold a process that draws the window up for a second.
 */
import { atOnce } from "#shared/numbers/at-once.ts";
import { ColumnTable } from "#shared/results/column-table.ts";
import { RAW } from "#shared/metrics/measure.ts";
import type { ParsedInput } from "#shared/wire/contract.ts";
import type { CompareMeasures } from "#shared/wire/records.ts";
import { absentVariants, measuredRuns, measureReader } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { listRunIds } from "../store/run-rows.ts";
import { getSweep } from "../store/sweep-rows.ts";

const SLICE_RUNS = 100;
type Request = ParsedInput<"compare.measures">;

/** A pause after each slice. @throws AppError `run/not-found`. */
export function* measureSlices(db: ReadDb, { sweepId, at, split, classes, columns }: Request): Generator<undefined, CompareMeasures> {
  getSweep(db, sweepId);
  const table = new ColumnTable(columns);
  const choice = { classes: columns ? columns.some((key) => key.includes(":")) : classes, variants: columns && table.asked };
  const read = measureReader(db, at, split, choice);
  const isMeasured = measuredRuns(db, at, split);
  for (const [n, id] of listRunIds(db, sweepId, ["complete"]).entries()) {
    const found = read(id);
    if (found.length > 0 || (columns && isMeasured(id))) table.add(id, found);
    if (n % SLICE_RUNS === 0) yield;
  }
  // Of the raw figures nothing is ever said to be absent.
  if (table.asked.some((variant) => variant !== RAW) || !columns) table.say(absentVariants(db, sweepId, at));
  return table.whole();
}

/** {@link measureSlices} at once, for a process without a window. */
export function compareMeasures(db: ReadDb, request: Request): CompareMeasures {
  return atOnce(measureSlices(db, request));
}
