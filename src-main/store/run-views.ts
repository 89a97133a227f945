/** @file Runs as the window shows them. Reads: tables run, config, confusion, epoch_metric. */
import { configLabel, type Varying } from "#shared/sweep/config-label.ts";
import { ParamsSchema } from "#shared/params/value.ts";
import { ErrorDataSchema } from "#shared/errors/error-data.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { CountsShape, Task } from "#shared/task/task.ts";
import { type CompareRun, CompareRunSchema, type EpochRecord, EpochRecordSchema, type RunRow, RunRowSchema } from "#shared/wire/records.ts";
import type { RunError } from "#shared/wire/run-error.ts";
import type { RunFlag } from "#shared/wire/run-flags.ts";
import { anatomyOfRun, flagsOfRun, flagsOfSweep, settledOfRun } from "./measure-rows.ts";
import { lastMatrices, latestMatrices, matricesOfRun } from "./confusion-rows.ts";
import type { ReadDb } from "./open.ts";
import { SELECTS } from "./result-rows.ts";
import { taskOfSweep, varyingOfSweep } from "./sweep-rows.ts";

/** Of a version until schema 6 there may be its sentence alone. */
const ERROR = "error_code AS errorCode, error_data AS errorData, error_text AS errorText";
interface RawError {
  readonly errorCode: string | null;
  readonly errorData: string | null;
  readonly errorText: string | null;
}
const errorOf = ({ errorCode, errorData, errorText }: RawError): RunError | null =>
  errorCode === null
    ? null
    : { code: errorCode, data: errorData === null ? {} : ErrorDataSchema.parse(JSON.parse(errorData)), kept: errorData === null ? errorText : null };

/** A script need not name them as a parameter. */
const EPOCHS = "coalesce(c.epochs, (SELECT s.spec ->> '$.training.epochs' FROM sweep s WHERE s.id = r.sweep_id))";
const COLUMNS = `r.id, r.sweep_id AS sweepId, r.config_id AS configId, r.seed, r.state, r.epoch, ${EPOCHS} AS epochs, r.attempts, r.engine, r.started_at AS startedAt,
  r.finished_at AS finishedAt, r.train_ms AS trainMs, r.best_epoch AS bestEpoch, ${ERROR}, c.params`;

type Raw = RawError & Omit<RunRow, "label" | "error" | "flags" | "validationMacroF1" | "validationRecalls"> & { readonly params: string };

function toRow(raw: Raw, varying: Varying, matrix: readonly number[] | undefined, task: Task, flags: readonly RunFlag[]): RunRow {
  return RunRowSchema.parse({
    ...raw,
    error: errorOf(raw),
    flags,
    label: configLabel(ParamsSchema.parse(JSON.parse(raw.params)), varying),
    validationMacroF1: matrix ? task.macroF1(matrix) : null,
    validationRecalls: matrix ? task.perClass(matrix).map((c) => c.recall) : null,
  });
}

/** All runs of a sweep in queue order; no cap. */
export function listRuns(db: ReadDb, sweepId: number, classes: number): RunRow[] {
  const rows = db.prepare(`SELECT ${COLUMNS} FROM run r JOIN config c ON c.id = r.config_id WHERE r.sweep_id = ? ORDER BY r.id`).all(sweepId) as Raw[];
  const task = taskOfSweep(db, sweepId);
  const matrices = lastMatrices(db, sweepId, task.countsShape(classes));
  const varying = varyingOfSweep(db, sweepId);
  const flags = flagsOfSweep(db, sweepId);
  return rows.map((row) => toRow(row, varying, matrices.get(row.id), task, flags.get(row.id) ?? []));
}

/** The rows of these runs, all of one sweep. */
export function readRuns(db: ReadDb, sweepId: number, ids: readonly number[], classes: number): RunRow[] {
  const query = db.prepare(`SELECT ${COLUMNS} FROM run r JOIN config c ON c.id = r.config_id WHERE r.id = ?`);
  const task = taskOfSweep(db, sweepId);
  const matrices = latestMatrices(db, ids, task.countsShape(classes));
  const varying = varyingOfSweep(db, sweepId);
  return ids.flatMap((id) => {
    const row = query.get(id) as Raw | undefined;
    return row ? [{ ...toRow(row, varying, matrices.get(id), task, flagsOfRun(db, id)), settled: settledOfRun(db, id) }] : [];
  });
}

/** Values of the metric that selects, by epoch, where no counts give them; null: that epoch has none. */
export function selectsOfRun(db: ReadDb, runId: number): Map<number, number | null> {
  const query = db.prepare(`SELECT epoch, value FROM epoch_metric WHERE run_id = ? AND name LIKE '${SELECTS}%'`);
  return new Map(query.raw().all(runId) as [epoch: number, value: number | null][]);
}

/** All stored epochs of a run, ascending. */
export function listEpochs(db: ReadDb, runId: number, { rows, columns }: CountsShape): EpochRecord[] {
  const losses = db
    .prepare("SELECT epoch, value AS trainLoss, kind AS lossKind FROM epoch_metric WHERE run_id = ? AND name = 'train_loss' ORDER BY epoch")
    .all(runId) as Omit<EpochRecord, "validation" | "test" | "anatomy" | "selects">[];
  const selects = selectsOfRun(db, runId);
  const shape = { rows, columns };
  const validation = matricesOfRun(db, runId, shape, "validation");
  const test = matricesOfRun(db, runId, shape, "test");
  const anatomy = anatomyOfRun(db, runId);
  const empty = new Array<number>(rows * columns).fill(0);
  return losses.map((row) =>
    EpochRecordSchema.parse({
      ...row,
      validation: validation.get(row.epoch) ?? empty,
      test: test.get(row.epoch) ?? empty,
      anatomy: anatomy.get(row.epoch) ?? null,
      ...(selects.has(row.epoch) ? { selects: selects.get(row.epoch) } : {}),
    }),
  );
}

export interface RunFacts {
  readonly backend: string | null;
  readonly engineVersion: string | null;
  readonly cohortSize: number | null;
  readonly threads: number | null;
}

/** @throws AppError `run/not-found`. */
export function getRunFacts(db: ReadDb, runId: number): RunFacts {
  const row = db.prepare("SELECT backend, engine_version AS engineVersion, cohort_size AS cohortSize, threads FROM run WHERE id = ?").get(runId);
  if (!row) throw new AppError("run/not-found", { what: "run", id: runId });
  return row as RunFacts;
}

const CompareRowSchema = CompareRunSchema.omit({ counts: true });

/** Every run of a sweep without its counts, by id ascending. */
export function listCompareRows(db: ReadDb, sweepId: number): Omit<CompareRun, "counts">[] {
  const rows = db
    .prepare(
      `SELECT id, config_id AS configId, seed, state, epoch, best_epoch AS bestEpoch, train_ms AS trainMs, engine, backend, engine_version AS engineVersion,
         started_at AS startedAt, finished_at AS finishedAt, ${ERROR} FROM run WHERE sweep_id = ? ORDER BY id`,
    )
    .all(sweepId) as (RawError & Omit<CompareRun, "counts" | "error" | "flags">)[];
  const flags = flagsOfSweep(db, sweepId);
  return rows.map((row) => CompareRowSchema.parse({ ...row, error: errorOf(row), flags: flags.get(row.id) ?? [] }));
}
