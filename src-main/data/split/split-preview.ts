/**
 * @file How many rows of each class a split gives to each part, before anything is trained.
 * Reads: the data file (labels; features only for the rows that "drop-rows" leaves out).
 */
import { basename } from "node:path";
import type { ImportOptions, Profile, SplitPreview } from "#shared/data/dataset.ts";
import type { Split } from "#shared/sweep/spec.ts";
import { classIndexOf, judgeRow, ruleOfColumns } from "../cells/kept-rows.ts";
import type { RowRule } from "../cells/kept-rows.ts";
import { IntList } from "../cells/int-list.ts";
import { mergedLabels } from "../cells/merged-labels.ts";
import { scanTable } from "../table/scan-table.ts";
import { GroupIndex, groupColumn } from "./group-rows.ts";
import { splitOf } from "./split.ts";
import type { RowPlaces } from "./split.ts";
import { type PartName, partReader } from "./split-column.ts";

/**
 * @param profile of the same file with the same options.
 * @param name what messages call the data set.
 * @returns counts in the class order of the profile, with the warnings of the split.
 * @throws AppError as `scanTable`, `splitOf`, `groupColumn` and `partReader`.
 */
export async function previewSplit(path: string, profile: Profile, options: ImportOptions, split: Split, name = basename(path)): Promise<SplitPreview> {
  const { labels, parts, groups } = await readLabels(path, name, profile, options, split.column);
  const names = profile.classes.map((c) => c.name);
  const rows = splitOf({ labels, parts, groups }, split, names);
  const count = (part: Int32Array): number[] => {
    const counts = names.map(() => 0);
    for (const row of part) counts[labels[row]!]!++;
    return counts;
  };
  return { parts: { train: count(rows.train), validation: count(rows.validation), test: count(rows.test) }, warnings: rows.warnings };
}

async function readLabels(path: string, fileName: string, profile: Profile, options: ImportOptions, column: string | undefined): Promise<RowPlaces> {
  const classIndex = new Map(profile.classes.map((c, i) => [c.name, i]));
  const classOf = mergedLabels(options.merge);
  const labels = new IntList();
  const parts: PartName[] = [];
  const groups = new IntList();
  const groupIndex = new GroupIndex();
  let rule!: RowRule;
  let groupAt = -1;
  let readPart: ReturnType<typeof partReader> | null = null;
  await scanTable(path, fileName, options, {
    columns(names) {
      rule = ruleOfColumns(fileName, names, profile.labelIndex, profile.columns, options);
      groupAt = groupColumn(names, fileName, options);
      if (column !== undefined) readPart = partReader(names, { name: fileName, options, columns: profile.columns }, fileName, column);
    },
    row(cells, line, quoted) {
      if (judgeRow(cells, line, quoted, rule) !== "kept") return;
      labels.push(classIndexOf(classOf(cells[profile.labelIndex]!), classIndex, fileName));
      if (groupAt >= 0) groups.push(groupIndex.of(cells[groupAt]!));
      if (readPart) parts.push(readPart(cells, line));
    },
  });
  return { labels: labels.array(), parts, groups: groups.array() };
}
