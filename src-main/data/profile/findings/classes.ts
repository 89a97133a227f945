/** @file Classes that are too small, that are named as if they were missing, or that were merged. Reads: what was gathered of a file. */
import type { DataFinding } from "#shared/data/findings.ts";
import { MISSING_WORDS } from "#shared/data/dataset.ts";
import type { ClassCount } from "#shared/data/dataset.ts";
import { mergedLabels } from "../../cells/merged-labels.ts";
import { countsOfClass } from "../../split/split.ts";
import { FEW_ROWS } from "../../split/split-warnings.ts";
import type { Seen } from "../watch/seen.ts";

const USUAL = { train: 0.6, validation: 0.2, test: 0.2, seed: 0 };
const WORDS = new Set(MISSING_WORDS.map((word) => word.toLowerCase()));

export function classFindings({ classes, labels, options, groups }: Seen): DataFinding[] {
  const found: DataFinding[] = [];
  const add = (id: "classes-too-small" | "classes-few-held-out" | "class-named-missing", test: (c: ClassCount) => boolean): void => {
    const some = classes.filter(test);
    if (some.length > 0) found.push({ id, classes: some });
  };
  add("class-named-missing", ({ name }) => WORDS.has(name.toLowerCase()));
  add("classes-too-small", ({ count }) => count < 3);
  add("classes-few-held-out", ({ count }) => {
    const { validation, test } = countsOfClass(count, USUAL);
    return count >= 3 && Math.min(validation, test) < FEW_ROWS;
  });
  const classOf = mergedLabels(options.merge);
  const merged = [...labels].flatMap(([from, rows]) => (classOf(from) === from ? [] : [{ from, into: classOf(from), rows }]));
  if (merged.length > 0) found.push({ id: "classes-merged", merged: merged.sort((a, b) => b.rows - a.rows) });
  if (groups) {
    const few = classes.flatMap(({ name }) => (groups.ofClass.get(name)! < 3 ? [{ name, count: groups.ofClass.get(name)! }] : []));
    if (few.length > 0) found.push({ id: "group-classes", column: groups.column, groups: groups.groups, classes: few });
  }
  return found;
}
