/** @file Whether a sweep fits a data set: every class and column that it names must be there. Reads: a sweep, a profile. */
import type { Dataset } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { didYouMean, nearestName } from "#shared/text/nearest-name.ts";
import { selectedMetric } from "#shared/task/select-by.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";

/** Class names in a message; a data set may have hundreds. */
const NAMED = 12;
function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => `“${name}”`);
  return names.length > NAMED ? `${shown.join(", ")} and ${names.length - NAMED} more` : shown.join(", ");
}

type Named = Pick<Dataset, "name" | "options"> & { readonly profile: Pick<Dataset["profile"], "classes" | "splitColumns"> };

function checkClass(name: string, where: string, dataset: Named): void {
  const classes = dataset.profile.classes.map((c) => c.name);
  if (classes.includes(name)) return;
  const guess = didYouMean(name, classes) || ".";
  throw new AppError("sweep/unknown-class", { where, name, dataset: dataset.name, guess, classes: listed(classes) });
}

function checkWeights(own: Readonly<Record<string, number>>, where: string, dataset: Named): void {
  for (const name of Object.keys(own)) checkClass(name, where, dataset);
  const missing = dataset.profile.classes.map((c) => c.name).filter((name) => !Object.hasOwn(own, name));
  if (missing.length > 0)
    throw new AppError("sweep/missing-class", { where, missing: `${missing.length === 1 ? "class" : "classes"} ${listed(missing)}`, dataset: dataset.name });
}

/** The label of a sweep that names a data set already imported: another label is another data set. */
function checkLabel(label: string | undefined, dataset: Named): void {
  if (label === undefined || label === dataset.options.label) return;
  throw new AppError("sweep/invalid", {
    where: "“dataset.label”",
    detail: `it is “${label}”, and data set “${dataset.name}” has the label “${dataset.options.label}”; take “label” out, or import the file with that label`,
  });
}

/** A column that is nearly one of those that can split, and none itself. Others are refused where the file is read, with its line. */
function checkSplitColumn(column: string | undefined, dataset: Named): void {
  const known = dataset.profile.splitColumns ?? [];
  if (column === undefined || known.includes(column)) return;
  const guess = nearestName(column, known);
  if (guess === null || guess === dataset.options.label) return;
  throw new AppError("sweep/invalid", {
    where: "“split.column”",
    detail: `data set “${dataset.name}” has no column “${column}” that says the part of every row (do you mean “${guess}”?)`,
  });
}

/**
 * @throws AppError `sweep/unknown-class`, `sweep/missing-class` for class names; `sweep/invalid` for a positive class where each class is
 * positive in turn, for another label and for a split column that is nearly one; `sweep/select-by`.
 */
export function checkAgainst(dataset: Named, spec: SweepSpec): void {
  checkLabel(spec.dataset.label, dataset);
  checkSplitColumn(spec.split.column, dataset);
  selectedMetric(
    spec.selectBy,
    dataset.profile.classes.map((c) => c.name),
    dataset.name,
  );
  for (const [index, loss] of spec.losses.entries()) {
    if ("weights" in loss && loss.weights && "classes" in loss.weights) checkWeights(loss.weights.classes, `“losses.${index}.weights.classes”`, dataset);
    if (!("positiveClass" in loss) || loss.positiveClass === undefined) continue;
    checkClass(loss.positiveClass, `“losses.${index}.positiveClass”`, dataset);
    const { length } = dataset.profile.classes;
    if (length > 2)
      throw new AppError("sweep/invalid", {
        where: `“losses.${index}.positiveClass”`,
        detail: `data set “${dataset.name}” has ${length} classes, and under sigmoid each is positive against the rest; take it out`,
      });
  }
}
