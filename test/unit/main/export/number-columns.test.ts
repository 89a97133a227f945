import { expect, it } from "vitest";
import { NumberColumns } from "#main/export/number-columns.ts";

it("columns give back the cells of a row: numbers to the bit, texts, and what was never written", () => {
  const columns = new NumberColumns(3);
  const mean = columns.addNumbers("mean");
  const standing = columns.addTexts("standing");
  mean(0, 0.1 + 0.2);
  mean(1, null);
  mean(2, -0);
  standing(1, "best");
  expect(columns.names).toEqual(["mean", "standing"]);
  expect([0, 1, 2].map((row) => columns.row(row))).toEqual([
    [0.1 + 0.2, null],
    [null, "best"],
    [-0, null],
  ]);
});
