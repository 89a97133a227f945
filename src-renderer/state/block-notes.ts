/** @file What to say beside each loss block of a sweep: its warnings, and which of its cells are trained already. Reads: a sweep. Writes: nothing. */
import { planSweep } from "#shared/config.ts";
import { lossCells } from "#shared/loss-cells.ts";
import { blockWarnings, lossWarnings } from "#shared/plan-warnings.ts";
import type { SweepSpec } from "#shared/sweep-spec.ts";

export interface BlockNotes {
  /** Before equal ones are merged; one learning rate and weight decay. */
  readonly cells: number;
  /** Of them equal to an earlier cell, of this block or one above. */
  readonly merged: number;
  readonly warnings: readonly string[];
}

/** @returns one entry for each block, in their order. @throws AppError as the planner: call it for a sweep that has a plan. */
export function blockNotes(spec: SweepSpec): BlockNotes[] {
  const training = { ...spec.training, learningRate: [0.001], weightDecay: [0] };
  const mergedAmong = (count: number): number =>
    count === 0 ? 0 : planSweep({ ...spec, training, seeds: [1], controls: false, losses: spec.losses.slice(0, count) }).mergedCells;
  let before = 0;
  return spec.losses.map((loss, index) => {
    const cells = lossCells(loss, index);
    const upTo = mergedAmong(index + 1);
    const merged = upTo - before;
    before = upTo;
    return { cells: cells.length, merged, warnings: [...blockWarnings(loss), ...lossWarnings(cells)] };
  });
}
