/** @file The outputs of a run after one epoch. */

/** Raw outputs of both held-out parts after one epoch; float32 [rows, outputs] each. */
export interface EpochScores {
  readonly epoch: number;
  /** On validation. */
  readonly macroF1: number;
  /** The metric of validation that selects, where it is not macro F1; null: this epoch has none. */
  readonly selects?: number | null | undefined;
  readonly validation: Float32Array<ArrayBuffer>;
  readonly test: Float32Array<ArrayBuffer>;
}
