/** @file Which of two epochs of a run is the better one. */
import { compareValues } from "../numbers/same-value.ts";

/** Of one epoch, on validation. */
export interface Judged {
  readonly macroF1: number;
  /** The metric that selects, where it is another; null: these predictions give it no value. */
  readonly selects?: number | null | undefined;
}

/**
 * The metric that selects decides; an epoch without a value is worse than each that has one, and among such epochs macro F1 decides. Values that
 * are equal but for rounding are equal, so the earliest of the best stays when this is asked of each epoch in turn.
 */
export function isBetterEpoch(one: Judged, other: Judged, higherIsBetter: boolean): boolean {
  const [a, b] = [one.selects, other.selects];
  if (typeof a === "number" && typeof b === "number") return (higherIsBetter ? compareValues(a, b) : compareValues(b, a)) > 0;
  if (typeof a === "number" || typeof b === "number") return typeof a === "number";
  return compareValues(one.macroF1, other.macroF1) > 0;
}
