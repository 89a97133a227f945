/** @file Builds what a trainer gets from claimed runs. Reads: database rows. */
import { join } from "node:path";
import { trainedParams } from "#shared/sweep/config-params.ts";
import type { Cohort } from "#shared/wire/trainer-protocol.ts";
import type { StoredDataset } from "../store/dataset-rows.ts";
import type { ClaimedRun } from "../store/run-rows.ts";
import type { SweepRow } from "../store/sweep-rows.ts";
import { checkpointDir } from "./checkpoints.ts";

/** Long enough to cost nothing, short enough that a crash costs little. */
const CHECKPOINT_EVERY_MS = 5_000;

/** @param runs of one sweep with the same kind of output layer. @param cohortId unique among all cohorts of this process. */
export function buildCohort(
  cohortId: string,
  dataDir: string,
  sweep: SweepRow,
  dataset: StoredDataset,
  runs: readonly ClaimedRun[],
  engine: Cohort["engine"],
): Cohort {
  const { spec } = sweep;
  return {
    cohortId,
    data: {
      name: dataset.name,
      path: join(dataDir, "datasets", dataset.storedFile),
      sha256: dataset.sha256,
      options: dataset.options,
      columns: dataset.profile.columns,
      labelIndex: dataset.profile.labelIndex,
      classes: dataset.profile.classes.map((c) => c.name),
      split: spec.split,
    },
    ...(spec.model.kind === undefined ? {} : { model: spec.model.kind }),
    hidden: spec.model.hidden,
    epochs: spec.training.epochs,
    batchSize: spec.training.batchSize,
    optimizer: spec.training.optimizer,
    momentum: spec.training.momentum,
    dropout: spec.model.dropout,
    schedule: spec.training.schedule,
    engine,
    ...(spec.task === undefined ? {} : { task: spec.task }),
    ...(spec.selectBy === undefined ? {} : { selectBy: spec.selectBy }),
    watchdog: spec.watchdog,
    runs: runs.map((run) => ({
      runId: run.id,
      seed: run.seed,
      ...trainedParams(run.params),
      resume: true,
      storedEpochs: run.epoch,
    })),
    checkpointDir: checkpointDir(dataDir),
    checkpointEveryMs: CHECKPOINT_EVERY_MS,
  };
}
