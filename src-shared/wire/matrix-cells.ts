/** @file A matrix of counts by the cells of it that are not 0, as the database keeps it: with S cells in all, count * S + row * columns + column. */
import type { CountsShape } from "../task/task.ts";

/** @returns counts, row-major. */
export function matrixOfCells(filled: readonly number[], { rows, columns }: CountsShape): number[] {
  const cells = rows * columns;
  const matrix = new Array<number>(cells).fill(0);
  for (const cell of filled) matrix[cell % cells] = Math.floor(cell / cells);
  return matrix;
}

/** @param matrix counts, row-major. @returns its filled cells; the way back of {@link matrixOfCells}. */
export function cellsOfMatrix(matrix: readonly number[]): number[] {
  return matrix.flatMap((count, cell) => (count === 0 ? [] : [count * matrix.length + cell]));
}
