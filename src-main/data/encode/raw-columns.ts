/**
 * @file A table as typed columns: numbers, category indices and class indices, without an object per row.
 * Reads: the data file, once.
 */
import { AppError } from "#shared/errors/errors.ts";
import type { CohortData } from "#shared/wire/trainer-protocol.ts";
import { classIndexOf, isMissingIn, judgeRow, ruleOfColumns } from "../cells/kept-rows.ts";
import type { RowRule } from "../cells/kept-rows.ts";
import { IntList } from "../cells/int-list.ts";
import { mergedLabels } from "../cells/merged-labels.ts";
import { numberReader, styleOf } from "#shared/data/reading/number-style.ts";
import { GroupIndex, groupColumn } from "../split/group-rows.ts";
import { scanTable } from "../table/scan-table.ts";
import { type PartName, partReader } from "../split/split-column.ts";

export interface RawColumns {
  readonly rows: number;
  /** int32 [rows], class index. */
  readonly labels: Int32Array;
  /** Per feature column: float64 [rows] with NaN where missing, or int32 [rows] index into the categories. */
  readonly columns: readonly (Float64Array | Int32Array)[];
  /** [rows], where the split is that of a column; else empty. */
  readonly parts: readonly PartName[];
  /** int32 [rows], where the data set has groups; else empty. */
  readonly groups: Int32Array;
}

/** Reads the kept rows in file order, as the profile counted them. @throws AppError as `scanTable`, `groupColumn` and `partReader`; `data/changed`. */
export async function readColumns(data: CohortData): Promise<RawColumns> {
  const classIndex = new Map(data.classes.map((name, i) => [name, i]));
  const categoryIndex = data.columns.map((column) => (column.kind === "categorical" ? new Map(column.categories.map((name, i) => [name, i])) : null));
  const readers = data.columns.map((column) => numberReader(styleOf(data.options, column.name)));
  const featureIndexes = data.columns.map((column) => column.index);
  const classOf = mergedLabels(data.options.merge);
  const groupIndex = new GroupIndex();
  const groups = new IntList();
  let groupAt = -1;
  let rule!: RowRule;
  let readPart: ReturnType<typeof partReader> | null = null;
  const parts: PartName[] = [];
  let capacity = 1024;
  let rows = 0;
  let labels = new Int32Array(capacity);
  let columns = data.columns.map((column) => (column.kind === "numeric" ? new Float64Array(capacity) : new Int32Array(capacity)));

  await scanTable(data.path, data.name, data.options, {
    columns(names) {
      rule = ruleOfColumns(data.name, names, data.labelIndex, data.columns, data.options);
      groupAt = groupColumn(names, data.name, data.options);
      if (data.split.column !== undefined) readPart = partReader(names, data, data.name, data.split.column);
    },
    row(cells, line, quoted) {
      if (judgeRow(cells, line, quoted, rule) !== "kept") return;
      if (rows === capacity) {
        capacity *= 2;
        labels = grown(labels, capacity);
        columns = columns.map((column) => grown(column, capacity));
      }
      if (readPart) parts.push(readPart(cells, line));
      if (groupAt >= 0) groups.push(groupIndex.of(cells[groupAt]!));
      labels[rows] = classIndexOf(classOf(cells[data.labelIndex]!), classIndex, data.name);
      for (let c = 0; c < columns.length; c++) {
        const cell = cells[featureIndexes[c]!]!;
        const categories = categoryIndex[c]!;
        const missing = isMissingIn(rule, c, cell, quoted?.[featureIndexes[c]!] ?? false);
        columns[c]![rows] = categories ? (missing ? categories.size - 1 : categoryOf(cell, categories, data)) : missing ? NaN : readers[c]!(cell);
      }
      rows++;
    },
  });
  return { rows, labels: labels.subarray(0, rows), columns: columns.map((column) => column.subarray(0, rows)), parts, groups: groups.array() };
}

function grown<T extends Float64Array | Int32Array>(array: T, capacity: number): T {
  const larger = array instanceof Float64Array ? new Float64Array(capacity) : new Int32Array(capacity);
  larger.set(array);
  return larger as T;
}

function categoryOf(cell: string, categories: ReadonlyMap<string, number>, data: CohortData): number {
  const index = categories.get(cell);
  // The profile saw every value of this very file, and the fingerprint was checked: only columns of another profile lead here.
  if (index === undefined) throw new AppError("data/changed", { name: data.name, sha256: data.sha256 });
  return index;
}
