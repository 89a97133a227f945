/**
 * @file Which rows of a file count: the same set for the profile, the split preview and the training arrays.
 * Reads: rows of a table.
 */
import type { Column, ImportOptions } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { missingRules } from "#shared/data/reading/missing-words.ts";
import type { MissingRules } from "#shared/data/reading/missing-words.ts";

export interface RowRule {
  readonly fileName: string;
  readonly names: readonly string[];
  readonly labelIndex: number;
  /** Columns of the file that are features. */
  readonly featureIndexes: readonly number[];
  /** In the same order: columns of texts. What is missing in a column depends on it. */
  readonly texts: readonly boolean[];
  readonly policy: ImportOptions["missing"];
  readonly missing: MissingRules;
}

export type RowFate = "kept" | "no-label" | "missing-value";

/** The rule of a data set whose columns are known. */
export function ruleOfColumns(fileName: string, names: readonly string[], labelIndex: number, columns: readonly Column[], options: ImportOptions): RowRule {
  return {
    fileName,
    names,
    labelIndex,
    featureIndexes: columns.map(({ index }) => index),
    texts: columns.map(({ kind }) => kind === "categorical"),
    policy: options.missing,
    missing: missingRules(options),
  };
}

/** @param feature position among the features. */
export function isMissingIn(rule: RowRule, feature: number, cell: string, quoted: boolean): boolean {
  return rule.texts[feature] ? rule.missing.inTexts(cell, quoted) : rule.missing.inNumbers(cell);
}

/**
 * Judges one row: without a label it never counts; with a missing feature it counts unless the policy is "drop-rows".
 * @param quoted which cells stood in quotation marks; null: none.
 * @throws AppError `data/missing-refused` under the policy "refuse", naming line and column.
 */
export function judgeRow(cells: readonly string[], line: number, quoted: readonly boolean[] | null, rule: RowRule): RowFate {
  if (rule.missing.label(cells[rule.labelIndex]!)) return "no-label";
  if (rule.policy === "median" || rule.policy === "mean") return "kept";
  for (let feature = 0; feature < rule.featureIndexes.length; feature++) {
    const index = rule.featureIndexes[feature]!;
    if (!isMissingIn(rule, feature, cells[index]!, quoted?.[index] ?? false)) continue;
    if (rule.policy === "drop-rows") return "missing-value";
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
