/**
 * @file LaTeX: the results as a table (booktabs) that a paper inputs as it is: mean ± deviation over seeds, best of each column bold.
 * Reads: compare data, a configuration table.
 */
import { bestBy } from "#shared/words/best-epoch.ts";
import { higherIsBetter } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import type { OptionsOf } from "#shared/export/options.ts";
import { counted } from "#shared/text/lists.ts";
import { APP_VERSION } from "../../base/version.ts";
import type { ExportFormat } from "../format.ts";
import { latexComment, latexText, needsUnicodeEngine } from "./latex-text.ts";
import { meanings, shortHead } from "../measure-heads.ts";
import type { ExportData } from "../metric-cells.ts";
import {
  absentNotes,
  boldRule,
  fewerSeeds,
  fixed,
  hasFewerSeeds,
  NARROW_MEASURES,
  type PaperCell,
  type PaperRow,
  paperRows,
  splitText,
  unfinishedRows,
} from "../paper-figures.ts";
import type { Paper } from "../paper.ts";
import { textBytes } from "../text-bytes.ts";

/** More columns than this touch each other with the usual gap. */
const ROOMY_COLUMNS = 5;

/** @param bare the tabular alone, its caption as a comment. */
function latexTable({ input, table, ...paper }: Paper, { bare = false }: OptionsOf<"bare">): string {
  const { data } = input;
  const { measures } = paper;
  const rows = paperRows(input, table, measures, paper.rowsChosen, paper.families?.nameOf);
  const seeds = new Set(rows.map((row) => row.seeds));
  const hasSeedsColumn = seeds.size > 1;
  const head = [
    paper.families ? "Family" : "Configuration",
    ...(hasSeedsColumn ? ["Seeds"] : []),
    ...measures.map((m) => `${latexText(shortHead(m, data))}${higherIsBetter(m.metric, data) ? "" : " $\\downarrow$"}`),
  ];
  const body = rows.map((row) => [
    latexText(`${row.label}${row.isControl && !paper.families ? " (control)" : ""}`),
    ...(hasSeedsColumn ? [String(row.seeds)] : []),
    ...row.cells.map((cell) => figure(cell, paper.decimals, fewerSeeds(row, cell))),
  ]);
  const tabular = [
    `\\begin{tabular}{l${"c".repeat(head.length - 1)}}`,
    "  \\toprule",
    `  ${line(head)}`,
    "  \\midrule",
    ...body.map((cells) => `  ${line(cells)}`),
    "  \\bottomrule",
    "\\end{tabular}",
  ];
  const caption = captionOf(input, rows, measures, paper);
  const float = [
    "\\begin{table}[tbp]",
    "  \\centering",
    `  \\caption{${caption}}`,
    `  \\label{tab:${labelOf(data.sweep.name)}}`,
    ...(head.length > ROOMY_COLUMNS ? ["  \\small", "  \\setlength{\\tabcolsep}{4pt}"] : []),
    ...tabular.map((text) => `  ${text}`),
    "\\end{table}",
  ];
  const isWide = measures.length > NARROW_MEASURES.length;
  const lines = bare ? [latexComment(`Caption: ${caption}`), ...tabular] : float;
  return [
    latexComment(`Focaldesk ${APP_VERSION}: sweep “${data.sweep.name}”, data SHA-256 ${data.datasetSha256}.`),
    "% In the preamble: \\usepackage{booktabs}",
    ...(needsUnicodeEngine(lines.join("")) ? ["% Some names have signs beyond Latin: compile with LuaLaTeX or XeLaTeX and a font that has them."] : []),
    ...(isWide ? ["% Many columns: where they do not fit, \\usepackage{graphicx} and put the tabular into \\resizebox{\\textwidth}{!}{...}"] : []),
    ...lines,
    "",
  ].join("\n");
}

/** After a row's end a bracket is an option and a star belongs to the command: a name that begins so stands behind an empty group. */
const line = (cells: readonly string[]): string => `${/^[[*]/.test(cells[0]!) ? "{}" : ""}${cells.join(" & ")} \\\\`;

/** "$0.813 \pm 0.036$", the mean alone with one seed, a dash without a value. @param fewer seeds, where they are not all of the row: "$0.813 \pm 0.036^{(5)}$". */
function figure({ mean, sd, isBest }: PaperCell, decimals: number, fewer: number | null): string {
  if (mean === null) return "--";
  const text = fixed(mean, decimals);
  // Bold text inside math has a hyphen where a minus belongs.
  const shown = isBest ? `\\textbf{${text.replace("-", "$-$")}}` : text;
  return `$${shown}${sd === null ? "" : ` \\pm ${fixed(sd, decimals)}`}${fewer === null ? "" : `^{(${fewer})}`}$`;
}

function captionOf(input: ExportData, rows: readonly PaperRow[], measures: readonly Measure[], { at, families }: Pick<Paper, "at" | "families">): string {
  const { data } = input;
  const seeds = [...new Set(rows.map((row) => row.seeds))];
  const over = seeds.length > 1 ? "the complete seeds of each row" : counted(seeds[0] ?? 0, "seed");
  const bold = boldRule(rows);
  const part = measures.every((m) => m.split === "test")
    ? "test"
    : measures.every((m) => m.split === "validation")
      ? "validation"
      : "test (validation where said)";
  const splits = data.runs.find((run) => run.counts !== null)?.counts?.best.test.reduce((sum, n) => sum + n, 0);
  const sentences = [
    `Results on ${part} of ${data.sweep.datasetName} (${counted(data.classNames.length, "class", "classes")}${splits === undefined ? "" : `, ${counted(splits, "test row")}`}; ${splitText(input)})`,
    seeds.length === 1 && (seeds[0] ?? 0) < 2 ? `One seed, so there is no deviation` : `Mean ± sample standard deviation over ${over}`,
    ...(hasFewerSeeds(rows) ? ["Superscript in brackets: seeds of the figure, where the metric has no value for the others"] : []),
    at === "best" ? `Each run at its epoch with the ${bestBy(data.spec.selectBy, data.classNames)}, the earliest on ties` : "Each run at its last epoch",
    ...unfinishedRows(input, rows),
    ...(families?.notes ?? []),
    ...(measures.some((m) => m.variant !== undefined) ? ["In brackets: done after training, tuned on validation"] : []),
    ...absentNotes(measures, input),
    ...(bold === null ? [] : [bold]),
    ...(measures.some((m) => !higherIsBetter(m.metric, data)) ? ["↓: lower is better"] : []),
    ...(rows.length < data.configs.length ? [`${rows.length} of ${data.configs.length} configurations are shown`] : []),
    ...meanings(measures),
  ];
  return latexText(sentences.map((sentence) => `${sentence}.`).join(" "));
}

/** Letters, digits and hyphens: whatever else a label may hold, some package objects to it. */
function labelOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return plain || "sweep";
}

export const latex: ExportFormat<"latex"> = { float: textBytes((paper, options) => [latexTable(paper, options)]) };
