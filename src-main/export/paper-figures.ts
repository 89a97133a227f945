/**
 * @file The figures of a table for a text: mean and deviation per configuration and metric, the best of each column, what is tied with it.
 * Reads: a configuration table. Markdown and LaTeX spell what is here.
 */
import { absentInSweep } from "#shared/results/absent-classes.ts";
import { columnName } from "#shared/results/column-name.ts";
import { higherIsBetter, type MetricId } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import { absentSentence } from "#shared/words/absent-classes.ts";
import { counted } from "#shared/text/lists.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { bestPositions, compareValues } from "#shared/numbers/same-value.ts";
import { statisticName } from "./config-statistics-columns.ts";
import type { ExportData } from "./metric-cells.ts";
import type { Cell } from "./cell.ts";
import type { ResultTable } from "./result-table.ts";

export const DEFAULT_DECIMALS = 3;
export const RANKED_BY: Measure = { split: "validation", metric: "macroF1" };
const MAIN: readonly MetricId[] = ["macroF1", "balancedAccuracy", "mcc", "gMean", "accuracy", "rocAuc", "averagePrecision", "nll", "brier", "ece"];
/** What fits the width of a page. */
const NARROW: readonly MetricId[] = ["macroF1", "balancedAccuracy", "mcc", "ece"];
const onTest = (metric: MetricId): Measure => ({ split: "test", metric });
export const MAIN_MEASURES: readonly Measure[] = MAIN.map(onTest);
export const NARROW_MEASURES: readonly Measure[] = NARROW.map(onTest);

/** Where a class has no test row, the mean over those that have some stands beside the macro F1. */
export function withPresent(measures: readonly Measure[], { data }: ExportData): Measure[] {
  if (!absentInSweep(data.runs, data.classNames, "test")) return [...measures];
  return measures.flatMap((measure) => (measure.metric === "macroF1" && measure.split === "test" ? [measure, onTest("macroF1Present")] : [measure]));
}

/** What the means over all classes among the columns do with classes that have no row, one sentence per part. */
export function absentNotes(measures: readonly Measure[], { data }: ExportData): string[] {
  return (["validation", "test"] as const).flatMap((split) => {
    const absent = absentInSweep(data.runs, data.classNames, split);
    const shown = measures.flatMap((measure) => (measure.split === split ? [measure.metric] : []));
    return (absent && absentSentence(absent, shown)) ?? [];
  });
}

export interface PaperCell {
  readonly mean: number | null;
  /** Null below two seeds. */
  readonly sd: number | null;
  /** Seeds with a value. */
  readonly seeds: number;
  /** Best mean of the column among the rows shown; those with fewer seeds than others take no part, and where all are equal there is none. */
  readonly isBest: boolean;
  /** The seeds do not tell it from the best of the sweep, which is a row of this table. */
  readonly isTied: boolean;
}

export interface PaperRow {
  /** As a row is called: the configuration, in a table of families with its family. */
  readonly label: string;
  readonly isControl: boolean;
  readonly seeds: number;
  /** In the order of the measures. */
  readonly cells: readonly PaperCell[];
  /** Any column of the configuration table. */
  read(column: string): Cell | undefined;
}

/** Rows in the order chosen, else by the metric that selects. @param table of configurations, with the columns of the measures and of RANKED_BY. */
export function paperRows(
  { data }: ExportData,
  table: ResultTable,
  measures: readonly Measure[],
  isOrderChosen: boolean,
  nameOf?: (configId: number) => string,
): PaperRow[] {
  const place = new Map(table.columns.map((name, i) => [name, i]));
  const reader = (row: readonly Cell[]) => (column: string) => row[place.get(column) ?? -1];
  const meanOf = (row: readonly Cell[], measure: Measure): number | null => {
    const cell = reader(row)(statisticName(columnName(measure, data), "mean"));
    return typeof cell === "number" ? cell : null;
  };
  const all = [...table.rows];
  const ranked = isOrderChosen ? all : all.toSorted((a, b) => compareValues(meanOf(b, RANKED_BY) ?? -1, meanOf(a, RANKED_BY) ?? -1));
  const labels = new Set(all.map((row) => reader(row)("config")));
  const columns = measures.map((measure) => {
    const name = columnName(measure, data);
    const seeds = ranked.map((row) => Number(reader(row)(statisticName(name, "n")) ?? 0));
    const most = Math.max(...seeds);
    const means = ranked.map((row, i) => (seeds[i] === most ? meanOf(row, measure) : null));
    const top = bestPositions(means, higherIsBetter(measure.metric, data));
    const best = new Set(top.length === means.filter((mean) => mean !== null).length ? [] : top);
    const ties = table.statistics?.[name]?.ties;
    const showsBest = ties !== undefined && !isRefused(ties) && labels.has(ties.best);
    return ranked.map((row, i): PaperCell => {
      const mean = meanOf(row, measure);
      const sd = reader(row)(statisticName(name, "sd"));
      const isBest = best.has(i);
      const isTied = showsBest && !isBest && reader(row)(statisticName(name, "standing")) === "tied";
      return { mean, sd: typeof sd === "number" ? sd : null, seeds: seeds[i]!, isBest, isTied };
    });
  });
  return ranked.map((row, i) => ({
    label: nameOf?.(Number(reader(row)("config_id"))) ?? String(reader(row)("config")),
    isControl: reader(row)("is_control") === true,
    seeds: Number(reader(row)("complete_runs")),
    cells: columns.map((column) => column[i]!),
    read: reader(row),
  }));
}

/** Seeds of a figure where they are fewer than the complete ones of its row, which is what a reader takes them for; else null. */
export const fewerSeeds = (row: PaperRow, { mean, seeds }: PaperCell): number | null => (mean !== null && seeds < row.seeds ? seeds : null);

export const hasFewerSeeds = (rows: readonly PaperRow[]): boolean => rows.some((row) => row.cells.some((cell) => fewerSeeds(row, cell) !== null));

const UNFINISHED_NAMED = 5;

/** Of the configurations shown, whose figures are over fewer runs than the sweep has of them, and why: "γ 2: 1 run failed: ...". */
export function unfinishedRows({ data }: ExportData, rows: readonly PaperRow[]): string[] {
  const shown = new Set(rows.map((row) => row.read("config")));
  const notes = data.configs.flatMap((config) => {
    const runs = data.runs.filter((run) => run.configId === config.id);
    return shown.has(config.label) && runs.some((run) => run.state !== "complete") ? [`${config.label}: ${runStanding(runs)}`] : [];
  });
  const more = notes.length - UNFINISHED_NAMED;
  return more > 0 ? [...notes.slice(0, UNFINISHED_NAMED), `${counted(more, "more configuration")} with runs that are not complete`] : notes;
}

/** What bold means in these very rows; null where nothing is bold. */
export function boldRule(rows: readonly PaperRow[]): string | null {
  const columns = (rows[0]?.cells ?? []).map((_, i) => rows.flatMap(({ cells }) => (cells[i]!.mean === null ? [] : [cells[i]!])));
  const withBest = columns.filter((cells) => cells.some((cell) => cell.isBest));
  if (withBest.length === 0) return null;
  const most = withBest.flatMap((cells) => {
    const seeds = cells.map((cell) => cell.seeds);
    return Math.min(...seeds) < Math.max(...seeds) ? [Math.max(...seeds)] : [];
  });
  const [first, ...others] = new Set(most);
  const everySeed = Math.max(...rows.map((row) => row.seeds));
  const among =
    first === undefined
      ? ""
      : first === everySeed && others.length === 0
        ? ` among the rows with all ${first} seeds`
        : " among the rows with the most seeds in it";
  const isEverywhere = columns.every((cells) => cells.length === 0 || withBest.includes(cells));
  return `Bold: best mean of the column${among}${isEverywhere ? "" : ", where there are different ones"}`;
}

/** Without a minus in front of what is 0 in these digits. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** "split 0.6 / 0.1 / 0.3 (train / validation / test), seed 1". */
export function splitText({ data }: ExportData): string {
  const { split, dataset } = data.spec;
  if (split.column !== undefined) return `split by column ${split.column}`;
  const groups = dataset.group === undefined ? "" : `, rows of one ${dataset.group} together`;
  return `split ${split.train} / ${split.validation} / ${split.test} (training / validation / test)${groups}, split seed ${split.seed}`;
}
