/**
 * @file What an engine is: K runs with the same data and shape, trained together with a leading axis K.
 * The epoch loop (cohort.ts) knows only this file, so a TensorFlow graph or a wasm kernel
 * can stand beside `reference/` without touching it.
 */
import type { PreparedData } from "../../data/encode/prepared.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import type { Schedule } from "./schedule.ts";

/** adamw: decoupled weight decay. sgd: weight decay is added to the gradient, as in PyTorch. adam: without weight decay. */
export type Optimizer = { readonly kind: "adam" } | { readonly kind: "adamw" } | { readonly kind: "sgd"; readonly momentum: number };

/** Shared by all runs of a stack. */
export interface Architecture {
  /** Inputs D. */
  readonly features: number;
  /** Units of each hidden ReLU layer; 0 to 4 layers. */
  readonly hidden: readonly number[];
  /** Logits O: the number of classes, or 1 for binary sigmoid. */
  readonly outputs: number;
  /** Rows of a step; the last step of an epoch takes what is left and averages over its own size. */
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  /** Share of hidden units dropped while training, in [0, 1); absent: 0. The mask is that of dropout.ts. */
  readonly dropout?: number;
  /** Absent: constant. */
  readonly schedule?: Schedule;
  /** The last layer compares directions: logits are cosines of its inputs and its weight columns, biases stay 0 (LDAM). Absent: false. */
  readonly normalizedHead?: boolean;
  /** Epochs of a whole run: the length of the cosine. Needed with a schedule. */
  readonly epochs?: number;
}

/** Parts that are only looked at. The probe is a fixed sample of the training rows, for the anatomy of the loss. */
export type HeldPart = "validation" | "test" | "probe";

/** The whole state of one run; with the seed and the epoch it determines everything that follows. */
export interface RunState {
  /** float32 [n], layout of layout.ts. */
  readonly parameters: Float32Array;
  /** float32 [n]: Adam's first moment, SGD's momentum buffer. */
  readonly m: Float32Array;
  /** float32 [n]: Adam's second moment; zeros under SGD. */
  readonly v: Float32Array;
  /** Optimiser steps taken; Adam's t. */
  readonly steps: number;
}

/** What may differ between the runs of a stack. */
export interface EngineRun {
  readonly loss: RunLoss;
  /** Base rate; the rate of a step is this times `rateFactor` (schedule.ts) at the run's own step count. */
  readonly learningRate: number;
  /** >= 0; adamw and sgd; absent: 0. Applies to weights and biases alike, as in PyTorch. */
  readonly weightDecay?: number;
  /** Seed of the dropout masks; needed with dropout. */
  readonly seed?: number;
  /** Where the run starts: fresh (layout.ts) or from a checkpoint. Runs of a stack may differ in steps taken. */
  readonly state: RunState;
}

/**
 * K runs on a device. Slot k is the k-th run still in the stack. Runs never mix: one that becomes NaN leaves the others
 * untouched. Calls must not overlap.
 */
export interface Stack {
  /** Runs still in the stack. */
  readonly size: number;
  readonly stepsPerEpoch: number;
  /**
   * Starts an epoch: loss sums are cleared and the present state becomes the epoch-start state.
   * @param orders for each slot int32 [training rows], the rows to visit in turn; sampling may repeat rows and leave others out. Equal
   * orders may be one array.
   */
  beginEpoch(orders: readonly Int32Array[]): void;
  /** Trains steps first..last-1 of the epoch begun. An engine may run them as one call to the device. */
  trainSteps(first: number, last: number): Promise<void>;
  /**
   * @returns for each slot the mean training loss over the rows visited since `beginEpoch` (NaN and infinities kept),
   * and whether every parameter is finite. The only read from the device that an epoch of training needs.
   */
  epochLoss(): Promise<{ loss: number[]; finite: boolean[] }>;
  /** From now on these class weights (softmax) or row weights (sigmoid with terms) apply to the slot: deferred re-weighting. */
  reweight(slot: number, weights: readonly number[]): void;
  /** @returns for each slot the logits float32 [last-first, outputs] of these rows with the present parameters; cosines under a normalised head. */
  evaluate(part: HeldPart, first: number, last: number): Promise<Float32Array[]>;
  /** State of these slots, copied to the host: as it is now, or as it was at `beginEpoch`. */
  readState(at: "now" | "epoch-start", slots: readonly number[]): Promise<RunState[]>;
  /** Keeps these slots, in this order, and frees the others. Allowed in mid-epoch. */
  keep(slots: readonly number[]): void;
  /** Frees everything on the device. */
  dispose(): void;
}

export interface Engine {
  /** "reference". */
  readonly name: string;
  /** What computes below it: "tensorflow", "wasm" or "cpu". */
  readonly backend: string;
  readonly version: string;
  readonly threads: number;
  /** Largest relative error of the self-check's gradient against float64. */
  readonly gradientError: number;
  /** @throws AppError `train/failed` when a run's loss does not fit the outputs. */
  prepare(architecture: Architecture, data: PreparedData, runs: readonly EngineRun[]): Stack;
}
