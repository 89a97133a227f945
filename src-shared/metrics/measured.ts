/** @file A metric's value, or the sentence that says why there is none. */

/**
 * `value` is finite when it is a number: never NaN, never 0 in place of “undefined”. `reason` is one sentence without a capital and without a
 * full stop, naming the class or the cause. `over` says of a mean over classes how many classes had a value.
 */
export type Measured =
  | { readonly value: number; readonly reason: null; readonly over?: number; readonly isUnmeasured?: undefined }
  | {
      readonly value: null;
      readonly reason: string;
      readonly over?: number;
      /** The program did not know it when the run ended: it can be measured now. */ readonly isUnmeasured?: true;
    };

export const measured = (value: number): Measured => ({ value, reason: null });
export const notMeasured = (reason: string): Measured => ({ value: null, reason });

/** Of a run that ended under a version without this metric. */
export const unmeasured = (): Measured => ({ value: null, reason: "this was not measured when the run was trained", isUnmeasured: true });

/** `value` unless it is null; then the reason. */
export function measuredOr(value: number | null, reason: string): Measured {
  return value === null ? notMeasured(reason) : measured(value);
}

/** Plain mean of the values that exist; `over` counts them. @param nothing the reason when there is none. */
export function meanOfMeasured(values: readonly Measured[], nothing: string): Measured {
  const known = values.flatMap((m) => (m.value === null ? [] : [m.value]));
  if (known.length === 0) return { value: null, reason: nothing, over: 0 };
  return { value: known.reduce((sum, v) => sum + v, 0) / known.length, reason: null, over: known.length };
}
