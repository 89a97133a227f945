/** @file The arrays a trainer gets: encoded, split, standardised. */
import type { SplitFinding } from "#shared/data/split-findings.ts";

export interface DataPart {
  readonly rows: number;
  /** float32 [rows, features], row-major; numeric columns standardised with mean and deviation of the training part. */
  readonly x: Float32Array;
  /** int32 [rows], class index in [0, classes). */
  readonly y: Int32Array;
}

/** A fixed sample of the training part, some rows of every class. */
export interface Probe extends DataPart {
  /** float32 [rows]: training rows that each row stands for. */
  readonly weights: Float32Array;
}

export interface PreparedData {
  readonly features: number;
  /** Class names; the index is the class index. */
  readonly classes: readonly string[];
  readonly train: DataPart;
  readonly validation: DataPart;
  readonly test: DataPart;
  readonly probe: Probe;
  readonly warnings: readonly SplitFinding[];
}
