/**
 * @file Which column is probably the class.
 * Reads: column summaries.
 */
import { isContinuous } from "../cells/class-names.ts";

export interface LabelCandidate {
  readonly name: string;
  readonly numeric: boolean;
  readonly integers: boolean;
  /** Counted up to 1001. */
  readonly distinct: number;
}

/** In this order: a file with “class” and “type” means the first. */
const USUAL = ["class", "label", "target", "y", "classes", "labels", "outcome", "diagnosis", "category", "species", "site", "type", "result", "response"];

/**
 * A column with a usual name (also `label:…` and `…_class`), else the last, else the first, else any that could be one.
 * Never one without two classes, nor one that looks measured or unique in every row.
 * @returns null when no column can be a label.
 */
export function suggestLabel(columns: readonly LabelCandidate[], rows: number): string | null {
  const possible = columns.filter((c) => c.distinct >= 2 && !isContinuous(c.distinct, c.numeric, c.integers));
  for (const usual of USUAL) {
    const found = possible.find((c) => c.name.toLowerCase() === usual);
    if (found) return found.name;
  }
  const alike = possible.find((c) => /^(class|label|target)[:_ .-]|[:_ .-](class|label|target)$/i.test(c.name));
  if (alike) return alike.name;
  // Without a telling name be stricter: a class has rows to share.
  const likely = possible.filter((c) => c.distinct <= Math.max(2, rows / 2));
  const ends = [columns.at(-1), columns[0]].find((end) => end && likely.includes(end));
  return (ends ?? likely.findLast((c) => !c.numeric) ?? likely.at(-1))?.name ?? null;
}
