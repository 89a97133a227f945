/** @file Markdown (tables of GFM): the rows with every digit, or the report with the best in bold. */
import { counted } from "#shared/text/lists.ts";
import type { Cell } from "../cell.ts";
import { shownColumns } from "../constant-columns.ts";
import type { ExportFormat } from "../format.ts";
import { paperReport, type Report, type ReportCell, type ReportTable } from "../paper-report.ts";
import type { ResultTable } from "../result-table.ts";
import { textBytes } from "../text-bytes.ts";
import { markdownCell, markdownText } from "./markdown-text.ts";
import { plain } from "./spelled-cell.ts";

const spelled = (text: string): string => markdownCell(markdownText(text));
const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;

/** Columns that are the same in every row are listed once above the table. */
function* rows(table: ResultTable): Generator<string> {
  const { title, columns } = table;
  const { shown, constant, isNumber } = shownColumns(table);
  const cell = (value: Cell): string => spelled(plain(value));
  yield `# ${spelled(title)}\n\n${counted(table.rows.length, "row")}.${constant.length > 0 ? ` The same in every row:` : ""}\n\n`;
  for (const { place, value } of constant) yield `- ${spelled(columns[place]!)}: ${cell(value)}\n`;
  if (constant.length > 0) yield "\n";
  yield line(shown.map((i) => spelled(columns[i]!)));
  yield line(shown.map((i) => (isNumber[i] ? "---:" : "---")));
  for (const row of table.rows) yield line(shown.map((i) => cell(row[i]!)));
}

const marked = ({ text, look }: ReportCell): string => (look === "best" ? `**${spelled(text)}**` : look === "tied" ? `${spelled(text)} †` : spelled(text));

function* tableOf({ heading, head, rows: body }: ReportTable): Generator<string> {
  if (heading !== null) yield `## ${spelled(heading)}\n\n`;
  yield line(head.map(spelled));
  yield line(head.map((_, i) => (i === 0 ? "---" : "---:")));
  for (const { label, cells } of body) yield line([spelled(label), ...cells.map(marked)]);
  yield "\n";
}

function* report({ title, tables, method, notes, data }: Report): Generator<string> {
  yield `# ${spelled(title)}\n\n`;
  for (const table of tables) yield* tableOf(table);
  for (const note of [method, ...notes, data]) yield `- ${spelled(note)}\n`;
}

export const markdown: ExportFormat<"markdown"> = { rows: textBytes(rows), report: textBytes((paper) => report(paperReport(paper))) };
