/**
 * @file What an imported table holds: columns, classes, imbalance, and what a user should know of them.
 * Reads: the data file, once (twice for a late text in a column of numbers, and where a policy asks about every cell).
 */
import type { ClassCount, Column, ImportOptions, Profile } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { numberOf } from "#shared/data/reading/plain-number.ts";
import { LabelTally, MOST_LABELS } from "../cells/label-tally.ts";
import { MOST_CHARACTERS, TextBudget } from "../cells/text-budget.ts";
import { missingCategory } from "../cells/cell.ts";
import { isContinuous, sortClasses } from "../cells/class-names.ts";
import { ColumnTally } from "../cells/column-tally.ts";
import { missingRules } from "#shared/data/reading/missing-words.ts";
import { isMissingIn, judgeRow } from "../cells/kept-rows.ts";
import type { RowRule } from "../cells/kept-rows.ts";
import { checkMerge, mergedLabels } from "../cells/merged-labels.ts";
import { settleNumbers } from "../cells/settle-numbers.ts";
import { numberReader, styleOf } from "#shared/data/reading/number-style.ts";
import { scanTable, TABLE_LIMITS } from "../table/scan-table.ts";
import type { TableFacts, TableVisitor } from "../table/scan-table.ts";
import { refuseBinary } from "../text/foreign-format.ts";
import { findingsOf } from "./findings/findings.ts";
import { featureRule, textColumns } from "./feature-rule.ts";
import type { RowTally } from "./watch/seen.ts";
import { softTarget } from "./soft-targets.ts";
import { TableWatch } from "./watch/table-watch.ts";

/** Inputs of the network: beyond this the first layer alone would not fit a sweep. */
const MOST_FEATURES = 100_000;
/** Of these, one for each category: so many texts are names or identifiers, and wide tables are tables of numbers. */
const MOST_CATEGORIES = 20_000;
/** Distinct texts remembered over all columns that are numbers so far. */
const KEPT_TEXTS = 2_000_000;

/**
 * Profiles a file under the given options.
 * @param fileName what messages call the file.
 * @returns columns in file order; `missing` counts every labelled row, all else the rows that are kept. A column without any value is numeric
 *   and constant. The category of missing values stands last.
 * @throws AppError as `scanTable`, `refuseBinary`, `featureRule`, `mergedLabels` and `checkMerge`; `data/no-label`, `data/no-features`, `data/missing-refused`, `data/label-missing-everywhere`, `data/no-rows-left`,
 *   `data/one-class`, `data/one-class-merged`, `data/soft-targets`, `data/label-continuous`, `data/too-many-features`.
 */
export async function profileFile(path: string, fileName: string, options: ImportOptions): Promise<Profile> {
  if (options.rules === 2) await refuseBinary(path, fileName, TABLE_LIMITS.maxBytes);
  const scan = (visitor: TableVisitor): Promise<TableFacts> => scanTable(path, fileName, options, visitor);
  const classOf = mergedLabels(options.merge);
  const texts = await textColumns(scan, fileName, options);
  const rows: RowTally = { kept: 0, withoutLabel: 0, firstWithoutLabel: null, withMissingValue: 0, firstWithMissingValue: null };
  const labelTally = new LabelTally();
  const labels = labelTally.counts;
  const budget = new TextBudget();
  let rule!: RowRule;
  let tallies: ColumnTally[] = [];
  const categorical = new Set(options.categorical);
  let watch!: TableWatch;

  const facts = await scan({
    columns(names, declared) {
      for (const name of declared.nominal) categorical.add(name);
      rule = featureRule(names, fileName, options, texts);
      const keep = Math.max(16, Math.min(1000, Math.floor(KEPT_TEXTS / names.length)));
      tallies = rule.featureIndexes.map((_, i) =>
        tallyOf(rule, i, options, budget, keep, categorical.has(names[rule.featureIndexes[i]!]!) || texts?.[i] === true),
      );
      watch = new TableWatch(rule, options);
    },
    row(cells, line, quoted) {
      watch.seeAny(cells);
      const fate = judgeRow(cells, line, quoted, rule);
      const label = cells[rule.labelIndex]!;
      if (fate === "no-label") {
        rows.withoutLabel++;
        rows.firstWithoutLabel ??= { line, cell: label };
        return;
      }
      if (fate === "missing-value") {
        rows.withMissingValue++;
        rows.firstWithMissingValue ??= line;
        for (let i = 0; i < tallies.length; i++) {
          const index = rule.featureIndexes[i]!;
          if (isMissingIn(rule, i, cells[index]!, quoted?.[index] ?? false)) tallies[i]!.addDropped(cells[index]!, line);
        }
        return;
      }
      rows.kept++;
      // Refused at the end; what stands below may be refused before that.
      if (!labelTally.add(label)) return;
      for (let i = 0; i < tallies.length; i++) {
        const index = rule.featureIndexes[i]!;
        tallies[i]!.add(cells[index]!, line, quoted !== null && quoted[index]!);
      }
      watch.seeKept(cells, classOf(label), tallies);
    },
  });

  refuseManyLabels(labelTally, rows.kept, fileName, options);
  if (options.merge && rows.kept > 0) checkMerge(options.merge, new Set(labels.keys()), fileName, options.label);
  const classes = classesOf(labels, classOf, rows, fileName, options);
  for (const tally of tallies) tally.end();
  await completeTexts(scan, options, rule, tallies);
  if (!budget.fullByCount) refuseLongTexts(tallies, rule);
  const columns = tallies.map((tally, i) => columnOf(tally, rule.names[rule.featureIndexes[i]!]!, rule.featureIndexes[i]!));
  const features = countFeatures(columns, fileName);
  const sizes = classes.map((c) => c.count);
  const numbers = settleNumbers(tallies.map((tally) => tally.numbers));
  const seen = { options, names: rule.names, rows, classes, labels, columns, tallies, numbers, shape: facts.findings, ...watch.seen(classes, columns) };
  return {
    rows: rows.kept,
    columns,
    labelIndex: rule.labelIndex,
    features,
    classes,
    imbalanceRatio: Math.max(...sizes) / Math.min(...sizes),
    droppedRows: rows.withoutLabel + rows.withMissingValue,
    splitColumns: [...seen.partColumns],
    warnings: [],
    findings: findingsOf(seen),
  };
}

const usualGap = missingRules({ rules: 2 }).inNumbers;

/** @param asCategories its values are texts, whatever they look like. */
function tallyOf(rule: RowRule, feature: number, options: ImportOptions, budget: TextBudget, keepWhileNumeric: number, asCategories: boolean): ColumnTally {
  const name = rule.names[rule.featureIndexes[feature]!]!;
  const style = styleOf(options, name);
  return new ColumnTally({
    asCategories,
    missing: rule.missing,
    ...(style ? { number: numberReader(style) } : {}),
    keepWhileNumeric,
    keepTexts: MOST_CATEGORIES,
    budget,
  });
}

/** @throws AppError `data/soft-targets`, `data/label-continuous`, `data/long-texts` for more labels than are counted. */
function refuseManyLabels({ counts, full }: LabelTally, kept: number, file: string, { label, rules }: ImportOptions): void {
  if (full === null) return;
  const soft = rules === 2 ? softTarget([...counts.keys()]) : null;
  if (soft !== null) throw new AppError("data/soft-targets", { file, label, value: soft });
  if (full === "length") throw new AppError("data/long-texts", { file, column: label, limit: MOST_CHARACTERS });
  throw new AppError("data/label-continuous", { file, label, classes: `more than ${MOST_LABELS}`, rows: kept });
}

/** @throws AppError `data/long-texts`. */
function refuseLongTexts(tallies: readonly ColumnTally[], { fileName, names, featureIndexes }: RowRule): void {
  if (!tallies.some((tally) => tally.beyondBudget && !tally.numeric)) return;
  const lengths = tallies.map((tally) => (tally.numeric ? 0 : tally.sortedTexts().reduce((sum, text) => sum + text.length, 0)));
  const longest = lengths.indexOf(lengths.reduce((a, b) => Math.max(a, b)));
  throw new AppError("data/long-texts", { file: fileName, column: names[featureIndexes[longest]!]!, limit: MOST_CHARACTERS });
}

function classesOf(
  labels: ReadonlyMap<string, number>,
  classOf: (label: string) => string,
  rows: RowTally,
  fileName: string,
  { label, rules }: ImportOptions,
): ClassCount[] {
  if (rows.kept === 0)
    throw rows.withMissingValue > 0
      ? new AppError("data/no-rows-left", { file: fileName })
      : new AppError("data/label-missing-everywhere", { file: fileName, label });
  const counts = new Map<string, number>();
  for (const [name, count] of labels) counts.set(classOf(name), (counts.get(classOf(name)) ?? 0) + count);
  const names = sortClasses(counts.keys());
  const soft = rules === 2 ? softTarget(names) : null;
  if (soft !== null) throw new AppError("data/soft-targets", { file: fileName, label, value: soft });
  if (names.length === 1) throw new AppError(labels.size > 1 ? "data/one-class-merged" : "data/one-class", { file: fileName, label, value: names[0]! });
  // Measurements with a gap are measurements: a word for “missing” among them is no class.
  const values = names.filter((name) => !usualGap(name));
  const comma = numberReader({ decimal: "," });
  const numbers = values.map((name) => (name.includes(",") ? comma(name) : numberOf(name)));
  if (isContinuous(names.length, !numbers.some(Number.isNaN), numbers.every(Number.isInteger))) {
    throw new AppError("data/label-continuous", { file: fileName, label, classes: names.length, rows: rows.kept });
  }
  return names.map((name) => ({ name, count: counts.get(name)! }));
}

/** Reads the file again for columns whose texts were given up while they looked numeric, e.g. numbers with one “unknown” near the end. */
async function completeTexts(
  scan: (visitor: TableVisitor) => Promise<TableFacts>,
  options: ImportOptions,
  rule: RowRule,
  tallies: ColumnTally[],
): Promise<void> {
  const again = tallies.flatMap((tally, i) => (tally.incomplete && !tally.numeric ? [i] : []));
  if (again.length === 0) return;
  const budget = new TextBudget();
  const fresh = again.map((i) => tallyOf(rule, i, options, budget, 0, true));
  await scan({
    columns() {},
    row(cells, line, quoted) {
      if (judgeRow(cells, line, quoted, rule) !== "kept") return;
      again.forEach((i, f) => {
        const index = rule.featureIndexes[i]!;
        fresh[f]!.add(cells[index]!, line, quoted !== null && quoted[index]!);
      });
    },
  });
  again.forEach((i, f) => {
    fresh[f]!.continues(tallies[i]!);
    tallies[i] = fresh[f]!;
  });
}

function columnOf(tally: ColumnTally, name: string, index: number): Column {
  const { missing } = tally;
  if (tally.values === 0) return { kind: "numeric", name, index, missing, min: null, max: null, mean: null, constant: true };
  if (tally.numeric) return { kind: "numeric", name, index, missing, min: tally.min, max: tally.max, mean: tally.mean, constant: tally.min === tally.max };
  // Under "drop-rows" the rows that lack a value are gone, and so is the category.
  const texts = tally.sortedTexts();
  const categories = tally.keptMissing > 0 ? [...texts, missingCategory(texts)] : texts;
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
