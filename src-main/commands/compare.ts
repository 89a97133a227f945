/** @file Everything of one sweep that Compare, the exports and the CLI table need. Reads: store. */
import type { CompareData, RunDetail, SweepSummary } from "#shared/wire/records.ts";
import { getDataset } from "../store/dataset-rows.ts";
import { measuresOfRun, variantsOfRun } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { paramsOfSweep } from "../store/param-rows.ts";
import { getRunFacts, listCompareRuns, listEpochs, readRuns } from "../store/run-views.ts";
import { getRunPlace } from "../store/run-rows.ts";
import { getConfig, getSweep, listConfigs } from "../store/sweep-rows.ts";
import { APP_VERSION } from "../base/version.ts";

export function compareSweep(db: ReadDb, summary: SweepSummary): CompareData {
  const sweep = getSweep(db, summary.id);
  const dataset = getDataset(db, sweep.datasetId);
  const { classes } = dataset.profile;
  return {
    sweep: summary,
    spec: sweep.spec,
    datasetSha256: dataset.sha256,
    classNames: classes.map((c) => c.name),
    classCounts: classes.map((c) => c.count),
    trainCounts: sweep.trainCounts,
    configs: listConfigs(db, sweep.id),
    params: paramsOfSweep(db, sweep.id),
    runs: listCompareRuns(db, sweep.id, classes.length),
  };
}

/** @throws AppError `run/not-found`. */
export function describeRun(db: ReadDb, runId: number): RunDetail {
  const { sweepId } = getRunPlace(db, runId);
  const sweep = getSweep(db, sweepId);
  const dataset = getDataset(db, sweep.datasetId);
  const classNames = dataset.profile.classes.map((c) => c.name);
  const row = readRuns(db, sweepId, [runId], classNames.length)[0]!;
  const facts = getRunFacts(db, runId);
  return {
    row,
    config: getConfig(db, sweepId, row.configId),
    params: paramsOfSweep(db, sweepId),
    watchdog: sweep.spec.watchdog,
    classNames,
    trainCounts: sweep.trainCounts,
    epochs: listEpochs(db, runId, classNames.length),
    measures: measuresOfRun(db, runId),
    variants: variantsOfRun(db, runId),
    provenance: {
      datasetName: dataset.name,
      datasetSha256: dataset.sha256,
      label: dataset.options.label,
      split: sweep.spec.split,
      seed: row.seed,
      engine: row.engine,
      ...facts,
      appVersion: APP_VERSION,
    },
  };
}
