/**
 * @file What an imported table holds: columns, classes, imbalance, and what a user should know of them.
 * Reads: the data file, once (twice in the rare case of a late text in a column of numbers). Writes: nothing.
 */
import type { ClassCount, Column, ImportOptions, Profile } from "#shared/dataset.ts";
import { AppError } from "#shared/errors.ts";
import { isMissing, MISSING_CATEGORY, numberOf } from "../cells/cell.ts";
import { isContinuous, sortClasses } from "../cells/class-names.ts";
import { ColumnTally } from "../cells/column-tally.ts";
import { judgeRow } from "../cells/kept-rows.ts";
import type { RowRule } from "../cells/kept-rows.ts";
import { PartColumns } from "./part-columns.ts";
import { profileWarnings } from "./profile-warnings.ts";
import { DuplicateCounter } from "./row-hash.ts";
import { scanTable } from "../table/scan-table.ts";

/** Inputs of the network: beyond this the first layer alone would not fit a sweep. */
const MOST_FEATURES = 100_000;
/** Of these, one for each category: so many texts are names or identifiers, and wide tables are tables of numbers. */
const MOST_CATEGORIES = 20_000;
/** Distinct texts remembered over all columns that are numbers so far. */
const KEPT_TEXTS = 2_000_000;

/** What was seen of the rows as a whole; the lines are those of the first such row. */
export interface RowTally {
  kept: number;
  withoutLabel: number;
  firstWithoutLabel: { line: number; cell: string } | null;
  withMissingValue: number;
  firstWithMissingValue: number | null;
}

/** Resolves the names in the options to columns of the file. @throws AppError `data/no-label`, `data/no-features`, `input/invalid`. */
function ruleOf(names: readonly string[], fileName: string, options: ImportOptions): RowRule {
  const labelIndex = names.indexOf(options.label);
  if (labelIndex < 0) {
    const shown = names.length > 20 ? `${names.slice(0, 20).join(", ")} and ${names.length - 20} more` : names.join(", ");
    throw new AppError("data/no-label", { file: fileName, label: options.label, columns: shown });
  }
  for (const column of [...options.ignore, ...options.categorical]) {
    if (!names.includes(column)) throw new AppError("input/invalid", { what: "The list of columns", detail: `${fileName} has no column named “${column}”` });
  }
  const ignored = new Set(options.ignore);
  const featureIndexes = names.map((_, i) => i).filter((i) => i !== labelIndex && !ignored.has(names[i]!));
  if (featureIndexes.length === 0) throw new AppError("data/no-features", { file: fileName, label: options.label });
  return { fileName, names, labelIndex, featureIndexes, missing: options.missing };
}

/**
 * Profiles a file under the given options.
 * @param fileName what messages call the file.
 * @returns columns in file order; `missing` counts every labelled row, all else the rows that are kept. A column without any value is numeric
 *   and constant. A missing category has the name `MISSING_CATEGORY`.
 * @throws AppError as `scanTable`; `data/no-label`, `data/no-features`, `data/missing-refused`, `data/label-missing-everywhere`, `data/no-rows-left`,
 *   `data/one-class`, `data/label-continuous`, `data/too-many-features`.
 */
export async function profileFile(path: string, fileName: string, options: ImportOptions): Promise<Profile> {
  const categorical = new Set(options.categorical);
  const rows: RowTally = { kept: 0, withoutLabel: 0, firstWithoutLabel: null, withMissingValue: 0, firstWithMissingValue: null };
  const classCounts = new Map<string, number>();
  let rule!: RowRule;
  let tallies: ColumnTally[] = [];
  let duplicates!: DuplicateCounter;
  let parts!: PartColumns;

  await scanTable(path, fileName, options, {
    columns(names, declared) {
      rule = ruleOf(names, fileName, options);
      for (const name of declared.nominal) categorical.add(name);
      const keep = Math.max(16, Math.min(1000, Math.floor(KEPT_TEXTS / names.length)));
      tallies = rule.featureIndexes.map((i) => new ColumnTally(categorical.has(names[i]!), keep, MOST_CATEGORIES));
      duplicates = new DuplicateCounter([...rule.featureIndexes, rule.labelIndex]);
      parts = new PartColumns(names, rule.labelIndex);
    },
    row(cells, line) {
      const fate = judgeRow(cells, line, rule);
      const label = cells[rule.labelIndex]!;
      if (fate === "no-label") {
        rows.withoutLabel++;
        rows.firstWithoutLabel ??= { line, cell: label };
      } else if (fate === "missing-value") {
        rows.withMissingValue++;
        rows.firstWithMissingValue ??= line;
        for (let i = 0; i < tallies.length; i++) if (isMissing(cells[rule.featureIndexes[i]!]!)) tallies[i]!.droppedMissing++;
      } else {
        rows.kept++;
        classCounts.set(label, (classCounts.get(label) ?? 0) + 1);
        duplicates.add(cells);
        parts.see(cells);
        for (let i = 0; i < tallies.length; i++) tallies[i]!.add(cells[rule.featureIndexes[i]!]!, line);
      }
    },
  });

  const classes = classesOf(classCounts, rows, fileName, options);
  await completeTexts(path, fileName, options, rule, tallies);
  const columns = tallies.map((tally, i) => columnOf(tally, rule.names[rule.featureIndexes[i]!]!, rule.featureIndexes[i]!));
  const features = countFeatures(columns, fileName);
  const sizes = classes.map((c) => c.count);
  return {
    rows: rows.kept,
    columns,
    labelIndex: rule.labelIndex,
    features,
    classes,
    imbalanceRatio: Math.max(...sizes) / Math.min(...sizes),
    droppedRows: rows.withoutLabel + rows.withMissingValue,
    splitColumns: parts.names(),
    warnings: profileWarnings({ label: options.label, rows, classes, columns, tallies, duplicates: duplicates.duplicates, missing: options.missing }),
  };
}

function classesOf(counts: ReadonlyMap<string, number>, rows: RowTally, fileName: string, options: ImportOptions): ClassCount[] {
  const { label } = options;
  if (rows.kept === 0)
    throw rows.withMissingValue > 0
      ? new AppError("data/no-rows-left", { file: fileName })
      : new AppError("data/label-missing-everywhere", { file: fileName, label });
  const names = sortClasses(counts.keys());
  if (names.length === 1) throw new AppError("data/one-class", { file: fileName, label, value: names[0]! });
  const numbers = names.map(numberOf);
  if (isContinuous(names.length, !numbers.some(Number.isNaN), numbers.every(Number.isInteger))) {
    throw new AppError("data/label-continuous", { file: fileName, label, classes: names.length, rows: rows.kept });
  }
  return names.map((name) => ({ name, count: counts.get(name)! }));
}

/** Reads the file again for columns whose texts were given up while they looked numeric, e.g. numbers with one “unknown” near the end. */
async function completeTexts(path: string, fileName: string, options: ImportOptions, rule: RowRule, tallies: ColumnTally[]): Promise<void> {
  const again = tallies.flatMap((tally, i) => (tally.incomplete && !tally.numeric ? [i] : []));
  if (again.length === 0) return;
  const fresh = again.map(() => new ColumnTally(true, 0, MOST_CATEGORIES));
  await scanTable(path, fileName, options, {
    columns() {},
    row(cells, line) {
      if (judgeRow(cells, line, rule) === "kept") again.forEach((i, f) => fresh[f]!.add(cells[rule.featureIndexes[i]!]!, line));
    },
  });
  again.forEach((i, f) => {
    fresh[f]!.droppedMissing = tallies[i]!.droppedMissing;
    fresh[f]!.firstText = tallies[i]!.firstText;
    tallies[i] = fresh[f]!;
  });
}

function columnOf(tally: ColumnTally, name: string, index: number): Column {
  const { missing } = tally;
  if (tally.values === 0) return { kind: "numeric", name, index, missing, min: null, max: null, mean: null, constant: true };
  if (tally.numeric) return { kind: "numeric", name, index, missing, min: tally.min, max: tally.max, mean: tally.mean, constant: tally.min === tally.max };
  // Under "drop-rows" the rows that lack a value are gone, and so is the category.
  const categories = tally.keptMissing > 0 ? [...tally.sortedTexts(), MISSING_CATEGORY] : tally.sortedTexts();
  return { kind: "categorical", name, index, missing, categories, constant: categories.length === 1 };
}

function countFeatures(columns: readonly Column[], fileName: string): number {
  const widthOf = (column: Column): number => (column.kind === "numeric" ? 1 : column.categories.length);
  const sum = (some: readonly Column[]): number => some.reduce((total, column) => total + widthOf(column), 0);
  const features = sum(columns);
  const oneHot = sum(columns.filter((column) => column.kind === "categorical"));
  if (features <= MOST_FEATURES && oneHot <= MOST_CATEGORIES) return features;
  const limit = oneHot > MOST_CATEGORIES ? MOST_CATEGORIES : MOST_FEATURES;
  const widest = columns.reduce((a, b) => (widthOf(b) > widthOf(a) ? b : a));
  // Texts are counted up to the limit only, so the sum is a lower bound once a column passes it.
  const told = widthOf(widest) > limit ? `more than ${limit}` : limit === MOST_CATEGORIES ? oneHot : features;
  throw new AppError("data/too-many-features", { column: `“${widest.name}”`, file: fileName, features: told, limit });
}
