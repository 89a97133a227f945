/**
 * @file What Compare needs of a sweep, as it travels: runs and configurations by column, confusion counts by their filled cells.
 * Row by row those of ten thousand runs are three times the bytes, and made and parsed in five times the time. Reads: its JSON.
 */
import { z } from "zod";
import type { Params } from "../params/value.ts";
import { taskOf } from "../task/registry.ts";
import type { CountsShape } from "../task/task.ts";
import { matrixOfCells } from "./matrix-cells.ts";
import { PackedTableSchema, unpackTable } from "./packed-table.ts";
import { type CompareData, CompareDataSchema, type CompareRun, type Config } from "./records.ts";

/** For each run its cells as in matrix-cells.ts; null where there are none, and of runs whose counts are no result yet. */
const CellsSchema = z.object({ validation: z.array(z.array(z.int()).nullable()), test: z.array(z.array(z.int()).nullable()) });
export const CompareColumnsSchema = CompareDataSchema.omit({ configs: true, runs: true }).extend({
  configs: PackedTableSchema,
  /** Of each configuration, by name: most are the same in all of them. */
  configParams: PackedTableSchema,
  /** All of a run but its counts. */
  runs: PackedTableSchema,
  best: CellsSchema,
  /** At the last epoch of the runs whose best is another; the others have none here. */
  moved: CellsSchema,
});
export type CompareColumns = z.infer<typeof CompareColumnsSchema>;
export type Cells = z.infer<typeof CellsSchema>;
export type CompareRow = Omit<CompareRun, "counts">;
type Counts = NonNullable<CompareRun["counts"]>;

export function compareOfColumns({ configs, configParams, runs, best, moved, ...rest }: CompareColumns): CompareData {
  const params = unpackTable(configParams) as Params[];
  return {
    ...rest,
    configs: unpackTable(configs).map((config, i) => ({ ...config, params: params[i]! }) as unknown as Config),
    runs: withCounts(unpackTable(runs) as unknown as CompareRow[], best, moved, taskOf(rest.spec).countsShape(rest.classNames.length)),
  };
}

/** @returns the runs with their counts: null where a part of them is not there. */
export function withCounts(rows: readonly CompareRow[], best: Cells, moved: Cells, shape: CountsShape): CompareRun[] {
  return rows.map((run, i) => ({ ...run, counts: countsOf(run, best, moved, i, shape) }));
}

function countsOf(run: CompareRow, best: Cells, moved: Cells, i: number, shape: CountsShape): Counts | null {
  const atBest = matricesAt(best, i, shape);
  const atLast = run.epoch === run.bestEpoch ? atBest : matricesAt(moved, i, shape);
  return atBest && atLast && { best: atBest, last: atLast };
}

function matricesAt({ validation, test }: Cells, i: number, shape: CountsShape): Counts["best"] | null {
  const [forValidation, forTest] = [validation[i], test[i]];
  return forValidation && forTest ? { validation: matrixOfCells(forValidation, shape), test: matrixOfCells(forTest, shape) } : null;
}
