/** @file English: charts and tables. */
import { formatValue } from "../../format/numbers.ts";

export const charts = {
  showTable: "Show the numbers (t)",
  showChart: "Show the chart (t)",
  take: (title: string) => `Copy or download: ${title}`,
  copyPng: "Copy picture",
  copyCsv: "Copy numbers (CSV)",
  downloadPng: "Download picture (PNG)",
  downloadCsv: "Download numbers (CSV)",
  copied: "Copied",
  tableOf: (title: string) => `Numbers of: ${title}`,
  rows: (n: number) => (n === 1 ? "1 row" : `${n} rows`),
  legend: "Legend",
  removeFromCharts: (label: string) => `Take ${label} out of the charts`,
  cursorOf: (title: string) => `Reading cursor of ${title}`,
  cursorIdle: (lines: number, points: number) =>
    `${lines} ${lines === 1 ? "line" : "lines"}, ${points} ${points === 1 ? "epoch" : "epochs"}; arrow keys read values`,
  noValue: "no value",
  nothingYet: "No epoch is finished yet.",
  moreSeries: (n: number) => `and ${n} more`,
  gridOf: (title: string) => `Cells of ${title}`,
  hole: "Not in this sweep",
  truth: "True class",
  predicted: "Predicted class",
  truthAndPredicted: "true ↓ predicted →",
  confusionNote: "Shade: share of the true class. Point at a cell or use the arrow keys.",
  confusionCell: (truth: string, predicted: string, count: string, support: string, share: number | null) =>
    `${truth} ${truth === predicted ? "recognised" : `taken for ${predicted}`}: ${count} of ${support}${share === null ? "" : ` (${formatValue(share)})`}`,
};

export const table = {
  columns: "Columns",
  findColumn: "Find a column",
  noColumn: "No column of that name.",
};
