/**
 * @file Which columns of a file are features, by the options of a data set, and which of them hold texts where that decides about rows.
 * Reads: import options and the names of the columns; the file for the columns of texts.
 */
import type { ImportOptions } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { RowRule } from "../cells/kept-rows.ts";
import { missingRules } from "#shared/data/reading/missing-words.ts";
import { numberReader, styleOf } from "#shared/data/reading/number-style.ts";
import { groupColumn } from "../split/group-rows.ts";
import type { TableVisitor } from "../table/scan-table.ts";

/**
 * Resolves the names in the options to columns of the file.
 * @param texts by feature; null: not known, and no row depends on it.
 * @throws AppError `data/no-label`, `data/no-features`, `input/invalid`.
 */
export function featureRule(names: readonly string[], fileName: string, options: ImportOptions, texts: readonly boolean[] | null): RowRule {
  const labelIndex = names.indexOf(options.label);
  if (labelIndex < 0) {
    const shown = names.length > 20 ? `${names.slice(0, 20).join(", ")} and ${names.length - 20} more` : names.join(", ");
    throw new AppError("data/no-label", { file: fileName, label: options.label, columns: shown });
  }
  for (const column of [...options.ignore, ...options.categorical, ...Object.keys(options.numbers ?? {})]) {
    if (!names.includes(column)) throw new AppError("input/invalid", { what: "The list of columns", detail: `${fileName} has no column named “${column}”` });
  }
  const left = new Set([labelIndex, groupColumn(names, fileName, options)]);
  const ignored = new Set(options.ignore);
  const featureIndexes = names.map((_, i) => i).filter((i) => !left.has(i) && !ignored.has(names[i]!));
  if (featureIndexes.length === 0) throw new AppError("data/no-features", { file: fileName, label: options.label });
  const missing = missingRules(options);
  return { fileName, names, labelIndex, featureIndexes, texts: texts ?? featureIndexes.map(() => false), policy: options.missing, missing };
}

/**
 * Under a policy that leaves out rows, or refuses them, a word in quotation marks decides about its row, and what it says depends on the whole
 * column: so the file is read once for that alone.
 * @returns by feature; null where no row depends on it.
 */
export async function textColumns(scan: (visitor: TableVisitor) => Promise<unknown>, fileName: string, options: ImportOptions): Promise<boolean[] | null> {
  if (options.rules === undefined || options.missing === "median" || options.missing === "mean") return null;
  const categorical = new Set(options.categorical);
  let rule!: RowRule;
  let texts: boolean[] = [];
  let numbers: boolean[] = [];
  let words: boolean[] = [];
  let readers: ((cell: string) => number)[] = [];
  await scan({
    columns(names, declared) {
      for (const name of declared.nominal) categorical.add(name);
      rule = featureRule(names, fileName, options, null);
      texts = rule.featureIndexes.map((index) => categorical.has(names[index]!));
      numbers = texts.map(() => false);
      words = texts.map(() => false);
      readers = rule.featureIndexes.map((index) => numberReader(styleOf(options, names[index]!)));
    },
    row(cells, _line, quoted) {
      if (rule.missing.label(cells[rule.labelIndex]!)) return;
      for (let i = 0; i < texts.length; i++) {
        const cell = cells[rule.featureIndexes[i]!]!;
        if (rule.missing.inNumbers(cell)) words[i] ||= !rule.missing.inTexts(cell, quoted !== null && quoted[rule.featureIndexes[i]!]!);
        else if (Number.isNaN(readers[i]!(cell))) texts[i] = true;
        else numbers[i] = true;
      }
    },
  });
  // As `ColumnTally.end` says: words without any number are texts.
  return texts.map((text, i) => text || (!numbers[i] && words[i]!));
}
