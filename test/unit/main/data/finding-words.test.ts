/** @file Sentences of findings say what is there and what to do, in each of their forms. */
import { describe, expect, it } from "vitest";
import type { DataFinding } from "#shared/data/findings.ts";
import { sayFinding } from "#shared/words/data-findings.ts";

describe("a finding", () => {
  it.each<[DataFinding, string]>([
    [{ id: "row-index", column: "n", order: "shuffled" }, "Column “n” numbers the rows (shuffled). It can give the class away. Exclude it."],
    [
      { id: "units-mixed", column: "rate", units: ["", "%"] },
      "Column “rate” has numbers with and without a unit (some values have “%”, others no unit) and is read as text. Convert them to one unit.",
    ],
    [
      { id: "units-mixed", column: "mass", units: ["kg", "g"] },
      "Column “mass” has numbers with different units (“kg” and “g”) and is read as text. Convert them to one unit.",
    ],
    [{ id: "duplicate-rows", rows: 2000, share: 0.1, estimated: true }, "About 2,000 duplicate rows (10.0 %): copies may end up in both training and test."],
    [{ id: "part-column", column: "part" }, "Column “part” says training, validation or test for each row. Exclude it from the features and split by it."],
    [{ id: "lines-skipped", why: "separator-line", count: 1, lines: [1] }, "Skipped: the line that names the delimiter (line 1)."],
    [
      { id: "numbers-as-texts", columns: [{ name: "length", text: "0,5", value: 0.5 }] },
      "Column read as text that could be numbers: “length” (“0,5” is 0.5). Choose how its numbers are written (decimal mark, thousands separator, unit), or leave it as text.",
    ],
    [
      {
        id: "classes-alike",
        groups: [
          {
            why: "number",
            names: [
              { name: "1", count: 20 },
              { name: "1.0", count: 6 },
              { name: "01", count: 4 },
            ],
          },
        ],
      },
      "Classes that may be the same: “1” (20), “1.0” (6) and “01” (4): the same number, 30 rows together. They stay separate unless you merge them.",
    ],
    [
      { id: "texts-unique", column: "uuid", distinct: 100, rows: 100, inputs: 102 },
      "“uuid” has a different text in every row: one-hot encoding makes 100 of the 102 inputs from it.",
    ],
    [
      { id: "codes-as-numbers", columns: [{ name: "zip", text: "01067" }] },
      "Column read as numbers, although values have leading zeros: “zip” (“01067”). If it holds codes, e.g. postcodes, read it as categories.",
    ],
    [
      { id: "sentinel", value: "-999", columns: [{ name: "mass", count: 5 }] },
      "“-999” is far from all other values: 5 rows of “mass”. It is read as a number; if it means missing, add it to the missing words.",
    ],
    [
      { id: "gives-label-away", column: "c", accuracy: 0.95, exact: false },
      "Column “c” alone predicts the class almost perfectly (mean recall 95.0 %). Exclude it if it is not known before the class is.",
    ],
    [
      { id: "gives-label-away", column: "c", accuracy: 0.95, rows: 0.99, exact: false },
      "Column “c” alone predicts the class almost perfectly (in 99.0 % of the rows, mean recall 95.0 %). Exclude it if it is not known before the class is.",
    ],
    [{ id: "encoding-read", encoding: "utf-16le", example: null }, "The file is not UTF-8; it is read as utf-16le."],
    [
      { id: "encoding-read", encoding: "windows-1252", example: null },
      "The file is not UTF-8; it is read as windows-1252. If letters look wrong, choose another encoding.",
    ],
  ])("$id reads well", (finding, sentence) => {
    expect(sayFinding(finding)).toBe(sentence);
  });
});
