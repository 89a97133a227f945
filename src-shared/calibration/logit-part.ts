/** @file What everything after training starts from: the logits of a part, its labels, and what the outputs mean. */
import { AppError } from "../errors/errors.ts";

/** Logits [N, O], row-major: O = C, or 1 for the binary sigmoid. */
export type Logits = Float32Array | Float64Array;

export interface LogitPart {
  readonly logits: Logits;
  /** [N], each in [0, C). */
  readonly labels: Int32Array;
}

/**
 * softmax: C outputs that compete. one-vs-rest: C outputs, each its own sigmoid, so a row need not sum to 1.
 * binary: one output, whose logit above 0 means the positive class.
 */
export type OutputLayout =
  | { readonly kind: "softmax"; readonly classes: number }
  | { readonly kind: "one-vs-rest"; readonly classes: number }
  | { readonly kind: "binary"; readonly classes: 2; readonly positiveClass: number };

export function outputsOfLayout(layout: OutputLayout): number {
  return layout.kind === "binary" ? 1 : layout.classes;
}

const refuse = (what: string, detail: string): AppError => new AppError("input/invalid", { what, detail });

/**
 * @param what names the part in the sentence, e.g. "the validation part".
 * @returns N, the number of rows.
 * @throws AppError `input/invalid` when the length is no multiple of the outputs, or naming the first row with a logit that is no finite number.
 */
export function countRows(logits: Logits, layout: OutputLayout, what: string): number {
  const outputs = outputsOfLayout(layout);
  if (logits.length % outputs !== 0) throw refuse(what, `${logits.length} logits are no multiple of ${outputs}, the outputs of a row`);
  const bad = logits.findIndex((z: number) => !Number.isFinite(z));
  if (bad >= 0) throw refuse(what, `the logit of row ${Math.floor(bad / outputs)}, output ${bad % outputs} is ${logits[bad]}`);
  return logits.length / outputs;
}

/** {@link countRows}, and the labels belong to it. @throws AppError `input/invalid` naming the first label that is no class. */
export function checkPart(part: LogitPart, layout: OutputLayout, what: string): number {
  const rows = countRows(part.logits, layout, what);
  if (part.labels.length !== rows) throw refuse(what, `it has ${part.labels.length} labels for ${rows} rows of logits`);
  const bad = part.labels.findIndex((label) => label < 0 || label >= layout.classes);
  if (bad >= 0) throw refuse(what, `the label of row ${bad} is ${part.labels[bad]}, classes go from 0 to ${layout.classes - 1}`);
  return rows;
}
