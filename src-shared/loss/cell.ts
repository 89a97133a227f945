/** @file One cell of the losses of a sweep. */
import type { LossFamily } from "./names.ts";
import type { LossOptions } from "./options.ts";

/** What a loss block decides; learning rate and weight decay cross with every cell. */
export interface LossCell {
  readonly family: LossFamily;
  /** >= 0; 0 for the cross entropies. Asymmetric: of positive targets. */
  readonly gamma: number;
  /** Class-weight strength in [0, 1]; null under sigmoid and with weights of another kind. */
  readonly strength: number | null;
  /** Weight of the positive class in [0.01, 0.99]; null: off, or softmax. */
  readonly alpha: number | null;
  /** Binary sigmoid: the positive class; null: the rarest. */
  readonly positiveClass: string | null;
  readonly options: LossOptions;
}

/** Options while a cell is brought to its simplest form. */
export type Options = { -readonly [K in keyof LossOptions]: LossOptions[K] };

/** Softmax at gamma 0 is cross entropy; weighted cross entropy at strength 0 too. */
export function softmaxCell(cell: LossCell): LossCell {
  const { gamma, strength, options } = cell;
  if (gamma > 0) return { ...cell, family: "focal-softmax" };
  const weighted = strength === null || strength > 0 || options.weights !== undefined;
  return { ...cell, family: weighted ? "weighted-cross-entropy" : "cross-entropy" };
}

/** The cell without these options. */
export function without(cell: LossCell, ...names: readonly (keyof LossOptions)[]): LossCell {
  const options: Options = { ...cell.options };
  for (const name of names) delete options[name];
  return { ...cell, options };
}
