/**
 * @file What scores and labels must be before anything is measured, and where the first is that is not finite.
 * Reads: scores, labels.
 */
import { AppError } from "#shared/errors/errors.ts";
import type { MetricReason, RowPlace } from "./reasons.ts";

/** Where a row is, for sentences. @param row 0-based. */
export type RowName = (row: number) => RowPlace;
const said = ({ unit, number }: RowPlace): string => `${unit} ${number}`;

export const invalid = (what: string, detail: string): AppError => new AppError("input/invalid", { what, detail });

/** @param lowest 0, or -1 where “none” is allowed. @throws AppError `input/invalid`. */
export function checkIndices(indices: ArrayLike<number>, classes: number, what: string, lowest: 0 | -1, rowName: RowName): void {
  for (let i = 0; i < indices.length; i++) {
    const c = indices[i]!;
    if (!Number.isInteger(c) || c < lowest || c >= classes)
      throw invalid(`The ${what} of ${said(rowName(i))}`, `it is ${c}, a class index runs from 0 to ${classes - 1}`);
  }
}

/** Shape and range; what is not finite passes. @throws AppError `input/invalid`. */
export function checkScores(scores: Float64Array, rows: number, classNames: readonly string[], rowName: RowName): void {
  const classes = classNames.length;
  if (scores.length !== rows * classes)
    throw invalid("The table of probabilities", `it has ${scores.length} entries, ${rows} rows of ${classes} classes have ${rows * classes}`);
  for (let i = 0; i < scores.length; i++)
    if (Number.isFinite(scores[i]) && (scores[i]! < 0 || scores[i]! > 1))
      throw invalid(
        `The probability of class “${classNames[i % classes]}” in ${said(rowName(Math.floor(i / classes)))}`,
        `it is ${scores[i]}, a probability lies between 0 and 1`,
      );
}

/** Index of the first entry that is NaN or infinite, -1 when there is none; of one column with `start` and `step`. */
export function firstNotFinite(values: Float64Array, start = 0, step = 1): number {
  for (let i = start; i < values.length; i += step) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** The reason for an index of {@link firstNotFinite}. It names no class: a softmax has no value anywhere in such a row. */
export function notFinite(index: number, classes: number, rowName: RowName): MetricReason {
  return { id: "row-not-finite", row: rowName(Math.floor(index / classes)) };
}
