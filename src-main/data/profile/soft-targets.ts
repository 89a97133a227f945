/**
 * @file Tells labels that are soft targets: “[0.21, 0.79]”, a probability for every class in one cell.
 * Reads: class names.
 */
import { numberReader } from "#shared/data/reading/number-style.ts";
import { numberOf } from "#shared/data/reading/plain-number.ts";

const SHARE = 0.9;
/** Probabilities are written with two digits or more; three of them add up to 0.99 or 1.01. */
const TOLERANCE = 0.02;
const commaNumber = numberReader({ decimal: "," });

/** @returns the first class name that is a list of probabilities, if nearly all are; null where they are classes. Noughts and ones are labels. */
export function softTarget(names: readonly string[]): string | null {
  const soft = names.filter((name) => isDistribution(name));
  const fractions = soft.filter((name) => probabilities(name)!.some((p) => p > 0 && p < 1));
  return soft.length >= SHARE * names.length && fractions.length > 0 && names.length > 1 ? fractions[0]! : null;
}

function isDistribution(name: string): boolean {
  const sum = probabilities(name)?.reduce((total, p) => total + p, 0);
  return sum !== undefined && Math.abs(sum - 1) <= TOLERANCE;
}

/** A comma between probabilities stands beside decimal points; with decimal commas it is a semicolon, a bar or a blank. */
function probabilities(name: string): number[] | null {
  const inner = name.replace(/^[[({<]\s*|\s*[\])}>]$/g, "").trim();
  const decimalComma = /[;|/\s]/.test(inner) && !inner.includes(".") && /\d,\d/.test(inner);
  const parts = inner.split(decimalComma ? /\s*[;|/]\s*|\s+/ : /\s*[,;|/]\s*|\s+/).filter((part) => part !== "");
  if (parts.length < 2) return null;
  const values = parts.map((part) => (decimalComma ? commaNumber(part) : numberOf(part)));
  return values.every((p) => p >= 0 && p <= 1) ? values : null;
}
