/**
 * @file What a run will cost before it was seen: its epochs, its end, its part of the start of a cohort.
 * Reads: past runs, what earlier sweeps showed of this machine. Constants: one core of 2.5 GHz, bench/README.md.
 */
import { z } from "zod";
import { parameterCount } from "#shared/model/model.ts";
import { modelOf } from "#shared/model/registry.ts";

export interface Work {
  readonly epochs: number;
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
  readonly hidden: readonly number[];
}

/** Milliseconds of one trainer. */
export interface RunCosts {
  /** One epoch of one run, its evaluation and storing included. */
  readonly epoch: number;
  /** What comes after its last epoch: scores are measured, sent and stored. */
  readonly end: number;
  /** Its share of the start of a cohort: the table is read and encoded, weights are drawn. */
  readonly start: number;
}

/** How many times the constants below a machine was seen to need. */
export const MachineSchema = z.object({ end: z.number().positive(), start: z.number().positive() });
export type Machine = z.infer<typeof MachineSchema>;

/** Per-row cost that does not depend on the size of the network, in weights: calls, gathers, the loss. */
const ROW_OVERHEAD_WEIGHTS = 2000;

/** Milliseconds per (epoch x row x weight) of the kernel on a slow core, before anything was measured here. */
export const KERNEL_MS_PER_UNIT = 3e-7;
/** Storing an epoch, whatever was trained. */
const EPOCH_MS = 0.5;
/** Per held-out row and class, and whatever there is. */
const END_MS_PER_SCORE = 7e-3;
const END_MS = 5;
/** Per cell of the table, shared by the runs of a cohort; and per run. */
const START_MS_PER_CELL = 1.2e-3;
const START_MS = 2.5;
/** Runs of a cohort, before one was seen. */
const USUAL_COHORT = 8;
/** A trainer's process, from nothing to ready. */
export const PROCESS_START_MS = 700;

/** Weights and biases of a network. */
export function weightsOf({ features, hidden }: Pick<Work, "features" | "hidden">, outputs: number): number {
  return parameterCount(modelOf().layers({ hidden }, features, outputs));
}

/** Units of work of one run: epochs x rows x (weights + overhead). */
function workOf(work: Work): number {
  return work.epochs * work.rows * (weightsOf(work, work.classes) + ROW_OVERHEAD_WEIGHTS);
}

type PastRun = Work & { readonly trainMs: number };

/**
 * @param heldShare share of the rows that are held out. @param past runs with their measured milliseconds; empty: constants are used.
 * @param machine what earlier sweeps showed; null: it is taken to be as slow with scores and tables as it was with epochs.
 */
export function expectedCosts(work: Work, heldShare: number, past: readonly PastRun[], machine: Machine | null): RunCosts {
  const units = past.reduce((sum, run) => sum + workOf(run), 0);
  const rate = units > 0 ? past.reduce((sum, run) => sum + run.trainMs, 0) / units : KERNEL_MS_PER_UNIT;
  const slow = machine ?? { end: 1, start: 1 };
  const { rows, features, classes } = work;
  return {
    epoch: workOf({ ...work, epochs: 1 }) * rate + EPOCH_MS,
    end: slow.end * (END_MS_PER_SCORE * rows * heldShare * classes + END_MS),
    start: slow.start * ((START_MS_PER_CELL * rows * (features + 1)) / USUAL_COHORT + START_MS),
  };
}

/** @param trainers processes that share the work. */
export function forecastMs(costs: RunCosts, runs: number, epochs: number, trainers: number): number {
  return PROCESS_START_MS + (runs * (epochs * costs.epoch + costs.end + costs.start)) / trainers;
}
