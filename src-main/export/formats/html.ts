/** @file HTML: one page that opens in any browser and prints; the rows with every digit, or the report with the best in bold. */
import { counted } from "#shared/text/lists.ts";
import type { Cell } from "../cell.ts";
import { shownColumns } from "../constant-columns.ts";
import type { ExportFormat } from "../format.ts";
import { paperReport, type Report, type ReportCell, type ReportTable } from "../paper-report.ts";
import type { ResultTable } from "../result-table.ts";
import { textBytes } from "../text-bytes.ts";
import { htmlPage, htmlText } from "./html-page.ts";
import { plain } from "./spelled-cell.ts";

/** A wide table scrolls by itself, with the keyboard too. @param id of what names it. */
const open = (id: string): string => `<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">\n<table aria-labelledby="${id}">\n`;
const CLOSE = "</tbody>\n</table>\n</div>\n";

const figureClass = (isFigure: boolean): string => (isFigure ? ' class="n"' : "");
const head = (names: readonly string[], isFigure: (i: number) => boolean): string =>
  `<thead>\n<tr>${names.map((name, i) => `<th scope="col"${figureClass(isFigure(i))}>${htmlText(name)}</th>`).join("")}</tr>\n</thead>\n<tbody>\n`;

/** The first cell names its row. */
const row = (cells: readonly string[], isFigure: (i: number) => boolean): string =>
  `<tr>${cells.map((cell, i) => (i === 0 ? `<th scope="row"${figureClass(isFigure(i))}>${cell}</th>` : `<td${figureClass(isFigure(i))}>${cell}</td>`)).join("")}</tr>\n`;

/** Reasons in the order of their first cell: each is said once, below the table. */
class Reasons {
  readonly #numbers = new Map<string, number>();

  mark(reason: string): string {
    const number = this.#numbers.get(reason) ?? this.#numbers.size + 1;
    this.#numbers.set(reason, number);
    return `–<sup><a href="#reason-${number}" aria-label="reason ${number}">${number}</a></sup>`;
  }
  *list(): Generator<string> {
    if (this.#numbers.size === 0) return;
    yield '<h2 id="reasons">Why a value is missing</h2>\n<ol aria-labelledby="reasons">\n';
    for (const [reason, number] of this.#numbers) yield `<li id="reason-${number}">${htmlText(reason)}</li>\n`;
    yield "</ol>\n";
  }
}

function* rowsOf(table: ResultTable): Generator<string> {
  const { columns, rows } = table;
  const { shown, constant, isNumber } = shownColumns(table);
  const isFigure = (i: number): boolean => isNumber[shown[i]!]!;
  const given = table.reasons?.[Symbol.iterator]();
  const reasons = new Reasons();
  if (constant.length > 0) {
    yield '<h2 id="constant">The same in every row</h2>\n<dl aria-labelledby="constant">\n';
    for (const { place, value } of constant) yield `<dt>${htmlText(columns[place]!)}</dt><dd>${htmlText(plain(value))}</dd>\n`;
    yield "</dl>\n";
  }
  yield open("caption");
  yield `<caption id="caption"><span>${counted(rows.length, "row")}. A dash: there is no value.</span></caption>\n`;
  yield head(
    shown.map((place) => columns[place]!),
    isFigure,
  );
  for (const cells of rows) {
    const next = given?.next();
    const why = next?.done === false ? next.value : {};
    const spelled = (place: number): string => {
      const cell: Cell = cells[place]!;
      if (cell !== null) return htmlText(plain(cell));
      const name = columns[place]!;
      return Object.hasOwn(why, name) ? reasons.mark(why[name]!) : "–";
    };
    yield row(shown.map(spelled), isFigure);
  }
  yield CLOSE;
  yield* reasons.list();
}

const marked = ({ text, look }: ReportCell): string =>
  look === "best" ? `<strong>${htmlText(text)}</strong>` : look === "tied" ? `${htmlText(text)}&nbsp;†` : htmlText(text);
const isBehindName = (i: number): boolean => i > 0;

function* tableOf({ heading, head: names, rows }: ReportTable, id: string, caption: string): Generator<string> {
  if (heading !== null) yield `<h2 id="${id}">${htmlText(heading)}</h2>\n`;
  yield open(id);
  if (heading === null) yield `<caption id="${id}"><span>${htmlText(caption)}</span></caption>\n`;
  yield head(names, isBehindName);
  for (const { label, cells } of rows) yield row([htmlText(label), ...cells.map(marked)], isBehindName);
  yield CLOSE;
}

function* report({ tables, method, notes, data }: Report): Generator<string> {
  for (const [i, table] of tables.entries()) yield* tableOf(table, `table-${i + 1}`, `${method} ${data}`);
  if (notes.length === 0) return;
  yield '<h2 id="notes">Notes</h2>\n<ul aria-labelledby="notes">\n';
  for (const note of notes) yield `<li>${htmlText(note)}</li>\n`;
  yield "</ul>\n";
}

export const html: ExportFormat<"html"> = {
  rows: textBytes((table) => htmlPage(table.title, rowsOf(table))),
  report: textBytes((paper) => {
    const made = paperReport(paper);
    return htmlPage(made.title, report(made));
  }),
};
