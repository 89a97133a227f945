/**
 * @file Decisions for a goal of the user on a finished run: recall of a class at least r, costs of errors. Tuned on validation, told on test.
 * Reads: scores, labels and training counts in the store. Writes: nothing.
 */
import { AppError } from "#shared/errors.ts";
import { type Goals, measureRun } from "#shared/measure-run.ts";
import type { RunMeasure, RunVariant, ScoreSet } from "#shared/trainer-protocol.ts";
import { runLoss } from "#shared/run-loss.ts";
import { getDataset } from "../store/dataset-rows.ts";
import { readLabels, readScores } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { getRunPlace } from "../store/run-rows.ts";
import { readRuns } from "../store/run-views.ts";
import { getSweep, listConfigs } from "../store/sweep-rows.ts";

/** @returns every variant for this run and epoch choice, those of the goals included. @throws AppError `run/not-found`, `run/no-scores`, `input/invalid`. */
export function decideForGoals(db: ReadDb, runId: number, at: "best" | "last", goals: Goals): { measures: RunMeasure[]; variants: RunVariant[] } {
  const { sweepId, state } = getRunPlace(db, runId);
  const sweep = getSweep(db, sweepId);
  const classNames = getDataset(db, sweep.datasetId).profile.classes.map((c) => c.name);
  const row = readRuns(db, sweepId, [runId], classNames.length)[0]!;
  const config = listConfigs(db, sweepId).find((c) => c.id === row.configId)!;
  const [validation, test] = [readLabels(db, sweepId, "validation"), readLabels(db, sweepId, "test")];
  const scores = (["validation", "test"] as const).flatMap((split): ScoreSet[] => {
    const found = readScores(db, runId, at, split);
    return found ? [{ which: at, split, epoch: row.bestEpoch ?? row.epoch, ...found }] : [];
  });
  const { trainCounts } = sweep;
  if (!validation || !test || !trainCounts || scores.length < 2) throw new AppError("run/no-scores", { id: runId, state });
  const loss = runLoss(config, classNames, trainCounts, sweep.spec.training.epochs);
  return measureRun(config, loss, scores, { labels: { validation, test }, classNames, trainCounts }, goals);
}
