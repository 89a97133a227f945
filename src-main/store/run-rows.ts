/**
 * @file SQL of runs and of their states. Reads and writes: table run.
 * Every change of state names the states it may start from in its WHERE: a finished run is final whoever asks.
 */
import type { ErrorData } from "#shared/errors/error-data.ts";
import { AppError, type ErrorCode } from "#shared/errors/errors.ts";
import { type Params, ParamsSchema } from "#shared/params/value.ts";
import { RUN_STATES, type RunState } from "#shared/wire/run-state.ts";
import type { ReadDb, WriteDb } from "./open.ts";

/** What the queue needs to train a run. */
export interface ClaimedRun {
  readonly id: number;
  readonly sweepId: number;
  readonly configId: number;
  readonly seed: number;
  readonly attempts: number;
  readonly epoch: number;
  readonly params: Params;
}

export interface Claim {
  /** Who trains it: one start of one process. */
  readonly owner: string;
  readonly now: string;
}

const CLAIMED = `r.id, r.sweep_id AS sweepId, r.config_id AS configId, r.seed, r.attempts, r.epoch, c.params`;

/** The oldest sweep with runs to train. @param only null: any. @returns null when nothing waits. */
export function nextSweep(db: ReadDb, only: number | null): number | null {
  const row = db
    .prepare(
      `SELECT r.sweep_id AS sweepId FROM run r JOIN sweep s ON s.id = r.sweep_id
       WHERE r.state = 'waiting' AND s.paused = 0 AND (@only IS NULL OR r.sweep_id = @only) ORDER BY r.sweep_id, r.id LIMIT 1`,
    )
    .get({ only }) as { sweepId: number } | undefined;
  return row?.sweepId ?? null;
}

/**
 * Takes the next waiting runs of a sweep that can train together: those of the same kind (loss-options.ts) as the first.
 * One transaction; attempts are counted here, so a process that dies hard still uses one up.
 * @param portion how many of those that wait.
 */
export function claimCohort(db: WriteDb, claim: Claim, sweepId: number, portion: (waiting: number) => number): ClaimedRun[] {
  return db
    .transaction(() => {
      const head = db
        .prepare(
          `SELECT c.kind FROM run r JOIN sweep s ON s.id = r.sweep_id JOIN config c ON c.id = r.config_id
           WHERE r.state = 'waiting' AND s.paused = 0 AND r.sweep_id = ? ORDER BY r.id LIMIT 1`,
        )
        .get(sweepId) as { kind: string } | undefined;
      if (!head) return [];
      const mates = `FROM run r JOIN config c ON c.id = r.config_id WHERE r.state = 'waiting' AND r.sweep_id = ? AND c.kind = ?`;
      const { waiting } = db.prepare(`SELECT count(*) AS waiting ${mates}`).get(sweepId, head.kind) as { waiting: number };
      const rows = db.prepare(`SELECT ${CLAIMED} ${mates} ORDER BY r.id LIMIT ?`).all(sweepId, head.kind, portion(waiting)) as (Omit<ClaimedRun, "params"> & {
        params: string;
      })[];
      const mark = db.prepare(
        `UPDATE run SET state = 'running', attempts = attempts + 1, lease_owner = ?, started_at = coalesce(started_at, ?),
           finished_at = NULL, error_code = NULL, error_data = NULL, error_text = NULL WHERE id = ? AND state = 'waiting'`,
      );
      for (const row of rows) mark.run(claim.owner, claim.now, row.id);
      return rows.map((row) => ({ ...row, params: ParamsSchema.parse(JSON.parse(row.params)), attempts: row.attempts + 1 }));
    })
    .immediate();
}

export interface EngineFacts {
  readonly engine: string;
  readonly backend: string;
  readonly engineVersion: string;
  readonly cohortSize: number;
  readonly threads: number;
}

export function recordEngine(db: WriteDb, ids: readonly number[], facts: EngineFacts): void {
  const set = db.prepare("UPDATE run SET engine = ?, backend = ?, engine_version = ?, cohort_size = ?, threads = ? WHERE id = ? AND state = 'running'");
  db.transaction(() => {
    for (const id of ids) set.run(facts.engine, facts.backend, facts.engineVersion, facts.cohortSize, facts.threads, id);
  })();
}

/** The engine that most of what a sweep has was trained on: of its first complete run, else of one in training. @returns null before its first run. */
export function engineOfRuns(db: ReadDb, sweepId: number): string | null {
  const engine = db.prepare("SELECT engine FROM run WHERE sweep_id = ? AND engine IS NOT NULL ORDER BY state = 'complete' DESC, epoch DESC, id LIMIT 1");
  return (engine.pluck().get(sweepId) as string | undefined) ?? null;
}

/** running -> complete. @returns false when the run is no longer running (cancelled meanwhile): its result is then not used. */
export function completeRun(db: WriteDb, id: number, result: { bestEpoch: number; trainMs: number; now: string }): boolean {
  return (
    db
      .prepare("UPDATE run SET state = 'complete', best_epoch = ?, train_ms = ?, finished_at = ?, lease_owner = NULL WHERE id = ? AND state = 'running'")
      .run(result.bestEpoch, result.trainMs, result.now, id).changes === 1
  );
}

/** An AppError is one. */
type Failure = { readonly code: ErrorCode; readonly data: ErrorData };

export function failRun(db: WriteDb, id: number, error: Failure, now: string): boolean {
  const { changes } = db
    .prepare("UPDATE run SET state = 'failed', error_code = ?, error_data = ?, finished_at = ?, lease_owner = NULL WHERE id = ? AND state = 'running'")
    .run(error.code, JSON.stringify(error.data), now, id);
  return changes === 1;
}

/** running -> waiting. @param countAttempt false for a stop that was asked for: the attempt is given back. */
export function releaseRun(db: WriteDb, id: number, countAttempt: boolean, error: Failure | null): void {
  db.prepare(
    `UPDATE run SET state = 'waiting', attempts = attempts - ?, error_code = ?, error_data = ?, lease_owner = NULL WHERE id = ? AND state = 'running'`,
  ).run(countAttempt ? 0 : 1, error?.code ?? null, error ? JSON.stringify(error.data) : null, id);
}

/**
 * The epoch that a run goes on from in this attempt. Further than the attempt before: what ended that one did not keep the run from getting on,
 * so the count starts over.
 */
export function noteStart(db: WriteDb, id: number, epoch: number): void {
  db.prepare("UPDATE run SET attempts = CASE WHEN @epoch > attempt_epoch THEN 1 ELSE attempts END, attempt_epoch = @epoch WHERE id = @id").run({ id, epoch });
}

export function attemptsOf(db: ReadDb, id: number): number {
  return (db.prepare("SELECT attempts FROM run WHERE id = ?").get(id) as { attempts: number }).attempts;
}

/** Runs left "running" by an owner that is gone. Called by the only owner of the folder, so none of them can be alive. */
export function listOrphans(db: ReadDb): { id: number; sweepId: number }[] {
  return db.prepare("SELECT id, sweep_id AS sweepId FROM run WHERE state = 'running' ORDER BY id").all() as { id: number; sweepId: number }[];
}

/** How far a sweep is, in steps that last: its complete runs, and the epochs that its runs went on from. */
export function reachOf(db: ReadDb, sweepId: number): number {
  const reach = db.prepare("SELECT total(attempt_epoch) + total(state = 'complete') FROM run WHERE sweep_id = ?");
  return reach.pluck().get(sweepId) as number;
}

/** Ids of the runs that may be trained further: all but those that are complete. */
export function runsThatGoOn(db: ReadDb): Set<number> {
  return new Set(db.prepare("SELECT id FROM run WHERE state <> 'complete'").pluck().all() as number[]);
}

const VERBS = { cancelled: "cancelled", paused: "paused", waiting: "resumed" } as const;

/** A move that the user asked for. @throws AppError `run/not-found`, `run/state` when the run is in none of the states. */
export function moveRun(db: WriteDb, id: number, from: readonly RunState[], to: keyof typeof VERBS, now: string): void {
  const marks = from.map(() => "?").join(", ");
  const finished = to === "cancelled" ? now : null;
  const { changes } = db
    .prepare(
      `UPDATE run SET state = ?, finished_at = ?, lease_owner = NULL,
         attempts = CASE WHEN ? = 'waiting' AND state IN ('failed', 'cancelled') THEN 0 ELSE attempts END WHERE id = ? AND state IN (${marks})`,
    )
    .run(to, finished, to, id, ...from);
  if (changes === 1) return;
  const row = db.prepare("SELECT state FROM run WHERE id = ?").get(id) as { state: string } | undefined;
  if (!row) throw new AppError("run/not-found", { what: "run", id });
  throw new AppError("run/state", { id, state: row.state, verb: to === "waiting" && from.includes("failed") ? "retried" : VERBS[to] });
}

/** Ids of the runs of a sweep in these states, oldest first. */
export function listRunIds(db: ReadDb, sweepId: number, states: readonly RunState[]): number[] {
  const rows = db.prepare(`SELECT id FROM run WHERE sweep_id = ? AND state IN (${states.map(() => "?").join(", ")}) ORDER BY id`).all(sweepId, ...states);
  return (rows as { id: number }[]).map((row) => row.id);
}

/** Complete runs of a configuration: seed to id, seeds ascending. */
export function completeRunsOf(db: ReadDb, configId: number): Map<number, number> {
  const rows = db.prepare("SELECT seed, id FROM run WHERE config_id = ? AND state = 'complete' ORDER BY seed").all(configId);
  return new Map((rows as { seed: number; id: number }[]).map(({ seed, id }) => [seed, id]));
}

/** @throws AppError `run/not-found`. */
export function getRunPlace(db: ReadDb, id: number): { sweepId: number; configId: number; state: RunState } {
  const row = db.prepare("SELECT sweep_id AS sweepId, config_id AS configId, state FROM run WHERE id = ?").get(id) as
    { sweepId: number; configId: number; state: RunState } | undefined;
  if (!row) throw new AppError("run/not-found", { what: "run", id });
  return row;
}

/** Runs of a sweep per state, epochs trained in all of them, and in those that wait. */
export function countRuns(db: ReadDb, sweepId: number): { counts: Record<RunState, number>; epochsDone: number; epochsWaiting: number } {
  const rows = db.prepare("SELECT state, count(*) AS n, sum(epoch) AS epochs FROM run WHERE sweep_id = ? GROUP BY state").all(sweepId) as {
    state: RunState;
    n: number;
    epochs: number;
  }[];
  const counts = Object.fromEntries(RUN_STATES.map((state) => [state, 0])) as Record<RunState, number>;
  for (const row of rows) counts[row.state] = row.n;
  const epochsOf = (states: readonly RunState[]): number => rows.reduce((sum, row) => sum + (states.includes(row.state) ? row.epochs : 0), 0);
  return { counts, epochsDone: epochsOf(RUN_STATES), epochsWaiting: epochsOf(["waiting"]) };
}

export function countConfigs(db: ReadDb, sweepId: number): number {
  return (db.prepare("SELECT count(*) AS n FROM config WHERE sweep_id = ?").get(sweepId) as { n: number }).n;
}
