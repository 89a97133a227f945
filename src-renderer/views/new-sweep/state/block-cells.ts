/** @file The cells of each loss block of a sweep, before equal ones are merged. */
import type { LossCell } from "#shared/loss/cell.ts";
import type { LossFamily } from "#shared/loss/names.ts";
import { cellsOfBlock } from "#shared/sweep/plan.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";

export interface BlockCells {
  /** As the block says; that of a cell is its simplest. */
  readonly family: LossFamily;
  readonly cells: readonly LossCell[];
}

/** @throws AppError `sweep/invalid` for a sweep that has no plan. */
export const blockCells = (spec: SweepSpec): BlockCells[] => spec.losses.map(({ family }, index) => ({ family, cells: cellsOfBlock(spec, index) }));
