/** @file Reads confusion counts back as matrices. Reads: tables confusion, run. */
import type { CountsShape } from "#shared/task/task.ts";
import { matrixOfCells } from "#shared/wire/matrix-cells.ts";
import type { ReadDb } from "./open.ts";

interface Cell {
  readonly runId: number;
  readonly epoch: number;
  readonly actual: number;
  readonly predicted: number;
  readonly n: number;
}

/** Row-major counts of the shape that the task of the sweep counts in. */
export type Matrix = number[];

function fill(matrix: Matrix | undefined, { rows, columns }: CountsShape, cell: Cell): Matrix {
  const filled = matrix ?? new Array<number>(rows * columns).fill(0);
  filled[cell.actual * columns + cell.predicted] = cell.n;
  return filled;
}

/** Which epoch of which runs: "best" and "moved" of complete ones, "moved" the last where the best is another; "last" of all. */
const EPOCHS = {
  best: { epoch: "r.best_epoch", when: "r.state = 'complete'" },
  moved: { epoch: "r.epoch", when: "r.state = 'complete' AND r.epoch IS NOT r.best_epoch" },
  last: { epoch: "r.epoch", when: "TRUE" },
} as const;

/**
 * Of every run of a sweep, by id ascending, the filled cells of its matrix as the JSON of a list (src-shared/wire/matrix-cells.ts); null without any.
 * One text per run: as rows of their own the cells of ten thousand runs take four times as long.
 */
export function cellsOfSweep(
  db: ReadDb,
  sweepId: number,
  { rows: height, columns }: CountsShape,
  split: "validation" | "test",
  at: keyof typeof EPOCHS,
): [runId: number, cells: string | null][] {
  const { epoch, when } = EPOCHS[at];
  return db
    .prepare(
      `SELECT r.id, CASE WHEN ${when} THEN (SELECT '[' || group_concat(f.n * @cells + f.actual * @columns + f.predicted) || ']' FROM confusion f
         WHERE f.run_id = r.id AND f.split = @split AND f.epoch = ${epoch}) END
       FROM run r WHERE r.sweep_id = @sweepId ORDER BY r.id`,
    )
    .raw()
    .all({ cells: height * columns, columns, split, sweepId }) as [number, string | null][];
}

/** Validation matrices of every run of a sweep at its last epoch, by run id. A run without that epoch is absent. */
export function lastMatrices(db: ReadDb, sweepId: number, shape: CountsShape): Map<number, Matrix> {
  const rows = cellsOfSweep(db, sweepId, shape, "validation", "last");
  return new Map(rows.flatMap(([id, cells]) => (cells === null ? [] : [[id, matrixOfCells(JSON.parse(cells) as number[], shape)]])));
}

/** Validation matrices of the latest epoch of these runs. */
export function latestMatrices(db: ReadDb, runIds: readonly number[], shape: CountsShape): Map<number, Matrix> {
  const query = db.prepare(
    `SELECT f.run_id AS runId, f.epoch, f.actual, f.predicted, f.n FROM run r
     JOIN confusion f ON f.run_id = r.id AND f.split = 'validation' AND f.epoch = r.epoch WHERE r.id = ?`,
  );
  const matrices = new Map<number, Matrix>();
  for (const id of runIds) for (const cell of query.all(id) as Cell[]) matrices.set(id, fill(matrices.get(id), shape, cell));
  return matrices;
}

/** One epoch of one run; without any counts all are 0. */
export function matrixAt(db: ReadDb, runId: number, shape: CountsShape, split: "validation" | "test", epoch: number): Matrix {
  const query = db.prepare("SELECT run_id AS runId, epoch, actual, predicted, n FROM confusion WHERE run_id = ? AND split = ? AND epoch = ?");
  const empty = new Array<number>(shape.rows * shape.columns).fill(0);
  return (query.all(runId, split, epoch) as Cell[]).reduce((matrix, cell) => fill(matrix, shape, cell), empty);
}

/** All epochs of one run, by epoch. */
export function matricesOfRun(db: ReadDb, runId: number, shape: CountsShape, split: "validation" | "test"): Map<number, Matrix> {
  const cells = db
    .prepare("SELECT run_id AS runId, epoch, actual, predicted, n FROM confusion WHERE run_id = ? AND split = ? ORDER BY epoch")
    .all(runId, split) as Cell[];
  const matrices = new Map<number, Matrix>();
  for (const cell of cells) matrices.set(cell.epoch, fill(matrices.get(cell.epoch), shape, cell));
  return matrices;
}
