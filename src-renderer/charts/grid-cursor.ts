/** @file Moves a cell cursor over a grid by arrow keys. Reads: key events. */

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** @returns where the key leads from a cell, inside the grid; null for a key that moves nothing. */
export function moveCell(from: CellPlace, key: string, rows: number, columns: number): CellPlace | null {
  const clamp = (value: number, size: number): number => Math.max(0, Math.min(value, size - 1));
  switch (key) {
    case "ArrowUp":
      return { ...from, row: clamp(from.row - 1, rows) };
    case "ArrowDown":
      return { ...from, row: clamp(from.row + 1, rows) };
    case "ArrowLeft":
      return { ...from, column: clamp(from.column - 1, columns) };
    case "ArrowRight":
      return { ...from, column: clamp(from.column + 1, columns) };
    case "Home":
      return { ...from, column: 0 };
    case "End":
      return { ...from, column: columns - 1 };
    case "PageUp":
      return { ...from, row: 0 };
    case "PageDown":
      return { ...from, row: rows - 1 };
    default:
      return null;
  }
}
