/** @file A confusion matrix by the cells of it that are not 0, as the database keeps it: count * C * C + actual * C + predicted. */

/** @returns [C * C] counts, row-major. */
export function matrixOfCells(filled: readonly number[], classes: number): number[] {
  const cells = classes * classes;
  const matrix = new Array<number>(cells).fill(0);
  for (const cell of filled) matrix[cell % cells] = Math.floor(cell / cells);
  return matrix;
}
