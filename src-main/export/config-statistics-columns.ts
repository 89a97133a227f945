/**
 * @file What the seeds say of every configuration, as columns: interval, difference to a baseline, p, Holm p, standing.
 * Reads: compare data, measures of scores.
 */
import { columnName } from "#shared/results/column-name.ts";
import { classPart, type MetricSpace } from "#shared/metrics/metric-id.ts";
import { groupByConfig } from "#shared/results/groups.ts";
import { shownInterval } from "#shared/results/intervals.ts";
import type { At, Measure } from "#shared/metrics/measure.ts";
import type { ConfigStatistics, MetricStatistics } from "#shared/statistics/config-statistics.ts";
import { summarizeSeeds } from "#shared/statistics/interval.ts";
import type { CompareRun } from "#shared/wire/records.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { briefStanding, runInWords, runStanding } from "#shared/words/en/run-standing.ts";
import { type GroupStatistics, groupStatistics } from "#shared/results/statistics.ts";
import type { ExportData } from "./metric-cells.ts";
import { NumberColumns } from "./number-columns.ts";
import { valueTable } from "./value-table.ts";

/** Column name of the metric to the tests in full; their `configs` are in the order of the rows. */
export type SweepStatistics = Readonly<Record<string, MetricStatistics>>;

interface Columns {
  /** Of each configuration. */
  readonly cells: NumberColumns;
  readonly reasons: readonly Readonly<Record<string, string>>[];
  readonly statistics: SweepStatistics;
}

/** Tests are of raw metrics of the whole: a test for every class would be a fishing trip that no correction here counts. */
export const isTested = ({ metric, variant }: Measure): boolean => variant === undefined && classPart(metric) === null;

/** What follows the name of a metric in the head of a column. Intervals are of 95 %; differences are to the baseline, paired by seed. */
const HEADS = {
  mean: "mean",
  sd: "sd",
  n: "seeds",
  low: "interval95_low",
  high: "interval95_high",
  difference: "difference_to_baseline",
  p: "wilcoxon_p",
  holmP: "wilcoxon_p_holm",
  dz: "cohens_dz",
  standing: "standing",
} as const;

/** "test_macro_f1_mean", "test_macro_f1_wilcoxon_p_holm". */
export const statisticName = (name: string, statistic: keyof typeof HEADS): string => `${name}_${HEADS[statistic]}`;

/** Adds the columns of one metric; intervals end where it does. @returns writes what is known of it of a configuration. */
function addColumns(to: NumberColumns, { metric }: Measure, name: string, tested: boolean, space: MetricSpace): (config: number, found: FoundOfConfig) => void {
  const column = (statistic: keyof typeof HEADS) => to.addNumbers(statisticName(name, statistic));
  const [mean, sd, n, low, high] = [column("mean"), column("sd"), column("n"), column("low"), column("high")];
  const test = tested && { difference: column("difference"), p: column("p"), holmP: column("holmP"), dz: column("dz") };
  const standing = tested && to.addTexts(statisticName(name, "standing"));
  return (i, found) => {
    const interval = shownInterval(found.summary.interval, metric, space);
    mean(i, found.summary.mean);
    sd(i, found.summary.sd);
    n(i, found.summary.n);
    low(i, interval?.low ?? null);
    high(i, interval?.high ?? null);
    if (!test || !standing) return;
    const compared = found.comparison && !isRefused(found.comparison) ? found.comparison : null;
    test.difference(i, compared?.effect.meanDifference ?? null);
    test.p(i, compared?.test.p ?? null);
    test.holmP(i, compared?.holmP ?? null);
    test.dz(i, compared?.effect.cohenDz ?? null);
    standing(i, found.standing ?? null);
  };
}
type FoundOfConfig = Pick<ConfigStatistics, "summary"> & Partial<Pick<ConfigStatistics, "comparison" | "standing">>;

/**
 * @param measures of which there are columns, in their order.
 * @param rowsAlone neither reasons nor tests in full are wanted: those of a thousand configurations take a hundred megabytes.
 */
export function configColumns(input: ExportData, at: At, baselineId: number | null, measures: readonly Measure[], rowsAlone: boolean): Columns {
  const { data } = input;
  const groups = groupByConfig(data);
  const table = valueTable(input, at, measures, groups);
  const cells = new NumberColumns(groups.length);
  const reasons = groups.map(() => ({}) as Record<string, string>);
  const statistics: Record<string, MetricStatistics> = {};
  for (const [m, measure] of measures.entries()) {
    const name = columnName(measure, data);
    const tested = isTested(measure);
    const put = addColumns(cells, measure, name, tested, data);
    const value = (run: CompareRun): number | null => table.value(run, m);
    const found = tested ? withoutIds(groupStatistics(data, groups, baselineId, measure, { at, value, missing: runInWords })) : null;
    groups.forEach(({ runs }, i) => {
      const stats: FoundOfConfig = found?.configs[i] ?? { summary: summarizeSeeds(runs.map(value)) };
      put(i, stats);
      if (rowsAlone) return;
      if (stats.summary.mean === null) reasons[i]![statisticName(name, "mean")] = table.reason(i, m) ?? runStanding(runs);
      if (stats.comparison && isRefused(stats.comparison)) reasons[i]![statisticName(name, "p")] = stats.comparison.refused;
      if (found && stats.standing === null)
        reasons[i]![statisticName(name, "standing")] = isRefused(found.ties)
          ? found.ties.refused
          : `a seed has no value${briefStanding(runs) && ` (runs: ${briefStanding(runs)})`}`;
    });
    if (found && !rowsAlone) statistics[name] = found;
  }
  return { cells, reasons, statistics };
}

/** They are in the order of the rows, which say their ids. */
const withoutIds = ({ ids: _, ...statistics }: GroupStatistics): MetricStatistics => statistics;
