/** @file Everything of one sweep that Compare, the exports and the CLI table need. Reads: store. */
import { atOnce } from "#shared/numbers/at-once.ts";
import type { CompareData, CompareMeasures, RunDetail, SweepSummary } from "#shared/wire/records.ts";
import { runSetup } from "#shared/sweep/run-setup.ts";
import { getDataset } from "../store/dataset-rows.ts";
import { absentVariants, measuresOfRun, measuresOfRuns, variantsOfRun } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { getRunFacts, listCompareRuns, listEpochs, readRuns } from "../store/run-views.ts";
import { getRunPlace, listRunIds } from "../store/run-rows.ts";
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
    runs: listCompareRuns(db, sweep.id, classes.length),
  };
}

/** Runs of one slice: ten thousand at once would hold the process that draws the window up for a second. */
const SLICE_RUNS = 100;

/** Slice by slice. @throws AppError `run/not-found`. */
export function* measurePortions(
  db: ReadDb,
  sweepId: number,
  at: "best" | "last",
  split: "validation" | "test",
  withClasses: boolean,
): Generator<CompareMeasures["runs"], undefined> {
  getSweep(db, sweepId);
  const absent = absentVariants(db, sweepId, at);
  const ids = listRunIds(db, sweepId, ["complete"]);
  for (let first = 0; first < ids.length; first += SLICE_RUNS) {
    const found = measuresOfRuns(db, ids.slice(first, first + SLICE_RUNS), at, split, withClasses);
    yield [...found].map(([runId, measures]) => ({
      runId,
      measures: measures.map(({ variant, overall, classes, reasons }) => ({ variant, overall, reasons, ...(withClasses ? { classes } : {}) })),
      absent: absent.get(runId) ?? {},
    }));
  }
}

/** All of them, with a pause after each slice. @throws AppError `run/not-found`. */
export function* measureSlices(...request: Parameters<typeof measurePortions>): Generator<undefined, CompareMeasures> {
  const runs: CompareMeasures["runs"] = [];
  for (const portion of measurePortions(...request)) {
    runs.push(...portion);
    yield;
  }
  return { runs };
}

/** {@link measureSlices} at once, for a process without a window. */
export function compareMeasures(db: ReadDb, sweepId: number, at: "best" | "last", split: "validation" | "test", withClasses = false): CompareMeasures {
  return atOnce(measureSlices(db, sweepId, at, split, withClasses));
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
    setup: runSetup(sweep.spec),
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
