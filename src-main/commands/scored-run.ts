/**
 * @file A finished run with its scores and everything they are measured against.
 * Reads: scores, labels and training counts in the store.
 */
import { AppError } from "#shared/errors/errors.ts";
import type { HeldOut } from "#shared/results/measure-run.ts";
import type { LossCell } from "#shared/loss/cell.ts";
import { cellOfParams } from "#shared/loss/params.ts";
import { type RunLoss, runLoss } from "#shared/loss/run-loss.ts";
import type { ScoreSet } from "#shared/wire/trainer-protocol.ts";
import { getDataset } from "../store/dataset-rows.ts";
import { readLabels, readScores } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { getRunPlace } from "../store/run-rows.ts";
import { getConfig, getSweep } from "../store/sweep-rows.ts";

export interface ScoredRun {
  readonly cell: LossCell;
  /** Of the whole run, with what is deferred. */
  readonly loss: RunLoss;
  /** Of the epoch that was asked for: validation, test. */
  readonly scores: readonly ScoreSet[];
  readonly held: HeldOut;
}

/** @throws AppError `run/not-found`, `run/no-scores`. */
export function loadScoredRun(db: ReadDb, runId: number, at: "best" | "last"): ScoredRun {
  const { sweepId, configId, state } = getRunPlace(db, runId);
  const sweep = getSweep(db, sweepId);
  const classNames = getDataset(db, sweep.datasetId).profile.classes.map((c) => c.name);
  const cell = cellOfParams(getConfig(db, sweepId, configId).params);
  const [validation, test] = [readLabels(db, sweepId, "validation"), readLabels(db, sweepId, "test")];
  const scores = (["validation", "test"] as const).flatMap((split): ScoreSet | [] => readScores(db, runId, at, split) ?? []);
  const { trainCounts } = sweep;
  if (!cell || !validation || !test || !trainCounts || scores.length < 2) throw new AppError("run/no-scores", { id: runId, state });
  const loss = runLoss(cell, classNames, trainCounts, sweep.spec.training.epochs);
  return { cell, loss, scores, held: { labels: { validation, test }, classNames, trainCounts } };
}
