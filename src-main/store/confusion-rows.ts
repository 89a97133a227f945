/** @file Reads confusion counts back as matrices. Reads: tables confusion, run. */
import type { CountsShape } from "#shared/task/task.ts";
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

/**
 * Matrices of every run of a sweep at its best or last epoch, by run id. A run without that epoch is absent.
 * The cells of a run come as one text: as rows of their own those of ten thousand runs take four times as long.
 * @param at "moved": the last epoch, of the runs alone whose best is another.
 */
export function matricesOfSweep(
  db: ReadDb,
  sweepId: number,
  { rows: height, columns }: CountsShape,
  split: "validation" | "test",
  at: "best" | "last" | "moved",
): Map<number, Matrix> {
  const epoch = at === "best" ? "r.best_epoch" : "r.epoch";
  const cells = height * columns;
  const rows = db
    .prepare(
      `SELECT r.id, (SELECT json_group_array(f.n * @cells + f.actual * @columns + f.predicted) FROM confusion f
         WHERE f.run_id = r.id AND f.split = @split AND f.epoch = ${epoch})
       FROM run r WHERE r.sweep_id = @sweepId${at === "moved" ? " AND r.epoch IS NOT r.best_epoch" : ""} ORDER BY r.id`,
    )
    .raw()
    .iterate({ cells, columns, split, sweepId }) as IterableIterator<[runId: number, packed: string]>;
  const matrices = new Map<number, Matrix>();
  for (const [runId, packed] of rows) {
    const filled = JSON.parse(packed) as number[];
    if (filled.length === 0) continue;
    const matrix = new Array<number>(cells).fill(0);
    for (const cell of filled) matrix[cell % cells] = Math.floor(cell / cells);
    matrices.set(runId, matrix);
  }
  return matrices;
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

/** All epochs of one run, by epoch. */
export function matricesOfRun(db: ReadDb, runId: number, shape: CountsShape, split: "validation" | "test"): Map<number, Matrix> {
  const cells = db
    .prepare("SELECT run_id AS runId, epoch, actual, predicted, n FROM confusion WHERE run_id = ? AND split = ? ORDER BY epoch")
    .all(runId, split) as Cell[];
  const matrices = new Map<number, Matrix>();
  for (const cell of cells) matrices.set(cell.epoch, fill(matrices.get(cell.epoch), shape, cell));
  return matrices;
}
