/**
 * @file The split: every row in one of three parts, drawn for each class by itself or as the data say.
 * Reads: class indices of the rows, or the parts that a column names.
 */
import { AppError } from "#shared/errors/errors.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import type { Split } from "#shared/sweep/spec.ts";
import type { PartName } from "./split-column.ts";
import { partsOfGroups } from "./split-groups.ts";
import type { SplitFinding } from "#shared/data/split-findings.ts";
import { splitWarnings } from "./split-warnings.ts";
import type { PartCounts } from "./split-warnings.ts";

export interface SplitRows {
  /** Row indices, ascending; together the three hold every row once. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
  readonly warnings: SplitFinding[];
}

/** What decides where rows go; all of the same kept rows, in file order. */
export interface RowPlaces {
  /** int32 [rows], class index. */
  readonly labels: Int32Array;
  /** [rows] where the split is that of a column; else empty. */
  readonly parts: readonly PartName[];
  /** int32 [rows], group index, where the data set has groups; else empty. */
  readonly groups: Int32Array;
}

/** Who gets a row first where rows are scarce: without training nothing is learned, without test nothing is reported. */
const PRIORITY = ["train", "test", "validation"] as const;

/**
 * How many of `count` rows of one class go to each part: the largest-remainder rounding of the fractions, ties in the order train,
 * test, validation. A class of 3 rows or more has at least one in each part (taken from the largest); of two rows one is for training
 * and one for test; a single row is for training.
 */
export function countsOfClass(count: number, split: Split): PartCounts {
  const counts = { train: 0, validation: 0, test: 0 };
  if (count < 3) {
    for (const part of PRIORITY.slice(0, count)) counts[part] = 1;
    return counts;
  }
  // Rounded to 1e-9: 0.6 * 115 is 69 in exact arithmetic and 68.99999999999999 or 69 in binary, by the fraction.
  const quota = (part: keyof PartCounts): number => Math.round(count * split[part] * 1e9) / 1e9;
  for (const part of PRIORITY) counts[part] = Math.floor(quota(part));
  const byRemainder = [...PRIORITY].sort((a, b) => Math.round((quota(b) - counts[b] - quota(a) + counts[a]) * 1e9));
  let left = count - counts.train - counts.validation - counts.test;
  for (const part of byRemainder) if (left-- > 0) counts[part]++;
  for (const part of PRIORITY) {
    if (counts[part] > 0) continue;
    const largest = PRIORITY.reduce((a, b) => (counts[b] > counts[a] ? b : a));
    counts[largest]--;
    counts[part] = 1;
  }
  return counts;
}

/**
 * Splits rows, each class by itself, with a seeded shuffle of the class (stream "split", index = class): the rows of one class never
 * move those of another.
 * @param labels int32 [rows], class index in [0, classCount).
 * @param classNames for the warnings, [classCount].
 * @throws AppError `split/invalid` when the fractions are not above 0 or do not add up to 1, `split/empty` when a part has no row.
 */
export function splitRows(labels: Int32Array, classCount: number, split: Split, classNames: readonly string[]): SplitRows {
  checkFractions(split);
  const rowsOfClass: number[][] = Array.from({ length: classCount }, () => []);
  labels.forEach((label, row) => rowsOfClass[label]!.push(row));
  const parts: Record<PartName, number[]> = { train: [], validation: [], test: [] };
  const counts = rowsOfClass.map((rows, label) => {
    const wanted = countsOfClass(rows.length, split);
    const order = permutation(rows.length, createRandom(split.seed, "split", label));
    order.forEach((position, rank) => {
      const part = rank < wanted.train ? "train" : rank < wanted.train + wanted.validation ? "validation" : "test";
      parts[part].push(rows[position]!);
    });
    return wanted;
  });
  return finished(parts, counts, classNames);
}

/**
 * Splits whole groups: see `partsOfGroups`.
 * @param labels int32 [rows], class index. @param groups int32 [rows], group index. @param classNames for the warnings.
 * @throws AppError as `splitRows`; `split/few-groups` where there are fewer groups than parts.
 */
export function splitByGroups(labels: Int32Array, groups: Int32Array, split: Split, classNames: readonly string[]): SplitRows {
  checkFractions(split);
  const groupCount = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  if (groupCount < 3) throw new AppError("split/few-groups", { groups: groupCount });
  const partOfGroup = partsOfGroups(labels, groups, classNames.length, groupCount, split);
  const names = ["train", "validation", "test"] as const;
  return splitByParts(
    labels,
    Array.from(groups, (group) => names[partOfGroup[group]!]!),
    classNames,
  );
}

function checkFractions({ train, validation, test }: Split): void {
  if (!(train > 0 && validation > 0 && test > 0) || Math.abs(train + validation + test - 1) > 1e-6)
    throw new AppError("split/invalid", { train, validation, test });
}

/**
 * Takes the parts that a column of the file names.
 * @param labels int32 [rows], class index. @param parts [rows], of the same rows. @param classNames for the warnings.
 * @throws AppError `split/empty` when a part has no row.
 */
function splitByParts(labels: Int32Array, parts: readonly PartName[], classNames: readonly string[]): SplitRows {
  const rows: Record<PartName, number[]> = { train: [], validation: [], test: [] };
  const counts = classNames.map(() => ({ train: 0, validation: 0, test: 0 }));
  parts.forEach((part, row) => {
    rows[part].push(row);
    counts[labels[row]!]![part]++;
  });
  return finished(rows, counts, classNames);
}

/** The split of a data set: by the column that the sweep names, else by groups where the data set has them, else row by row. */
export function splitOf({ labels, parts, groups }: RowPlaces, split: Split, classNames: readonly string[]): SplitRows {
  if (split.column === undefined) {
    return groups.length > 0 ? splitByGroups(labels, groups, split, classNames) : splitRows(labels, classNames.length, split, classNames);
  }
  const rows = splitByParts(labels, parts, classNames);
  const torn = groups.length > 0 ? tornGroups(groups, parts) : 0;
  return torn === 0 ? rows : { ...rows, warnings: [{ id: "groups-torn", groups: torn, column: split.column }, ...rows.warnings] };
}

/** Groups with rows in more than one part. */
function tornGroups(groups: Int32Array, parts: readonly PartName[]): number {
  const count = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  /** Of each group the parts it has rows in, as bits. */
  const found = new Uint8Array(count);
  groups.forEach((group, row) => (found[group]! |= 1 << PRIORITY.indexOf(parts[row]!)));
  return found.reduce((torn, bits) => torn + ((bits & (bits - 1)) === 0 ? 0 : 1), 0);
}

function finished(parts: Readonly<Record<PartName, number[]>>, counts: readonly PartCounts[], classNames: readonly string[]): SplitRows {
  for (const part of PRIORITY) {
    if (parts[part].length === 0) throw new AppError("split/empty", { part: part === "train" ? "training" : part });
  }
  const ascending = (rows: number[]): Int32Array => Int32Array.from(rows).sort();
  return { train: ascending(parts.train), validation: ascending(parts.validation), test: ascending(parts.test), warnings: splitWarnings(counts, classNames) };
}
