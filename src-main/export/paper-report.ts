/**
 * @file The results as they go into a text: one table per question, best and tied marked, methods below. Formats spell and escape what is here.
 * Reads: compare data, a configuration table. Full precision is in the tables of rows.
 */
import { bestBy } from "#shared/words/best-epoch.ts";
import { columnName } from "#shared/results/column-name.ts";
import { higherIsBetter, metricLabel, ofClassId } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { counted } from "#shared/text/lists.ts";
import { isTested, statisticName } from "./config-statistics-columns.ts";
import { measureHead } from "./measure-heads.ts";
import type { ExportData } from "./metric-cells.ts";
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
import type { Paper } from "./paper.ts";

export interface ReportCell {
  readonly text: string;
  /** best: the best mean of the column; tied: the seeds do not tell it from the best. */
  readonly look: "plain" | "best" | "tied";
}
export interface ReportTable {
  /** null: the main table, below the title. */
  readonly heading: string | null;
  readonly head: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly ReportCell[] }[];
}
/** Texts without any markup. */
export interface Report {
  readonly title: string;
  readonly tables: readonly ReportTable[];
  /** What a figure is; what else must be known; which data it is of. */
  readonly method: string;
  readonly notes: readonly string[];
  readonly data: string;
}

/** "0.813 ± 0.036", and "0.813 ± 0.036 (5 seeds)" where they are not all of the row. */
function spread(row: PaperRow, cell: PaperCell, decimals: number): string {
  const { mean, sd } = cell;
  if (mean === null) return "–";
  const fewer = fewerSeeds(row, cell);
  return `${fixed(mean, decimals).replace("-", "−")}${sd === null ? "" : ` ± ${fixed(sd, decimals)}`}${fewer === null ? "" : ` (${counted(fewer, "seed")})`}`;
}

const plainCell = (text: string): ReportCell => ({ text, look: "plain" });

export function paperReport(paper: Paper): Report {
  const { input, table, decimals, measures } = paper;
  const { data } = input;
  const nameOf = paper.families?.nameOf;
  const name = (row: PaperRow): string => `${row.label}${row.isControl && !nameOf ? " (control)" : ""}`;
  const rows = paperRows(input, table, measures, paper.rowsChosen, nameOf);
  const figures: ReportTable = {
    heading: null,
    head: [
      paper.families ? "Family" : "Configuration",
      "Seeds",
      ...measures.map((m) => `${measureHead(m, data)}${higherIsBetter(m.metric, data) ? "" : " ↓"}`),
    ],
    rows: rows.map((row) => ({
      label: name(row),
      cells: [
        plainCell(String(row.seeds)),
        ...row.cells.map((cell): ReportCell => ({ text: spread(row, cell, decimals), look: cell.isBest ? "best" : cell.isTied ? "tied" : "plain" })),
      ],
    })),
  };
  const perClass = paper.perClass.map((metric): ReportTable => {
    const ofEach = data.classNames.map((_, c): Measure => ({ split: "test", metric: ofClassId(metric, c) }));
    const cells = paperRows(input, table, ofEach, paper.rowsChosen, nameOf);
    return {
      heading: `${metric === "recall" ? "Recall" : "Average precision"} per class on test`,
      head: ["Configuration", ...data.classNames],
      rows: cells.map((row) => ({ label: name(row), cells: row.cells.map((cell) => plainCell(spread(row, cell, decimals))) })),
    };
  });
  const tested = paper.baselineId === null ? [] : measures.filter((m) => m.split === "test" && isTested(m)).slice(0, paper.perClass.length ? 1 : undefined);
  const baseline = data.configs.find((c) => c.id === paper.baselineId)?.label ?? "";
  const named = rows.map((row) => ({ ...row, label: name(row) }));
  return {
    title: table.title,
    tables: [figures, ...tested.map((measure) => testTable(named, measure, baseline, input, decimals)), ...perClass],
    ...notesOf(paper, tested, rows),
  };
}

function testTable(rows: readonly PaperRow[], measure: Measure, baseline: string, { data }: ExportData, decimals: number): ReportTable {
  const column = columnName(measure, data);
  const plain = (value: Cell | undefined): string => (typeof value === "number" ? fixed(value, decimals).replace("-", "−") : "–");
  const signed = (value: Cell | undefined): string => (typeof value === "number" && value > 0 ? `+${plain(value)}` : plain(value));
  const smallest = 10 ** -decimals;
  const pText = (value: Cell | undefined): string => (typeof value === "number" && value < smallest ? `< ${fixed(smallest, decimals)}` : plain(value));
  const cellsOf = ({ seeds, read }: PaperRow): string[] => {
    const cell = (statistic: Parameters<typeof statisticName>[1]): Cell | undefined => read(statisticName(column, statistic));
    const n = cell("n");
    const fewer = typeof n === "number" && n > 0 && n < seeds ? `; ${counted(n, "seed")}` : "";
    return [
      typeof cell("mean") === "number" ? `${plain(cell("mean"))} (${plain(cell("low"))} to ${plain(cell("high"))}${fewer})` : "–",
      signed(cell("difference")),
      pText(cell("p")),
      pText(cell("holmP")),
      plain(cell("dz")),
    ];
  };
  const head = ["Configuration", "Mean, 95 % interval", "Difference to the baseline", "Wilcoxon p", "Holm-corrected p", "Cohen's d_z"];
  return {
    heading: `${metricLabel(measure.metric, data)} on test against ${baseline}`,
    head,
    rows: rows.map((row) => ({ label: row.label, cells: cellsOf(row).map(plainCell) })),
  };
}

function notesOf(paper: Paper, tested: readonly Measure[], rows: readonly PaperRow[]): Pick<Report, "method" | "notes" | "data"> {
  const { input, table, at, measures, baselineId } = paper;
  const { data } = input;
  const statisticsOf = (measure: Measure) => table.statistics?.[columnName(measure, data)];
  const first = measures.find(isTested);
  const ties = first && statisticsOf(first)?.ties;
  const baseline = data.configs.find((c) => c.id === baselineId)?.label;
  const compared = tested[0] && statisticsOf(tested[0]);
  const bold = boldRule(rows);
  const hasFewer = hasFewerSeeds(rows);
  const partOfSweep = rows.length < data.configs.length;
  const method = `Mean ± sample standard deviation over seeds${hasFewer ? " (fewer than those of the row where a figure says so, since the metric has no value for the others)" : ""} at the ${at} epoch${at === "best" ? ` (${bestBy(data.spec.selectBy, data.classNames)}, earliest on ties)` : ""}; on test where not said otherwise. ${paper.rowsChosen ? "Rows in the order chosen" : "Sorted by validation macro F1"}. ↓: lower is better.`;
  const notes = [
    ...unfinishedRows(input, rows).map((note) => `${note}.`),
    ...(paper.families?.notes.map((note) => `${note}.`) ?? []),
    ...(partOfSweep
      ? [`${counted(rows.length, "configuration")} of the ${data.configs.length} of the sweep. Ties and Holm's correction are over all of them, shown or not.`]
      : []),
    ...(measures.some((m) => m.variant !== undefined)
      ? ["In brackets: what was done after training, tuned on validation and measured on test. The raw figures stand beside."]
      : []),
    ...absentNotes(paper.rowsChosen ? measures : [...measures, RANKED_BY], input).map((sentence) => `${sentence}.`),
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
  ];
  return { method, notes, data: `Data: ${data.sweep.datasetName}, SHA-256 ${data.datasetSha256}; ${splitText(input)}.` };
}
