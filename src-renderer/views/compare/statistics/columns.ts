/** @file The columns of the statistics over seeds, as text and in their order. Reads: statistics. */
import type { Snippet } from "svelte";
import { type ConfigStatistics, seedsNeededFor } from "#shared/statistics/config-statistics.ts";
import type { BaselineComparison } from "#shared/statistics/compare-groups.ts";
import type { MetricId, MetricSpace } from "#shared/metrics/metric-id.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { formatDelta, formatP, formatShort, formatValue, UNDEFINED } from "../../../format/numbers.ts";
import type { ConfigGroup } from "#shared/results/groups.ts";
import type { ForestAxis } from "./forest.ts";
import { shownDifference, shownInterval } from "#shared/results/intervals.ts";
import { intervalText } from "../state/interval-words.ts";
import { words } from "../../../words/index.ts";
import type { TableColumn } from "../../../parts/table-column.ts";

export interface StatisticsRow {
  readonly group: ConfigGroup;
  readonly stats: ConfigStatistics;
  readonly isBaseline: boolean;
}

const w = words.compare.statistics.columns;

/** null where nothing was compared, or the comparison was refused. */
export function comparisonOf(stats: ConfigStatistics): BaselineComparison | null {
  return stats.comparison && !isRefused(stats.comparison) ? stats.comparison : null;
}

/** Why there is no test of this row; what holds of all rows is said above the table, and the panel of a row has the rest. */
function noteOf({ stats, group, isBaseline }: StatisticsRow): string {
  const { comparison, summary } = stats;
  const unfinished = group.runs.filter((run) => run.state !== "complete");
  const standing = unfinished.length > 0 ? runStanding(unfinished) : "";
  if (comparison && isRefused(comparison)) return [standing, comparison.refused].filter(Boolean).join(". ");
  const missing = group.runs.length - unfinished.length - summary.n;
  const parts = [
    isBaseline ? words.compare.statistics.isBaseline : "",
    standing,
    missing > 0 ? words.compare.statistics.undefinedFor(missing) : "",
    isRefused(summary.interval) && summary.n > 0 ? summary.interval.refused : "",
  ];
  return parts.filter(Boolean).join(". ");
}

interface Table {
  readonly metric: MetricId;
  readonly space: MetricSpace;
  /** Of the baseline. */
  readonly label: string;
  readonly comparisons: number;
  readonly axis: ForestAxis;
  readonly higher: boolean;
  /** Names of all configurations, for the width of the first column. */
  readonly names: readonly string[];
  /** For the widths of numbers. */
  readonly rows: readonly StatisticsRow[];
}

export function statisticsColumns(
  table: Table,
  name: TableColumn<StatisticsRow>["cell"] & Snippet<[StatisticsRow, TableColumn<StatisticsRow>]>,
  plot: TableColumn<StatisticsRow>["cell"] & Snippet<[StatisticsRow, TableColumn<StatisticsRow>]>,
  interval: TableColumn<StatisticsRow>["cell"] & Snippet<[StatisticsRow, TableColumn<StatisticsRow>]>,
): TableColumn<StatisticsRow>[] {
  const first = table.higher ? "highest" : "lowest";
  const number = (
    id: string,
    label: string,
    width: number,
    title: string,
    value: (c: BaselineComparison) => number | null,
    format: (value: number) => string,
  ): TableColumn<StatisticsRow> => {
    const of = (row: StatisticsRow): number | null => {
      const c = comparisonOf(row.stats);
      return c && value(c);
    };
    const text = (row: StatisticsRow): string => {
      const v = of(row);
      return v === null ? (row.isBaseline ? "" : UNDEFINED) : format(v);
    };
    // A number without its end is another number: never cut, at about 7.8 px a character.
    const longest = Math.max(0, ...table.rows.map((row) => text(row).length));
    return { id, label, choice: label, width: Math.max(width, longest * 7.8 + 16), title, align: "end", text, sort: of };
  };
  const neededIn = ({ stats: { comparison } }: StatisticsRow): number | null => {
    const needed = comparison && seedsNeededFor(comparison, table.comparisons);
    return needed && !isRefused(needed) ? needed.seeds : null;
  };
  const neededText = (row: StatisticsRow): string => {
    const needed = neededIn(row);
    return needed === null ? (row.isBaseline ? "" : UNDEFINED) : formatShort(needed);
  };
  const widest = Math.max(200, ...table.names.map((n) => n.length * 6.6 + 96));
  return [
    {
      id: "name",
      label: w.name,
      width: Math.min(330, widest),
      grow: 1,
      fixed: true,
      text: (r) => r.group.config.label,
      sort: (r) => r.group.config.label,
      cell: name,
    },
    { id: "n", label: w.n, choice: w.n, title: w.nTitle, width: 56, align: "end", text: seedsText, sort: (r) => r.stats.summary.n },
    { id: "mean", label: w.mean, width: 112, align: "end", first, text: meanText, sort: (r) => r.stats.summary.mean },
    {
      id: "interval",
      label: w.interval,
      choice: w.interval,
      title: w.intervalTitle,
      width: 124,
      align: "end",
      text: (r) => intervalText(shownInterval(r.stats.summary.interval, table.metric, table.space)),
      cell: interval,
    },
    { ...number("difference", w.difference, 84, w.differenceTitle(table.label), (c) => c.effect.meanDifference, formatDelta), first },
    {
      id: "plot",
      label: w.plot,
      choice: w.plotChoice,
      under: `${formatDelta(table.axis[0])} … ${formatDelta(table.axis[1])}`,
      width: 150,
      grow: 0.6,
      text: (r) => intervalOfDifference(r.stats, table),
      cell: plot,
    },
    { ...number("p", w.p, 64, w.pTitle, (c) => c.test.p, formatP), first: "lowest" },
    { ...number("holm", w.holm, 68, w.holmTitle(table.comparisons), (c) => c.holmP, formatP), first: "lowest" },
    number(
      "dz",
      w.dz,
      68,
      w.dzTitle,
      (c) => c.effect.cohenDz,
      (v) => formatValue(v, 2),
    ),
    number(
      "biserial",
      w.biserial,
      56,
      w.biserialTitle,
      (c) => c.effect.rankBiserial,
      (v) => formatValue(v, 2),
    ),
    {
      id: "needed",
      label: w.needed,
      under: w.neededUnder,
      choice: w.needed,
      title: w.neededTitle,
      width: 116,
      align: "end",
      first: "lowest",
      text: neededText,
      sort: neededIn,
    },
    { id: "note", label: w.note, width: 96, grow: 2.4, text: noteOf },
  ];
}

const seedsText = ({ stats, group }: StatisticsRow): string =>
  stats.summary.n === group.runs.length ? String(stats.summary.n) : `${stats.summary.n} / ${group.runs.length}`;

function meanText({ stats: { summary } }: StatisticsRow): string {
  return summary.sd === null ? formatValue(summary.mean) : `${formatValue(summary.mean)} ± ${formatValue(summary.sd)}`;
}
/** "+0.012 … +0.034", or a dash. */
function intervalOfDifference(stats: ConfigStatistics, { metric, space }: Pick<Table, "metric" | "space">): string {
  const interval = comparisonOf(stats)?.effect.interval;
  return intervalText(interval ? shownDifference(interval, metric, space) : null, formatDelta);
}
