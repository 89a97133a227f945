/** @file What to say beside each loss block of a sweep: its warnings, and which of its cells are trained already. Reads: a sweep. */
import type { SweepFinding } from "#shared/sweep/findings.ts";
import { cellsOfBlock, type Plan } from "#shared/sweep/plan.ts";
import { blockWarnings, lossWarnings } from "#shared/sweep/warnings.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";

export interface BlockNotes {
  /** Before equal ones are merged; one learning rate and weight decay. */
  readonly cells: number;
  /** Of them equal to an earlier cell, of this block or one above. */
  readonly merged: number;
  readonly warnings: readonly SweepFinding[];
}

/** @param plan of that sweep. @returns one entry for each block, in their order. */
export function blockNotes(spec: SweepSpec, { mergedInBlock }: Plan): BlockNotes[] {
  return spec.losses.map((loss, index) => {
    const cells = cellsOfBlock(spec, index);
    return { cells: cells.length, merged: mergedInBlock[index]!, warnings: [...blockWarnings(loss), ...lossWarnings(cells)] };
  });
}
