/**
 * @file The names of the columns: from header lines, made up where one is empty, told apart where one comes twice.
 * Reads: cells of header records.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import { AppError } from "#shared/errors/errors.ts";

/** Of no width, and left alone by `trim`. */
const INVISIBLE = "\u200b\u200c\u200d\u2060";

/** Without blanks, no-break blanks, byte order marks and characters of no width at both ends. */
function bare(name: string): string {
  const isOutside = (char: string): boolean => INVISIBLE.includes(char) || char.trim() === "";
  let start = 0;
  let end = name.length;
  while (start < end && isOutside(name[start]!)) start++;
  while (end > start && isOutside(name[end - 1]!)) end--;
  return name.slice(start, end);
}

/** Names of the columns: those of the header line, `c<n>` for an empty one; `c1`.. without a header. @throws AppError `data/duplicate-column`. */
export function nameColumns(cells: readonly string[], header: boolean, fileName: string): string[] {
  const names = cells.map((cell, i) => (header && cell !== "" ? cell : `c${i + 1}`));
  const seen = new Map<string, number>();
  names.forEach((column, i) => {
    const first = seen.get(column);
    if (first !== undefined) throw new AppError("data/duplicate-column", { file: fileName, column, first: first + 1, second: i + 1 });
    seen.set(column, i);
  });
  return names;
}

/** The first header line names a column, a later one where it does not. @param width columns of the table. */
export function joinHeaders(headers: readonly (readonly string[])[], width: number): string[] {
  return Array.from({ length: width }, (_, i) => {
    for (const header of headers) {
      const name = bare(header[i] ?? "");
      if (name !== "") return name;
    }
    return `c${i + 1}`;
  });
}

/** Every column but the first of a name gets a number: “x (2)”. */
export function tellApart(names: readonly string[]): { names: string[]; findings: DataFinding[] } {
  const taken = new Set(names);
  const seen = new Set<string>();
  const columns: { from: string; to: string }[] = [];
  const apart = names.map((from) => {
    if (!seen.has(from)) {
      seen.add(from);
      return from;
    }
    let n = 2;
    while (taken.has(`${from} (${n})`)) n++;
    const to = `${from} (${n})`;
    taken.add(to);
    columns.push({ from, to });
    return to;
  });
  return { names: apart, findings: columns.length > 0 ? [{ id: "columns-renamed", columns }] : [] };
}
