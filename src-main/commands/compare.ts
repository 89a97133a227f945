/** @file Everything of one sweep that Compare, the exports and the CLI table need. Reads: store. */
import { type Cells, type CompareColumns, withCounts } from "#shared/wire/compare-columns.ts";
import { packTable } from "#shared/wire/packed-table.ts";
import type { CompareData, RunDetail, SweepSummary } from "#shared/wire/records.ts";
import { taskOf } from "#shared/task/registry.ts";
import type { CountsShape } from "#shared/task/task.ts";
import { runSetup } from "#shared/sweep/run-setup.ts";
import { bestSoFar } from "./best-so-far.ts";
import { getDataset } from "../store/dataset-rows.ts";
import { measuresOfRun, variantsOfRun } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { cellsOfMatrix } from "#shared/wire/matrix-cells.ts";
import { paramsOfSweep } from "../store/param-rows.ts";
import { cellsOfSweep } from "../store/confusion-rows.ts";
import { reportedOfSweep } from "../store/reported-rows.ts";
import { getRunFacts, listCompareRows, listEpochs, readRuns } from "../store/run-views.ts";
import { getRunPlace } from "../store/run-rows.ts";
import { getConfig, getSweep, listConfigs } from "../store/sweep-rows.ts";
import { APP_VERSION } from "../base/version.ts";

const AT = ["best", "moved"] as const;
const SPLITS = ["validation", "test"] as const;

/** @param hasCounts false: runs without their counts. @throws AppError `run/not-found`. */
export function compareSweep(db: ReadDb, summary: SweepSummary, hasCounts = true): CompareData {
  const facts = factsOf(db, summary);
  const known = { ...facts, configs: listConfigs(db, summary.id) };
  const rows = listCompareRows(db, summary.id);
  if (!hasCounts) return { ...known, runs: rows.map((run) => ({ ...run, counts: null })) };
  const shape = shapeOf(facts);
  const cells = (at: (typeof AT)[number]): Cells => JSON.parse(`{${SPLITS.map((split) => cellsAsJson(db, summary.id, shape, split, at)).join(",")}}`) as Cells;
  return { ...known, runs: withCounts(rows, cells("best"), cells("moved"), shape) };
}

/**
 * The JSON of {@link CompareColumns}, in pieces; with the best epochs so far of runs that have not ended, which tables and exports leave out.
 * @throws AppError `run/not-found`.
 */
export function* compareColumnsAsJson(db: ReadDb, summary: SweepSummary): Generator<string> {
  const facts = factsOf(db, summary);
  const runs = listCompareRows(db, summary.id);
  const configs = listConfigs(db, summary.id);
  const known: Omit<CompareColumns, (typeof AT)[number]> = {
    ...facts,
    configs: packTable(configs.map(({ params: _params, ...config }) => config)),
    configParams: packTable(configs.map(({ params }) => params)),
    runs: packTable(runs),
  };
  const soFar = bestSoFar(db, facts, runs);
  yield JSON.stringify(known).slice(0, -1);
  for (const at of AT) {
    yield `,"${at}":{`;
    for (const [i, split] of SPLITS.entries()) yield (i === 0 ? "" : ",") + cellsAsJson(db, summary.id, shapeOf(facts), split, at, soFar);
    yield "}";
  }
  yield "}";
}

const shapeOf = ({ spec, classNames }: Pick<CompareData, "spec" | "classNames">): CountsShape => taskOf(spec).countsShape(classNames.length);

/** They come from the database as JSON: whole numbers by the types of the table, which need no second look. */
function cellsAsJson(
  db: ReadDb,
  sweepId: number,
  shape: CountsShape,
  split: (typeof SPLITS)[number],
  at: (typeof AT)[number],
  soFar?: ReturnType<typeof bestSoFar>,
): string {
  const cells = cellsOfSweep(db, sweepId, shape, split, at).map(([id, found]) => {
    const unfinished = soFar?.get(id)?.[at === "best" ? "best" : "last"];
    return found ?? (unfinished ? JSON.stringify(cellsOfMatrix(unfinished[split])) : "null");
  });
  return `"${split}":[${cells.join(",")}]`;
}

function factsOf(db: ReadDb, summary: SweepSummary): Omit<CompareData, "configs" | "runs"> {
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
    params: paramsOfSweep(db, sweep.id),
    reported: reportedOfSweep(db, sweep.id),
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
    setup: runSetup(sweep.spec),
    classNames,
    trainCounts: sweep.trainCounts,
    epochs: listEpochs(db, runId, taskOf(sweep.spec).countsShape(classNames.length)),
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
