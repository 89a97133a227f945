/**
 * @file What a trainer says of its runs, as writes of the store.
 * Reads: parsed messages. Writes: states, results and findings of runs; forgets the checkpoints of those that have ended.
 *
 * Each function is one write of the ingest: it may be tried several times, and only what it does last is told.
 */
import type { Ingest } from "../ingest/ingest.ts";
import { storeFlag, storeLabels, storeMeasured } from "../store/measure-rows.ts";
import type { WriteDb } from "../store/open.ts";
import { storeDescriptions, storeReported } from "../store/reported-rows.ts";
import { forgetEpochsAfter, storeScores } from "../store/result-rows.ts";
import { completeRun, failRun, noteStart, recordEngine } from "../store/run-rows.ts";
import { hasSweep, setTrainCounts } from "../store/sweep-rows.ts";
import type { CohortMessage, Ready } from "../trainers/kind.ts";
import { forgetCheckpoint } from "./checkpoints.ts";

type Word<T extends CohortMessage["type"]> = Extract<CohortMessage, { type: T }>;

export interface RunStore {
  readonly db: WriteDb;
  readonly dataDir: string;
  readonly ingest: Ingest;
}

/** @param runs those of the cohort that are still this trainer's. */
export function storeStart({ db }: RunStore, sweepId: number, runs: readonly number[], message: Word<"started">, ready: Ready): void {
  // Cancelled and deleted while the trainer read its data.
  if (!hasSweep(db, sweepId)) return;
  db.transaction(() => {
    setTrainCounts(db, sweepId, message.trainCounts);
    if (message.labels) storeLabels(db, sweepId, message.labels);
    recordEngine(db, runs, {
      engine: message.engine ?? ready.engine,
      backend: message.backend ?? ready.backend,
      engineVersion: message.version ?? ready.version,
      cohortSize: message.startEpochs.length,
      threads: message.threads ?? ready.threads,
    });
    for (const { runId, epoch } of message.startEpochs) {
      if (!runs.includes(runId)) continue;
      forgetEpochsAfter(db, runId, epoch);
      noteStart(db, runId, epoch);
    }
  })();
}

export function storeEnd({ db, dataDir, ingest }: RunStore, sweepId: number, message: Word<"run-finished">, now: string): void {
  if (!hasSweep(db, sweepId)) return;
  ingest.flush([message.runId]);
  const isStored = db.transaction(() => {
    storeScores(db, message.runId, message.scores);
    storeMeasured(db, message.runId, message.measures, message.variants);
    storeReported(db, message.runId, null, message.reported);
    return completeRun(db, message.runId, { bestEpoch: message.bestEpoch, trainMs: message.trainMs, now });
  })();
  // A run that was paused or cancelled meanwhile keeps what it has trained.
  if (isStored) forgetCheckpoint(dataDir, message.runId);
}

/** Those that look at the sweep ask again when one of its runs ends. */
export function storeReportedMetrics({ db }: RunStore, sweepId: number, { metrics }: Word<"metrics">): void {
  if (hasSweep(db, sweepId)) storeDescriptions(db, sweepId, metrics);
}

export function storeFinding({ db, ingest }: RunStore, sweepId: number, message: Word<"run-flagged">): void {
  if (!hasSweep(db, sweepId)) return;
  // Its epochs first: a finding of ten epochs beside a run in its first would read like a wrong count.
  ingest.flush([message.runId]);
  storeFlag(db, message.runId, message.flag);
}

export function storeFailure({ db, dataDir, ingest }: RunStore, message: Word<"run-failed">, now: string): void {
  ingest.flush([message.runId]);
  if (failRun(db, message.runId, message, now)) forgetCheckpoint(dataDir, message.runId);
}
