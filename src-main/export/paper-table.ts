/**
 * @file The results as they go into a text: one Markdown table per question, best and tied marked, methods below.
 * Reads: compare data, a configuration table. Full precision is in the other formats.
 */
import { bestBy } from "#shared/words/best-epoch.ts";
import { columnName } from "#shared/results/column-name.ts";
import { higherIsBetter, metricLabel, type MetricId } from "#shared/metrics/metric-id.ts";
import type { At, Measure } from "#shared/results/run-value.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { counted } from "#shared/text/lists.ts";
import { isTested, statisticName } from "./config-statistics-columns.ts";
import { measureHead } from "./measure-heads.ts";
import type { ExportData } from "./metric-cells.ts";
import { markdownCell, markdownText } from "./markdown-text.ts";
import {
  absentNotes,
  boldRule,
  fewerSeeds,
  fixed,
  hasFewerSeeds,
  type PaperCell,
  type PaperRow,
  paperRows,
  RANKED_BY,
  splitText,
  unfinishedRows,
} from "./paper-figures.ts";
import type { Cell } from "./cell.ts";
import type { ResultTable } from "./result-table.ts";

export interface PaperOptions {
  readonly at: At;
  readonly baselineId: number | null;
  readonly decimals: number;
  /** Columns. */
  readonly measures: readonly Measure[];
  /** Per-class tables below: only where the columns were not chosen. */
  readonly perClass: readonly ("recall" | "averagePrecision")[];
  /** Rows were chosen, and stand as they were given. */
  readonly rowsChosen: boolean;
  /** Rows are the best of each family: what they are called, and what must be said. */
  readonly families: { readonly nameOf: (label: string) => string; readonly notes: readonly string[] } | null;
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(" | ")} |`;
  return [line(header), line(header.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line), ""];
}

/** "0.813 ± 0.036", and "0.813 ± 0.036 (5 seeds)" where they are not all of the row. */
function spread(row: PaperRow, cell: PaperCell, decimals: number): string {
  const { mean, sd } = cell;
  if (mean === null) return "–";
  const fewer = fewerSeeds(row, cell);
  return `${fixed(mean, decimals).replace("-", "−")}${sd === null ? "" : ` ± ${fixed(sd, decimals)}`}${fewer === null ? "" : ` (${counted(fewer, "seed")})`}`;
}

function marked(row: PaperRow, cell: PaperCell, decimals: number): string {
  const text = spread(row, cell, decimals);
  return cell.isBest ? `**${text}**` : cell.isTied ? `${text} †` : text;
}

/** @param table of configurations, with the columns of all measures that are asked for. */
export function paperTable(input: ExportData, table: ResultTable, options: PaperOptions): string {
  const { data } = input;
  const { decimals, measures } = options;
  const nameOf = options.families?.nameOf;
  const name = (row: PaperRow): string => `${markdownText(row.label)}${row.isControl && !nameOf ? " (control)" : ""}`;
  const rows = paperRows(input, table, measures, options.rowsChosen, nameOf);
  const figures = markdownTable(
    [
      options.families ? "Family" : "Configuration",
      "Seeds",
      ...measures.map((m) => `${markdownText(measureHead(m, data.classNames))}${higherIsBetter(m.metric) ? "" : " ↓"}`),
    ],
    rows.map((row) => [name(row), String(row.seeds), ...row.cells.map((cell) => marked(row, cell, decimals))]),
  );
  const perClass = options.perClass.flatMap((metric) => {
    const ofEach = data.classNames.map((_, c): Measure => ({ split: "test", metric: `${metric}:${c}` as MetricId }));
    const cells = paperRows(input, table, ofEach, options.rowsChosen, nameOf);
    const body = cells.map((row) => [name(row), ...row.cells.map((cell) => spread(row, cell, decimals))]);
    return [
      `## ${metric === "recall" ? "Recall" : "Average precision"} per class on test`,
      "",
      ...markdownTable(["Configuration", ...data.classNames.map(markdownText)], body),
    ];
  });
  const tested = options.baselineId === null ? [] : measures.filter((m) => m.split === "test" && isTested(m)).slice(0, options.perClass.length ? 1 : undefined);
  const baseline = data.configs.find((c) => c.id === options.baselineId)?.label ?? "";
  return [
    `# ${markdownCell(markdownText(table.title))}`,
    "",
    ...figures,
    ...tested.flatMap((measure) =>
      testSection(
        rows.map((row) => ({ ...row, label: name(row) })),
        measure,
        baseline,
        input,
        decimals,
      ),
    ),
    ...perClass,
    ...notes(input, table, options, tested, rows).map((note) => `- ${markdownCell(markdownText(note))}`),
    "",
  ].join("\n");
}

function testSection(rows: readonly PaperRow[], measure: Measure, baseline: string, { data }: ExportData, decimals: number): string[] {
  const column = columnName(measure, data.classNames);
  const plain = (value: Cell | undefined): string => (typeof value === "number" ? fixed(value, decimals).replace("-", "−") : "–");
  const signed = (value: Cell | undefined): string => (typeof value === "number" && value > 0 ? `+${plain(value)}` : plain(value));
  const smallest = 10 ** -decimals;
  const pText = (value: Cell | undefined): string => (typeof value === "number" && value < smallest ? `< ${fixed(smallest, decimals)}` : plain(value));
  const body = rows.map(({ label, seeds, read }) => {
    const cell = (statistic: Parameters<typeof statisticName>[1]): Cell | undefined => read(statisticName(column, statistic));
    const n = cell("n");
    const fewer = typeof n === "number" && n > 0 && n < seeds ? `; ${counted(n, "seed")}` : "";
    return [
      label,
      typeof cell("mean") === "number" ? `${plain(cell("mean"))} (${plain(cell("low"))} to ${plain(cell("high"))}${fewer})` : "–",
      signed(cell("difference")),
      pText(cell("p")),
      pText(cell("holmP")),
      plain(cell("dz")),
    ];
  });
  const head = ["Configuration", "Mean, 95 % interval", "Difference to the baseline", "Wilcoxon p", "Holm-corrected p", "Cohen's d_z"];
  return [`## ${markdownCell(markdownText(`${metricLabel(measure.metric, data.classNames)} on test against ${baseline}`))}`, "", ...markdownTable(head, body)];
}

function notes(input: ExportData, table: ResultTable, options: PaperOptions, tested: readonly Measure[], rows: readonly PaperRow[]): string[] {
  const { data } = input;
  const { at, measures, baselineId } = options;
  const statisticsOf = (measure: Measure) => table.statistics?.[columnName(measure, data.classNames)];
  const first = measures.find(isTested);
  const ties = first && statisticsOf(first)?.ties;
  const baseline = data.configs.find((c) => c.id === baselineId)?.label;
  const compared = tested[0] && statisticsOf(tested[0]);
  const bold = boldRule(rows);
  const hasFewer = hasFewerSeeds(rows);
  const partOfSweep = rows.length < data.configs.length;
  return [
    `Mean ± sample standard deviation over seeds${hasFewer ? " (fewer than those of the row where a figure says so, since the metric has no value for the others)" : ""} at the ${at} epoch${at === "best" ? ` (${bestBy(data.spec.selectBy, data.classNames)}, earliest on ties)` : ""}; on test where not said otherwise. ${options.rowsChosen ? "Rows in the order chosen" : "Sorted by validation macro F1"}. ↓: lower is better.`,
    ...unfinishedRows(input, rows).map((note) => `${note}.`),
    ...(options.families?.notes.map((note) => `${note}.`) ?? []),
    ...(partOfSweep
      ? [`${counted(rows.length, "configuration")} of the ${data.configs.length} of the sweep. Ties and Holm's correction are over all of them, shown or not.`]
      : []),
    ...(measures.some((m) => m.variant !== undefined)
      ? ["In brackets: what was done after training, tuned on validation and measured on test. The raw figures stand beside."]
      : []),
    ...absentNotes(options.rowsChosen ? measures : [...measures, RANKED_BY], input).map((sentence) => `${sentence}.`),
    ...(bold === null ? [] : [`${bold}.`]),
    ...(ties ? [isRefused(ties) ? ties.refused : `†: tied with the best. ${ties.method}. ${ties.note}`] : []),
    ...(baseline !== undefined && compared
      ? [
          `Differences to ${baseline}, paired by seed. Wilcoxon signed-rank, exact, two-sided; Holm over ${counted(compared.comparisons, "comparison")}; Cohen's d_z: of paired differences. Intervals: Student t.`,
          ...new Set(
            tested.flatMap((measure) =>
              statisticsOf(measure)!.configs.flatMap(({ comparison }) =>
                comparison === null ? [] : isRefused(comparison) ? [comparison.refused] : (comparison.test.note ?? []),
              ),
            ),
          ),
        ]
      : []),
    `Data: ${data.sweep.datasetName}, SHA-256 ${data.datasetSha256}; ${splitText(input)}.`,
  ];
}
