/**
 * @file How many rows of each class a split gives to each part, before anything is trained.
 * Reads: the data file (labels; features only for the rows that "drop-rows" leaves out). Writes: nothing.
 */
import { basename } from "node:path";
import type { ImportOptions, Profile, SplitPreview } from "#shared/dataset.ts";
import type { Split } from "#shared/sweep-spec.ts";
import { classIndexOf, judgeRow } from "./kept-rows.ts";
import { scanTable } from "./scan-table.ts";
import { splitRows } from "./split.ts";

/**
 * @param profile of the same file with the same options.
 * @returns counts in the class order of the profile, with the warnings of the split.
 * @throws AppError as `scanTable` and `splitRows`.
 */
export async function previewSplit(path: string, profile: Profile, options: ImportOptions, split: Split): Promise<SplitPreview> {
  const labels = await readLabels(path, profile, options);
  const names = profile.classes.map((c) => c.name);
  const rows = splitRows(labels, names.length, split, names);
  const count = (part: Int32Array): number[] => {
    const counts = names.map(() => 0);
    for (const row of part) counts[labels[row]!]!++;
    return counts;
  };
  return { parts: { train: count(rows.train), validation: count(rows.validation), test: count(rows.test) }, warnings: rows.warnings };
}

async function readLabels(path: string, profile: Profile, options: ImportOptions): Promise<Int32Array> {
  const classIndex = new Map(profile.classes.map((c, i) => [c.name, i]));
  const fileName = basename(path);
  const labels: number[] = [];
  let names: string[] = [];
  const featureIndexes = profile.columns.map((column) => column.index);
  await scanTable(path, fileName, options, {
    columns: (found) => (names = found),
    row(cells, line) {
      const rule = { fileName, names, labelIndex: profile.labelIndex, featureIndexes, missing: options.missing };
      if (judgeRow(cells, line, rule) === "kept") labels.push(classIndexOf(cells[profile.labelIndex]!, classIndex, fileName));
    },
  });
  return Int32Array.from(labels);
}
