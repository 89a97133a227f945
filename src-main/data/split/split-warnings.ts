/**
 * @file What a split does to rare classes, in sentences.
 * Reads: rows of each class in each part. Writes: nothing.
 */
import { agree, counted, listed, namesOf } from "#shared/text/lists.ts";

/** Rows of one class in each part. */
export interface PartCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Below this many rows in validation or test, one row moves the class's recall by 25 points or more. */
export const FEW_ROWS = 5;

/** @param counts rows per class. @param classNames same order. @returns at most six sentences, the worst first. */
export function splitWarnings(counts: readonly PartCounts[], classNames: readonly string[]): string[] {
  const named = counts.map((count, i) => ({ ...count, name: classNames[i]! }));
  const untrained = named.filter((c) => c.train === 0 && c.validation + c.test > 0);
  const trained = named.filter((c) => c.train > 0);
  const once = trained.filter((c) => c.train === 1 && c.validation === 0 && c.test === 0);
  const twice = trained.filter((c) => c.train === 1 && c.test === 1 && c.validation === 0);
  const untested = trained.filter((c) => c.test === 0 && !once.includes(c));
  const unseen = trained.filter((c) => c.validation === 0 && c.test > 0 && !twice.includes(c));
  const few = trained.filter((c) => c.validation > 0 && c.test > 0 && Math.min(c.validation, c.test) < FEW_ROWS);
  const warnings: string[] = [];
  if (untrained.length > 0)
    warnings.push(`${ofClasses(untrained)} ${agree(untrained.length, "has", "have")} no row in training: nothing can be learned of ${them(untrained)}.`);
  if (once.length > 0) {
    const [verb, object] = once.length === 1 ? ["has", "it is"] : ["have", "they are"];
    warnings.push(`${ofClasses(once)} ${verb} one row: ${object} in training only, and no recall can be given.`);
  }
  if (untested.length > 0) warnings.push(`${ofClasses(untested)} ${agree(untested.length, "has", "have")} no row in test: no recall can be given.`);
  if (twice.length > 0) {
    const [verb, object] = twice.length === 1 ? ["has", "it is"] : ["have", "they are"];
    warnings.push(`${ofClasses(twice)} ${verb} two rows: ${object} in training and test, and missing from validation.`);
  }
  if (unseen.length > 0)
    warnings.push(
      `${ofClasses(unseen)} ${agree(unseen.length, "has", "have")} no row in validation: the choice of the best epoch knows nothing of ${them(unseen)}.`,
    );
  if (few.length > 0) {
    const each = few.map((c) => `“${c.name}” (${c.validation} in validation, ${c.test} in test)`);
    warnings.push(
      `${agree(few.length, "Class", "Classes")} ${listed(each)} ${agree(few.length, "has", "have")} fewer than ${counted(FEW_ROWS, "row")} in validation or test: ` +
        "one row moves the recall by 25 points or more.",
    );
  }
  return warnings;
}

/** @param torn groups that the split column puts into more than one part. */
export function tornWarning(torn: number, column: string): string {
  return `${counted(torn, "group")} ${agree(torn, "has", "have")} rows in more than one part of “${column}”: test results may be too good. Split by groups instead.`;
}

function them(classes: readonly unknown[]): string {
  return agree(classes.length, "it", "them");
}

function ofClasses(classes: readonly { name: string }[]): string {
  return `${agree(classes.length, "Class", "Classes")} ${namesOf(classes.map((c) => c.name))}`;
}
