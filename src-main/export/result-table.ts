/**
 * @file The result table: every run or configuration of a sweep, at full precision, with what is needed to repeat it.
 * Reads: compare data. Writes: nothing. Formats (csv.ts and others) only spell what is here.
 */
import { classMetrics, meanAndSpread, SCORE_NAMES, type ScoreName, scoresOf } from "#shared/metrics.ts";
import type { CompareData, CompareRun, Config } from "#shared/records.ts";
import { APP_VERSION } from "../version.ts";

export type Cell = string | number | boolean | null;

export interface ResultTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const SPLITS = ["validation", "test"] as const;
const SCORE_COLUMNS: Readonly<Record<ScoreName, string>> = {
  accuracy: "accuracy",
  balancedAccuracy: "balanced_accuracy",
  macroPrecision: "macro_precision",
  macroRecall: "macro_recall",
  macroF1: "macro_f1",
  weightedF1: "weighted_f1",
  mcc: "mcc",
  gMean: "g_mean",
};

type Row = Record<string, Cell>;

/** Metrics of a run, named `<split>_<metric>` and `<split>_<metric>[<class>]`. Undefined values and unfinished runs are null. */
function metricCells(run: CompareRun, classNames: readonly string[], at: "best" | "last"): Row {
  const row: Row = {};
  for (const split of SPLITS) {
    const counts = run.counts?.[at][split] ?? null;
    const scores = counts && scoresOf(counts, classNames.length);
    const perClass = counts && classMetrics(counts, classNames.length);
    for (const name of SCORE_NAMES) row[`${split}_${SCORE_COLUMNS[name]}`] = scores?.[name] ?? null;
    classNames.forEach((name, c) => {
      row[`${split}_precision[${name}]`] = perClass?.[c]!.precision ?? null;
      row[`${split}_recall[${name}]`] = perClass?.[c]!.recall ?? null;
      row[`${split}_f1[${name}]`] = perClass?.[c]!.f1 ?? null;
      row[`${split}_support[${name}]`] = perClass?.[c]!.support ?? null;
    });
  }
  return row;
}

function configCells(data: CompareData, config: Config): Row {
  const { spec } = data;
  return {
    sweep: data.sweep.name,
    config: config.label,
    is_control: config.isControl,
    family: config.family,
    gamma: config.gamma,
    strength: config.strength,
    alpha: config.alpha,
    positive_class: config.positiveClass,
    learning_rate: config.learningRate,
    weight_decay: config.weightDecay,
    hidden: spec.model.hidden.join("-"),
    dropout: spec.model.dropout,
    epochs: spec.training.epochs,
    batch_size: spec.training.batchSize,
    optimizer: spec.training.optimizer,
    momentum: spec.training.optimizer === "sgd" ? spec.training.momentum : null,
    schedule: scheduleText(spec.training.schedule),
  };
}

function scheduleText(schedule: CompareData["spec"]["training"]["schedule"]): string {
  const { kind, warmupEpochs, everyEpochs, factor, finalFraction } = schedule;
  const shape = kind === "step" ? `step every ${everyEpochs} by ${factor}` : kind === "cosine" ? `cosine to ${finalFraction}` : "constant";
  return warmupEpochs > 0 ? `${shape}, warm-up ${warmupEpochs}` : shape;
}

function provenanceCells(data: CompareData): Row {
  const { split } = data.spec;
  return {
    dataset: data.sweep.datasetName,
    dataset_sha256: data.datasetSha256,
    label: data.spec.dataset.label ?? null,
    split_train: split.train,
    split_validation: split.validation,
    split_test: split.test,
    split_seed: split.seed,
    app_version: APP_VERSION,
  };
}

/** One row per run, unfinished and failed ones too. */
export function runTable(data: CompareData, at: "best" | "last"): ResultTable {
  const configs = new Map(data.configs.map((config) => [config.id, config]));
  const provenance = provenanceCells(data);
  const rows = data.runs.map((run): Row => ({
    run_id: run.id,
    ...configCells(data, configs.get(run.configId)!),
    seed: run.seed,
    state: run.state,
    metrics_of: at,
    metrics_epoch: run.counts ? (at === "best" ? run.bestEpoch : run.epoch) : null,
    ...metricCells(run, data.classNames, at),
    train_seconds: run.trainMs === null ? null : run.trainMs / 1000,
    engine: run.engine,
    backend: run.backend,
    engine_version: run.engineVersion,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    error: run.error,
    ...provenance,
  }));
  return toTable(data.sweep.name, rows);
}

/** One row per configuration: mean and sample standard deviation over its complete seeds. */
export function configTable(data: CompareData, at: "best" | "last"): ResultTable {
  const provenance = provenanceCells(data);
  const rows = data.configs.map((config): Row => {
    const runs = data.runs.filter((run) => run.configId === config.id);
    const complete = runs.filter((run) => run.counts !== null);
    const metrics = complete.map((run) => metricCells(run, data.classNames, at));
    const row: Row = {
      ...configCells(data, config),
      runs: runs.length,
      complete_runs: complete.length,
      seeds: complete.map((run) => run.seed).join(" "),
      metrics_of: at,
    };
    for (const name of Object.keys(metrics[0] ?? metricCells({ ...runs[0]!, counts: null }, data.classNames, at))) {
      const { mean, sd } = meanAndSpread(metrics.map((m) => m[name] as number | null));
      row[`${name}_mean`] = mean;
      row[`${name}_sd`] = sd;
    }
    const distinct = (pick: (run: CompareRun) => string | null): string => [...new Set(complete.map(pick))].join(" ");
    return {
      ...row,
      engine: distinct((run) => run.engine),
      backend: distinct((run) => run.backend),
      engine_version: distinct((run) => run.engineVersion),
      ...provenance,
    };
  });
  return toTable(data.sweep.name, rows);
}

function toTable(title: string, rows: readonly Row[]): ResultTable {
  const columns = Object.keys(rows[0] ?? {});
  return { title, columns, rows: rows.map((row) => columns.map((name) => row[name] ?? null)) };
}
