/** @file The numbers of a chart as a table, as CSV, and the name of its file. */

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** RFC 4180 with LF; full precision, null as an empty field. */
export function toCsv(table: ChartTable): string {
  const field = (value: string | number | null): string => {
    const text = value === null ? "" : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [table.columns, ...table.rows].map((row) => row.map(field).join(",")).join("\n") + "\n";
}

/** A file name of the words of a title: "macro-f1-per-epoch". */
export function slug(title: string): string {
  return (
    title
      .toLocaleLowerCase()
      .replaceAll("γ", "gamma")
      .replaceAll("α", "alpha")
      .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
      .replace(/^-|-$/g, "") || "chart"
  );
}
