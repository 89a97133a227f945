/**
 * @file What the seeds say of every configuration, as columns: interval, difference to a baseline, p, Holm p, standing.
 * Reads: compare data, measures of scores.
 */
import { columnName } from "#shared/results/column-name.ts";
import { classPart, higherIsBetter } from "#shared/metrics/metric-id.ts";
import type { At, Measure } from "#shared/results/run-value.ts";
import type { CompareRun } from "#shared/wire/records.ts";
import { configStatistics, type ConfigStatistics, type MetricStatistics } from "#shared/statistics/config-statistics.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { briefStanding, runInWords, runStanding } from "#shared/words/en/run-standing.ts";
import { seedGroup } from "#shared/results/sweep-groups.ts";
import type { ExportData } from "./metric-cells.ts";
import type { Cell } from "./cell.ts";
import { valueTable } from "./value-table.ts";

/** Column name of the metric to the tests in full; their `configs` are in the order of the rows. */
export type SweepStatistics = Readonly<Record<string, MetricStatistics>>;

interface Columns {
  /** Of each configuration. */
  readonly cells: readonly Readonly<Record<string, Cell>>[];
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

type Heads = Readonly<Record<keyof typeof HEADS, string>>;
/** The names of a metric's columns, put together once for all configurations. */
const headsOf = (name: string): Heads => Object.fromEntries(Object.keys(HEADS).map((head) => [head, statisticName(name, head as keyof typeof HEADS)])) as Heads;

/** Puts what is known of one metric into the row of a configuration. */
function addCells(row: Record<string, Cell>, heads: Heads, { summary, comparison, standing }: ConfigStatistics, tested: boolean): void {
  const { interval } = summary;
  const compared = comparison && !isRefused(comparison) ? comparison : null;
  row[heads.mean] = summary.mean;
  row[heads.sd] = summary.sd;
  row[heads.n] = summary.n;
  row[heads.low] = isRefused(interval) ? null : interval.low;
  row[heads.high] = isRefused(interval) ? null : interval.high;
  if (!tested) return;
  row[heads.difference] = compared?.effect.meanDifference ?? null;
  row[heads.p] = compared?.test.p ?? null;
  row[heads.holmP] = compared?.holmP ?? null;
  row[heads.dz] = compared?.effect.cohenDz ?? null;
  row[heads.standing] = standing;
}

/** @param measures of which there are columns, in their order. */
export function configColumns(input: ExportData, at: At, baselineId: number | null, measures: readonly Measure[]): Columns {
  const { data } = input;
  const byConfig = Map.groupBy(data.runs, (run) => run.configId);
  const runsOf = data.configs.map((config) => byConfig.get(config.id) ?? []);
  const table = valueTable(input, at, measures, runsOf);
  const cells = data.configs.map(() => ({}) as Record<string, Cell>);
  const reasons = data.configs.map(() => ({}) as Record<string, string>);
  const statistics: Record<string, MetricStatistics> = {};
  const baseline = data.configs.findIndex((config) => config.id === baselineId);
  for (const [m, measure] of measures.entries()) {
    const name = columnName(measure, data.classNames);
    const value = (run: CompareRun): number | null => table.value(run, m);
    const groups = data.configs.map((config, i) => seedGroup(data, config, runsOf[i]!, measure, at, value, runInWords));
    const tested = isTested(measure);
    const heads = headsOf(name);
    const found = configStatistics(groups, tested && baseline >= 0 ? baseline : null, { higherIsBetter: higherIsBetter(measure.metric) });
    if (tested) statistics[name] = found;
    found.configs.forEach((stats, i) => {
      addCells(cells[i]!, heads, stats, tested);
      const runs = runsOf[i]!;
      if (stats.summary.mean === null) reasons[i]![statisticName(name, "mean")] = table.reason(i, m) ?? runStanding(runs);
      if (tested && stats.comparison && isRefused(stats.comparison)) reasons[i]![statisticName(name, "p")] = stats.comparison.refused;
      if (tested && stats.standing === null)
        reasons[i]![statisticName(name, "standing")] = isRefused(found.ties)
          ? found.ties.refused
          : `a seed has no value${briefStanding(runs) && ` (runs: ${briefStanding(runs)})`}`;
    });
  }
  return { cells, reasons, statistics };
}
