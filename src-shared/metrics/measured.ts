/** @file A metric's value, or the reason why there is none. */
import type { MetricReason } from "./reasons.ts";

/**
 * `value` is finite when it is a number: never NaN, never 0 in place of “undefined”. `reason` names the class or the cause; its words are made
 * where it is shown. `over` says of a mean over classes how many classes had a value.
 */
export type Measured<Reason = MetricReason> =
  { readonly value: number; readonly reason: null; readonly over?: number } | { readonly value: null; readonly reason: Reason; readonly over?: number };

export const measured = (value: number): Measured<never> => ({ value, reason: null });
export const notMeasured = <Reason>(reason: Reason): Measured<Reason> => ({ value: null, reason });

/** `value` unless it is null; then the reason. */
export function measuredOr(value: number | null, reason: MetricReason): Measured {
  return value === null ? notMeasured(reason) : measured(value);
}

/** Plain mean of the values that exist; `over` counts them. @param nothing the reason when there is none. */
export function meanOfMeasured(values: readonly Measured[], nothing: MetricReason): Measured {
  const known = values.flatMap((m) => (m.value === null ? [] : [m.value]));
  if (known.length === 0) return { value: null, reason: nothing, over: 0 };
  return { value: known.reduce((sum, v) => sum + v, 0) / known.length, reason: null, over: known.length };
}
