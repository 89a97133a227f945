/** @file One line of the table of errors (errors.ts). */

export interface Entry {
  readonly severity: "info" | "warning" | "error";
  /** Names the thing and the value received. `{name}` is replaced from the error's data. */
  readonly sentence: string;
  /** What the user can do next. */
  readonly action: string;
}

export const e = (sentence: string, action: string, severity: Entry["severity"] = "error"): Entry => ({ severity, sentence, action });
