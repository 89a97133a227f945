/**
 * @file The result table: every run or configuration of a sweep, at full precision, with what is needed to repeat it.
 * Reads: compare data, measures of scores. Formats only spell what is here.
 */
import { meanAndSpread } from "#shared/metrics/from-counts.ts";
import { columnName } from "#shared/results/column-name.ts";
import { measuredOf } from "#shared/results/groups.ts";
import type { At, Measure } from "#shared/metrics/measure.ts";
import type { CompareData, CompareRun, Config } from "#shared/wire/records.ts";
import { sayReason } from "#shared/words/en/reasons.ts";
import { sayRunError } from "#shared/words/en/run-errors.ts";
import { sayFlag } from "#shared/words/en/run-flags.ts";
import { APP_VERSION } from "../base/version.ts";
import type { Cell } from "./cell.ts";
import { paramCells } from "./param-cells.ts";
import { configColumns, type SweepStatistics } from "./config-statistics-columns.ts";
import { allMeasures, type ExportData, supportCells, viewOf } from "./metric-cells.ts";

/** Gone through from the first to the last, as often as wanted; of runs each item is made when it is reached. */
export interface Items<T> extends Iterable<T> {
  readonly length: number;
}

export interface ResultTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: Items<readonly Cell[]>;
  /** Row by row, column to the reason why it has no value; only what has one is named. */
  readonly reasons?: Items<Readonly<Record<string, string>>>;
  /** Configurations: the tests in full, refusals included. */
  readonly statistics?: SweepStatistics;
}

/** What a table is cut to; absent: everything. */
export interface Choice {
  readonly measures?: readonly Measure[] | undefined;
  /** Ids in the order of the rows. */
  readonly configs?: readonly number[] | undefined;
  /** Neither reasons nor tests in full: the format has no place for them. */
  readonly rowsAlone?: boolean;
}

type Row = Record<string, Cell>;

/** @returns the configurations of the table in its order. */
function chosenConfigs(data: CompareData, configs: Choice["configs"]): Config[] {
  const byId = new Map(data.configs.map((config) => [config.id, config]));
  return configs ? configs.flatMap((id) => byId.get(id) ?? []) : [...data.configs];
}

function configCells(data: CompareData, config: Config): Row {
  return {
    sweep: data.sweep.name,
    config_id: config.id,
    config: config.label,
    is_control: config.isControl,
    ...paramCells(config.params, data.params),
  };
}

function provenanceCells(data: CompareData): Row {
  const { split, dataset } = data.spec;
  return {
    dataset: data.sweep.datasetName,
    dataset_sha256: data.datasetSha256,
    label: dataset.label ?? null,
    dataset_options: readingText(dataset),
    split_group: dataset.group ?? null,
    split_column: split.column ?? null,
    split_train: split.train,
    split_validation: split.validation,
    split_test: split.test,
    split_seed: split.seed,
    app_version: APP_VERSION,
  };
}

/** How the file was read, but for the label: everything that makes other rows, classes or features of it. Null for sweeps of versions that did not keep it. */
function readingText(dataset: CompareData["spec"]["dataset"]): string | null {
  const { name: _name, sha256: _sha256, file: _file, source: _source, label: _label, ...reading } = dataset;
  return Object.keys(reading).length > 0 ? JSON.stringify(reading) : null;
}

/** One row per run, unfinished and failed ones too. Rows are made one at a time: ten thousand of them are a quarter of a gigabyte. */
export function runTable(input: ExportData, at: At, choice: Choice = {}): ResultTable {
  const { data } = input;
  const { classNames } = data;
  const byConfig = new Map(data.configs.map((config) => [config.id, configCells(data, config)]));
  const provenance = provenanceCells(data);
  const measures = choice.measures ?? allMeasures(data);
  const names = measures.map((measure) => columnName(measure, data));
  const runsOf = choice.configs && Map.groupBy(data.runs, (run) => run.configId);
  const runs = runsOf ? chosenConfigs(data, choice.configs).flatMap(({ id }) => runsOf.get(id) ?? []) : data.runs;
  const view = viewOf(input, at);
  const before = (run: CompareRun): Row => ({
    run_id: run.id,
    ...byConfig.get(run.configId)!,
    seed: run.seed,
    state: run.state,
    metrics_of: at,
    metrics_epoch: run.counts ? (at === "best" ? run.bestEpoch : run.epoch) : null,
  });
  const behind = (run: CompareRun): Row => ({
    ...(choice.measures ? {} : supportCells(run, classNames, at)),
    train_seconds: run.trainMs === null ? null : run.trainMs / 1000,
    engine: run.engine,
    backend: run.backend,
    engine_version: run.engineVersion,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    error: run.error && sayRunError({ error: run.error, flags: run.flags }),
    watchdog: run.flags.map(sayFlag).join(" ") || null,
    ...provenance,
  });
  const rowOf = (run: CompareRun): Cell[] => [
    ...Object.values(before(run)),
    ...measures.map((measure) => measuredOf(run, measure, view).value),
    ...Object.values(behind(run)),
  ];
  const reasonsOf = (run: CompareRun): Record<string, string> => {
    const reasons: Record<string, string> = {};
    if (run.counts)
      measures.forEach((measure, i) => {
        const { reason } = measuredOf(run, measure, view);
        if (reason !== null) reasons[names[i]!] = sayReason(reason);
      });
    return reasons;
  };
  const [first] = runs;
  const columns = first ? [...Object.keys(before(first)), ...names, ...Object.keys(behind(first))] : [];
  return { title: data.sweep.name, columns, rows: eachMade(runs, rowOf), reasons: eachMade(runs, reasonsOf) };
}

function eachMade<T, U>(of: readonly T[], make: (item: T) => U): Items<U> {
  return {
    length: of.length,
    *[Symbol.iterator]() {
      for (const item of of) yield make(item);
    },
  };
}

/**
 * One row per configuration: mean, deviation and interval over its complete seeds, and how it stands to a baseline and to the best.
 * Correction and ties are over all configurations of the sweep, whichever are rows: choosing rows afterwards must not make p smaller.
 */
export function configTable(input: ExportData, at: At, baselineId: number | null, choice: Choice = {}): ResultTable {
  const { data } = input;
  const provenance = provenanceCells(data);
  const columns = configColumns(input, at, baselineId, choice.measures ?? allMeasures(data), choice.rowsAlone ?? false);
  const chosen = chosenConfigs(data, choice.configs);
  const placeOf = new Map(data.configs.map(({ id }, place) => [id, place]));
  const places = chosen.map((config) => placeOf.get(config.id)!);
  const runsOf = Map.groupBy(data.runs, (run) => run.configId);
  const completeOf = (config: Config): CompareRun[] => (runsOf.get(config.id) ?? []).filter((run) => run.counts !== null);
  const baseline = data.configs.find((c) => c.id === baselineId)?.label ?? null;
  const before = (config: Config): Row => ({
    ...configCells(data, config),
    runs: runsOf.get(config.id)?.length ?? 0,
    complete_runs: completeOf(config).length,
    seeds: completeOf(config)
      .map((run) => run.seed)
      .join(" "),
    metrics_of: at,
    baseline,
  });
  const supports = choice.measures ? [] : Object.keys(supportCells(data.runs[0]!, data.classNames, at));
  const supportsOf = (complete: readonly CompareRun[]): Cell[] => {
    const all = complete.map((run) => supportCells(run, data.classNames, at));
    return supports.map((name) => meanAndSpread(all.map((s) => s[name] ?? null)).mean);
  };
  const behind = (complete: readonly CompareRun[]): Row => {
    const distinct = (pick: (run: CompareRun) => string | null): string => [...new Set(complete.map(pick))].join(" ");
    return {
      engine: distinct((run) => run.engine),
      backend: distinct((run) => run.backend),
      engine_version: distinct((run) => run.engineVersion),
      ...provenance,
    };
  };
  const rowOf = (config: Config): Cell[] => {
    const complete = completeOf(config);
    return [...Object.values(before(config)), ...columns.cells.row(placeOf.get(config.id)!), ...supportsOf(complete), ...Object.values(behind(complete))];
  };
  const [first] = chosen;
  const names = first ? [...Object.keys(before(first)), ...columns.cells.names, ...supports.map((name) => `${name}_mean`), ...Object.keys(behind([]))] : [];
  const table = { title: data.sweep.name, columns: names, rows: eachMade(chosen, rowOf) };
  if (choice.rowsAlone) return table;
  const statistics = Object.fromEntries(
    Object.entries(columns.statistics).map(([name, found]) => [name, { ...found, configs: places.map((place) => found.configs[place]!) }]),
  );
  return { ...table, reasons: places.map((place) => columns.reasons[place]!), statistics };
}
