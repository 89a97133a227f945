/** @file English: the export dialog. */
type Rows = "runs" | "configs" | "families";

const counted = (n: number, one: string, many: string): string => `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;
const ofRows = (n: number, rows: Rows): string =>
  rows === "runs" ? counted(n, "run", "runs") : rows === "configs" ? counted(n, "configuration", "configurations") : counted(n, "family", "families");

export const exports = {
  title: "Export results",
  format: "Format",
  rows: "Rows",
  runs: "One per run",
  configs: "One per configuration",
  families: "Best of each family",
  scope: "Holds",
  all: "Everything",
  shown: "What the table shows",
  selected: (n: number) => `Selected (${n})`,
  at: "Metrics of",
  best: "Best epoch",
  last: "Last epoch",
  decimals: "Decimals",
  around: "Around it",
  table: "Table with caption",
  tabular: "Tabular only",
  /** @param by "highest validation macro F1". */
  bestNote: (by: string) => `Best epoch: ${by}, earliest on ties; selected on validation only.`,
  /** What a table with one row per configuration or family holds, by its kind. */
  kindNotes: {
    rows: "Each metric with mean, sd, 95 % interval, difference, p and Holm-corrected p against the baseline, and whether it is tied with the best.",
    report: "Tables for a text: best in bold, † tied with it, differences with Holm-corrected p, methods below.",
    float: "For \\input into a paper (booktabs): mean ± sd over seeds, best of each column in bold; the caption says data, split, seeds and epoch.",
  },
  familiesNote: (metric: string) => `Of each family the configuration with the best ${metric} on validation.`,
  /** What was taken over from the table. */
  shownNote: (groups: number, of: number, metrics: number, isFiltered: boolean) =>
    `${isFiltered ? `${ofRows(groups, "configs")} of ${of} (filtered)` : `All ${ofRows(of, "configs")}`} in the order of the table, ${
      metrics === 0 ? "which shows no metric, so with the usual ones" : `its ${counted(metrics, "metric column", "metric columns")}`
    }. p and ties stay those of the whole sweep.`,
  selectedNote: (groups: number, of: number, metrics: number) =>
    `The ${ofRows(groups, "configs")} selected, of ${of}; ${metrics === 0 ? "the usual metrics" : counted(metrics, "metric column", "metric columns")} of the table. p and ties stay those of the whole sweep.`,
  familyColumns: (metrics: number, isOnScreen: boolean) =>
    `${isOnScreen ? "The families and the" : "The"} ${counted(metrics, "metric column", "metric columns")} of the table.`,
  writtenFor: "Written for",
  styles: { programs: "Programs", excel: "Excel", "excel-comma": "Excel, decimal comma" },
  /** Beside the button: what will be written, and what opens it. */
  written: {
    csv: {
      programs: "UTF-8 without BOM, separated by commas, decimal point: for pandas, R and other programs. Excel shows γ as Î³.",
      excel: "UTF-8 with BOM, separated by commas, decimal point: opens in an English Excel; pandas reads it too.",
      "excel-comma": 'UTF-8 with BOM, separated by semicolons, decimal comma: opens in a German or French Excel. pandas needs sep=";", decimal=",".',
    },
    tsv: {
      programs: "UTF-8 without BOM, separated by tabs, decimal point.",
      excel: "UTF-8 with BOM, separated by tabs, decimal point: opens in an English Excel; pandas reads it too.",
    },
    text: "UTF-8 text.",
    binary: "A file that is no text.",
  },
  preview: (shown: string, total: string) => `First ${shown} of ${total} lines`,
  noPreview: "No preview: the file is no text",
  previewLabel: "Preview of the file",
  loading: "Making the table",
  /** Digits and columns as they are in this very file. @param decimals null: every digit is there. */
  content: (rows: number, kind: Rows, columns: "all" | "main" | "chosen", decimals: number | null) =>
    `${ofRows(rows, kind)}, ${{ all: "all columns", main: "the main metrics", chosen: "the metrics of the table" }[columns]} ${
      decimals === null ? "at full precision" : `rounded to ${counted(decimals, "decimal", "decimals")}`
    }`,
  copy: "Copy",
  copied: "The table is in the clipboard",
  download: "Download",
  save: "Save…",
  saved: (path: string, rows: number, kind: Rows) => `${ofRows(rows, kind)} written to ${path}`,
  close: "Close",
};
