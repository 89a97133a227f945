/**
 * @file The result table: every run or configuration of a sweep, at full precision, with what is needed to repeat it.
 * Reads: compare data, measures of scores. Writes: nothing. Formats only spell what is here.
 */
import { meanAndSpread } from "#shared/metrics.ts";
import type { At } from "#shared/metrics/run-value.ts";
import type { CompareData, CompareRun, Config } from "#shared/records.ts";
import { APP_VERSION } from "../version.ts";
import { configColumns, type SweepStatistics } from "./config-statistics-columns.ts";
import { classMeasures, columnName, type ExportData, overallMeasures, supportCells, valueReader } from "./metric-cells.ts";

export type Cell = string | number | boolean | null;

export interface ResultTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Row by row, column to the reason why it has no value; only what has one is named. */
  readonly reasons?: readonly Readonly<Record<string, string>>[];
  /** Configurations: the tests in full, refusals included. */
  readonly statistics?: SweepStatistics;
}

type Row = Record<string, Cell>;

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
    loss_options: Object.keys(config.options).length ? JSON.stringify(config.options) : null,
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
    split_column: split.column ?? null,
    split_train: split.train,
    split_validation: split.validation,
    split_test: split.test,
    split_seed: split.seed,
    app_version: APP_VERSION,
  };
}

/** One row per run, unfinished and failed ones too. */
export function runTable(input: ExportData, at: At): ResultTable {
  const { data } = input;
  const configs = new Map(data.configs.map((config) => [config.id, config]));
  const provenance = provenanceCells(data);
  const read = valueReader(input, at);
  const measures = [...overallMeasures(data.classNames.length), ...classMeasures(data.classNames.length)];
  const reasons = data.runs.map(() => ({}) as Record<string, string>);
  const metricCells = (run: CompareRun, i: number): Row =>
    Object.fromEntries(
      measures.map((measure) => {
        const name = columnName(measure, data.classNames);
        const { value, reason } = read(run, measure);
        if (reason !== null && run.counts) reasons[i]![name] = reason;
        return [name, value];
      }),
    );
  const rows = data.runs.map((run, i): Row => ({
    run_id: run.id,
    ...configCells(data, configs.get(run.configId)!),
    seed: run.seed,
    state: run.state,
    metrics_of: at,
    metrics_epoch: run.counts ? (at === "best" ? run.bestEpoch : run.epoch) : null,
    ...metricCells(run, i),
    ...supportCells(run, data.classNames, at),
    train_seconds: run.trainMs === null ? null : run.trainMs / 1000,
    engine: run.engine,
    backend: run.backend,
    engine_version: run.engineVersion,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    error: run.error,
    watchdog: run.flags.map((flag) => flag.text).join(" ") || null,
    ...provenance,
  }));
  return { ...toTable(data.sweep.name, rows), reasons };
}

/** One row per configuration: mean, deviation and interval over its complete seeds, and how it stands to a baseline and to the best. */
export function configTable(input: ExportData, at: At, baselineId: number | null): ResultTable {
  const { data } = input;
  const provenance = provenanceCells(data);
  const columns = configColumns(input, at, baselineId);
  const rows = data.configs.map((config, i): Row => {
    const runs = data.runs.filter((run) => run.configId === config.id);
    const complete = runs.filter((run) => run.counts !== null);
    const supports = complete.map((run) => supportCells(run, data.classNames, at));
    const distinct = (pick: (run: CompareRun) => string | null): string => [...new Set(complete.map(pick))].join(" ");
    return {
      ...configCells(data, config),
      runs: runs.length,
      complete_runs: complete.length,
      seeds: complete.map((run) => run.seed).join(" "),
      metrics_of: at,
      baseline: data.configs.find((c) => c.id === baselineId)?.label ?? null,
      ...columns.cells[i]!,
      ...Object.fromEntries(Object.keys(supports[0] ?? {}).map((name) => [`${name}_mean`, meanAndSpread(supports.map((s) => s[name] ?? null)).mean])),
      engine: distinct((run) => run.engine),
      backend: distinct((run) => run.backend),
      engine_version: distinct((run) => run.engineVersion),
      ...provenance,
    };
  });
  return { ...toTable(data.sweep.name, rows), reasons: columns.reasons, statistics: columns.statistics };
}

function toTable(title: string, rows: readonly Row[]): Pick<ResultTable, "title" | "columns" | "rows"> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { title, columns, rows: rows.map((row) => columns.map((name) => row[name] ?? null)) };
}
