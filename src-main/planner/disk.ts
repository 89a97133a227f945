/**
 * @file How much of the disk a sweep will take: what is stored of its runs, and the checkpoints of those in training.
 * Reads: sizes. Fitted to databases of five data sets with 2 to 10 classes, 66 to 127 KB a run: within a fifth of each.
 */
import { isSigmoid } from "#shared/loss/registry.ts";
import type { PlannedConfig } from "#shared/sweep/plan.ts";
import { weightsOf, type Work } from "./forecast.ts";

const FLOAT = 4;
/** Metrics of scores as JSON, and what is fitted after training; per class beside that. */
const MEASURES_BYTES = 13_000;
const MEASURES_BYTES_PER_CLASS = 500;
/** Of an epoch: its row and the loss; a count above 0; what is known of a class. */
const EPOCH_BYTES = 150;
const COUNT_BYTES = 8;
const ANATOMY_BYTES = 40;
/** Pages of a database are never quite full. */
const FILLED = 0.95;
/** Runs in one trainer's hands at once, as the kernel takes them. */
const COHORT = 32;

interface Stored {
  readonly work: Work;
  readonly configs: readonly Pick<PlannedConfig, "params">[];
  readonly seeds: number;
  /** Rows of the validation and test parts together. */
  readonly heldRows: number;
  readonly trainers: number;
}

/** @returns bytes that stay, and those of the checkpoints while it trains, at the most. */
export function diskBytes({ work, configs, seeds, heldRows, trainers }: Stored): { stored: number; passing: number } {
  const { classes, epochs } = work;
  // Under sigmoid two classes have one output.
  const outputs = configs.reduce((sum, { params }) => sum + (classes === 2 && isSigmoid(params.family) ? 1 : classes), 0);
  const perEpoch = EPOCH_BYTES + COUNT_BYTES * Math.min(2 * classes * classes, heldRows) + ANATOMY_BYTES * classes;
  // The best epoch and the last.
  const scores = seeds * outputs * 2 * heldRows * FLOAT;
  const runs = seeds * configs.length;
  const stored = (scores + runs * (MEASURES_BYTES + MEASURES_BYTES_PER_CLASS * classes + epochs * perEpoch) + heldRows * FLOAT) / FILLED;
  // Weights and two averages of the optimiser, and the scores of the best epoch.
  const checkpoint = FLOAT * (3 * weightsOf(work, classes) + heldRows * classes);
  return { stored: Math.round(stored), passing: Math.min(runs, trainers * COHORT) * checkpoint };
}
