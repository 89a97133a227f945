/**
 * @file What a statistical question returns: a result with its method, or the sentence that says why there is none.
 * A refusal is a value, because a table asks for many and shows both kinds.
 */
import { AppError } from "../errors/errors.ts";

/** Plain data: crosses process borders and is exported as it is. */
export interface TestResult {
  /** Two-sided, in (0, 1]. */
  readonly p: number;
  /** What the method says it is. */
  readonly statistic: number;
  /** Observations that count: pairs, discordant items, items, data sets, as the method says. */
  readonly n: number;
  /** Name of the test with everything needed to repeat it. */
  readonly method: string;
  /** What a reader must know beside p; null: nothing. */
  readonly note: string | null;
}

export interface Refusal {
  /** What is refused, why, and the next step. */
  readonly refused: string;
}

export function isRefused(outcome: object): outcome is Refusal {
  return "refused" in outcome;
}

/** Undefined metrics are sorted out by the callers; below them every value is a number. @throws AppError `input/invalid` naming the first value that is not finite. */
export function requireFinite(what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) throw new AppError("input/invalid", { what, detail: `value ${i + 1} is ${values[i]}, a number is needed` });
}

/** Three significant digits, for sentences. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
