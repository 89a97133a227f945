/**
 * @file The order of classes, and the labels that are no classes.
 * Reads: class names.
 */
import { numberOf } from "#shared/data/reading/plain-number.ts";
import { byCodeUnit } from "./cell.ts";

const MOST_CLASSES = 1000;
/** Fractions with more different values than this are a measurement. */
const MOST_FRACTIONS = 50;

/** Class names by value when all are numbers (-1 before 1, 9 before 10), else by code unit. The position is the class index everywhere. */
export function sortClasses(names: Iterable<string>): string[] {
  const sorted = [...names].sort(byCodeUnit);
  if (sorted.some((name) => Number.isNaN(numberOf(name)))) return sorted;
  return sorted.sort((a, b) => numberOf(a) - numberOf(b));
}

/** True when the label looks like a measured quantity: many different values, fractions among them, or more than 1000 of any kind. */
export function isContinuous(distinct: number, numeric: boolean, integers: boolean): boolean {
  return distinct > MOST_CLASSES || (numeric && !integers && distinct > MOST_FRACTIONS);
}
