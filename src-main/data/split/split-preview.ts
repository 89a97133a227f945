/**
 * @file How many rows of each class a split gives to each part, before anything is trained.
 * Reads: the data file (labels; features only for the rows that "drop-rows" leaves out). Writes: nothing.
 */
import { basename } from "node:path";
import type { ImportOptions, Profile, SplitPreview } from "#shared/dataset.ts";
import type { Split } from "#shared/sweep-spec.ts";
import { classIndexOf, judgeRow } from "../cells/kept-rows.ts";
import { scanTable } from "../table/scan-table.ts";
import { splitByParts, splitRows } from "./split.ts";
import { type PartName, partReader } from "./split-column.ts";

/**
 * @param profile of the same file with the same options.
 * @param name what messages call the data set.
 * @returns counts in the class order of the profile, with the warnings of the split.
 * @throws AppError as `scanTable`, `splitRows`, `splitByParts` and `partReader`.
 */
export async function previewSplit(path: string, profile: Profile, options: ImportOptions, split: Split, name = basename(path)): Promise<SplitPreview> {
  const { labels, parts } = await readLabels(path, name, profile, options, split.column);
  const names = profile.classes.map((c) => c.name);
  const rows = split.column === undefined ? splitRows(labels, names.length, split, names) : splitByParts(labels, parts, names);
  const count = (part: Int32Array): number[] => {
    const counts = names.map(() => 0);
    for (const row of part) counts[labels[row]!]!++;
    return counts;
  };
  return { parts: { train: count(rows.train), validation: count(rows.validation), test: count(rows.test) }, warnings: rows.warnings };
}

async function readLabels(path: string, fileName: string, profile: Profile, options: ImportOptions, column: string | undefined) {
  const classIndex = new Map(profile.classes.map((c, i) => [c.name, i]));
  const labels: number[] = [];
  const parts: PartName[] = [];
  let names: string[] = [];
  let readPart: ReturnType<typeof partReader> | null = null;
  const featureIndexes = profile.columns.map(({ index }) => index);
  await scanTable(path, fileName, options, {
    columns(found) {
      names = found;
      if (column !== undefined) readPart = partReader(names, { name: fileName, options, columns: profile.columns }, fileName, column);
    },
    row(cells, line) {
      const rule = { fileName, names, labelIndex: profile.labelIndex, featureIndexes, missing: options.missing };
      if (judgeRow(cells, line, rule) !== "kept") return;
      labels.push(classIndexOf(cells[profile.labelIndex]!, classIndex, fileName));
      if (readPart) parts.push(readPart(cells, line));
    },
  });
  return { labels: Int32Array.from(labels), parts };
}
