/**
 * @file Which rows of a file count: the same set for the profile, the split preview and the training arrays.
 * Reads: rows of a table. Writes: nothing.
 */
import type { MISSING_POLICIES } from "#shared/dataset.ts";
import { AppError } from "#shared/errors.ts";
import { isMissing } from "./cell.ts";

export interface RowRule {
  readonly fileName: string;
  readonly names: readonly string[];
  readonly labelIndex: number;
  /** Columns of the file that are features. */
  readonly featureIndexes: readonly number[];
  readonly missing: (typeof MISSING_POLICIES)[number];
}

export type RowFate = "kept" | "no-label" | "missing-value";

/**
 * Judges one row: without a label it never counts; with a missing feature it counts unless the policy is "drop-rows".
 * @throws AppError `data/missing-refused` under the policy "refuse", naming line and column.
 */
export function judgeRow(cells: readonly string[], line: number, rule: RowRule): RowFate {
  if (isMissing(cells[rule.labelIndex]!)) return "no-label";
  if (rule.missing === "median" || rule.missing === "mean") return "kept";
  for (const index of rule.featureIndexes) {
    if (!isMissing(cells[index]!)) continue;
    if (rule.missing === "drop-rows") return "missing-value";
    throw new AppError("data/missing-refused", { line, file: rule.fileName, column: rule.names[index]! });
  }
  return "kept";
}

/**
 * Class index of a label cell.
 * @throws AppError `data/changed` for a class the profile has not seen: the profile is of another file.
 */
export function classIndexOf(label: string, classIndex: ReadonlyMap<string, number>, fileName: string): number {
  const index = classIndex.get(label);
  if (index === undefined) throw new AppError("data/changed", { name: fileName, sha256: "that of the import" });
  return index;
}
