/** @file Names as they stand in a Markdown text: what a renderer would take for markup is escaped. */

/**
 * A name of a class, a sweep or a data set, for a heading, a list or a table (CommonMark 0.31, tables of GFM). Underscores inside words stay:
 * they mark nothing there, and `test_macro_f1` stays legible in the source. Bars and line breaks are the table's business: {@link markdownCell}.
 */
export function markdownText(name: string): string {
  return name
    .replaceAll(/[\\`*]/g, "\\$&")
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replaceAll(/<(?=[A-Za-z/!?])/g, "\\<")
    .replaceAll(/&(?=#?\w+;)/g, "\\&")
    .replaceAll("](", "]\\(")
    .replaceAll("~~", "\\~~");
}

/** Text with its own markup in one line of a table or a list. */
export const markdownCell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/[\r\n]+/g, " ");
