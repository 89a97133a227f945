/** @file Rows that are left out or come twice. Reads: what was gathered of a file. */
import type { DataFinding } from "#shared/data/findings.ts";
import type { Seen } from "../watch/seen.ts";

export function rowFindings({ rows, duplicates, duplicatesEstimated, groups }: Seen): DataFinding[] {
  const found: DataFinding[] = [];
  if (rows.firstWithoutLabel) found.push({ id: "rows-without-label", rows: rows.withoutLabel, ...rows.firstWithoutLabel });
  if (rows.firstWithMissingValue !== null) found.push({ id: "rows-dropped", rows: rows.withMissingValue, line: rows.firstWithMissingValue });
  if (duplicates > 0)
    found.push({
      id: "duplicate-rows",
      rows: duplicates,
      share: duplicates / rows.kept,
      ...(duplicatesEstimated ? { estimated: true as const } : {}),
    });
  if (groups && groups.rowsWithout > 0) found.push({ id: "rows-without-group", column: groups.column, rows: groups.rowsWithout });
  return found;
}
