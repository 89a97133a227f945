/** @file Long tables of the window: which rows are in the page, ranges, copies, widths. */
import { describe, expect, it } from "vitest";
import { columnWidths } from "../../../src-renderer/parts/table-column.ts";
import { keysBetween, rowsAsText, windowSlots } from "../../../src-renderer/parts/table-window.ts";

describe("a long table", () => {
  it("keeps a row in its place while it stays in the window, and shows each wanted row once", () => {
    const before = windowSlots(100, 20, 10_000);
    const after = windowSlots(107, 20, 10_000);
    expect(after.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 107 + i));
    // Rows 107 to 119 are in both windows: 13 places do not change.
    expect(before.filter((row, place) => after[place] === row)).toHaveLength(13);
  });
  it("stops at the last row and holds no more places than rows", () => {
    expect(
      windowSlots(9_995, 20, 10_000)
        .toSorted((a, b) => a - b)
        .at(-1),
    ).toBe(9_999);
    expect(windowSlots(0, 20, 3)).toEqual([0, 1, 2]);
    expect(windowSlots(-1, 20, 0)).toEqual([]);
  });
  it("selects ranges both ways and copies rows as a spreadsheet reads them", () => {
    expect(keysBetween(["a", "b", "c", "d"], "d", "b")).toEqual(["b", "c", "d"]);
    expect(keysBetween(["a", "b"], "gone", "b")).toEqual(["b"]);
    const columns = [{ id: "f1", label: "Macro F1", under: "test", width: 1, text: (r: number) => r.toFixed(2) }];
    expect(rowsAsText([0.5, 1], columns)).toBe("Macro F1 (test)\n0.50\n1.00");
  });
  it("gives the space left over by share, and none when there is none", () => {
    const columns = [{ width: 100, grow: 1 }, { width: 50 }, { width: 100, grow: 3 }];
    expect(columnWidths(columns, 450)).toEqual([150, 50, 250]);
    expect(columnWidths(columns, 200)).toEqual([100, 50, 100]);
  });
});
