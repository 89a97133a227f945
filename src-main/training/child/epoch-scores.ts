/** @file The outputs of a run after one epoch. */

/** Raw outputs of both held-out parts after one epoch; float32 [rows, outputs] each. */
export interface EpochScores {
  readonly epoch: number;
  /** On validation: the only number that selects. */
  readonly macroF1: number;
  readonly validation: Float32Array<ArrayBuffer>;
  readonly test: Float32Array<ArrayBuffer>;
}
