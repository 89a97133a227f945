/** @file A label that holds a probability for every class is refused, and look-alikes are not. Writes: temporary files. */
import { describe, expect, it } from "vitest";
import { profileFile } from "#main/data/profile/profile.ts";
import { softTarget } from "#main/data/profile/soft-targets.ts";
import { dataFile, importOptions, refusalOf } from "../../../fixtures/data-files.ts";

const hundredths = Array.from({ length: 60 }, (_, i) => i + 20);
const pairs = (write: (first: string, second: string) => string): string[] => hundredths.map((p) => write((p / 100).toFixed(2), ((100 - p) / 100).toFixed(2)));

describe("soft targets", () => {
  it.each([
    ["brackets", pairs((a, b) => `[${a}, ${b}]`)],
    ["semicolons", pairs((a, b) => `${a};${b}`)],
    ["blanks", pairs((a, b) => `${a} ${b}`)],
    ["an array as numpy prints it", pairs((a, b) => `[${a.replace(/0+$/, "")}  ${b}]`)],
    ["decimal commas", pairs((a, b) => `${a.replace(".", ",")};${b.replace(".", ",")}`)],
    ["three classes, rounded", ["0.33,0.33,0.33", "0.2,0.3,0.5", "0,0,1"]],
    ["soft and hard ones", ["[1, 0]", "[0, 1]", "[0.3, 0.7]"]],
  ])("in %s are found", (_, names) => {
    expect(softTarget(names)).not.toBeNull();
  });

  it.each([
    ["answers to several questions", ["[1,0,1]", "[0,1,0]"]],
    ["one-hot rows", ["[1,0,0]", "[0,1,0]", "[0,0,1]"]],
    ["intervals", ["(0.0, 0.2]", "(0.2, 0.4]", "(0.4, 0.6]", "(0.6, 0.8]", "(0.8, 1.0]"]],
    ["numbers with a decimal comma", ["0,0", "1,0"]],
    ["numbers", ["0", "0.5", "1"]],
    ["names", ["cat;dog", "cat"]],
  ])("are not %s", (_, names) => {
    expect(softTarget(names)).toBeNull();
  });

  it("are refused with the cell", async () => {
    const file = dataFile(
      `x,y\n${pairs((a, b) => `"[${a}, ${b}]"`)
        .map((y, i) => `${i / 7},${y}`)
        .join("\n")}\n`,
    );
    expect(await refusalOf(profileFile(file, "t.csv", importOptions("y", { rules: 2 })))).toBe(
      "data/soft-targets: The label column “y” of t.csv holds a probability for each class (“[0.20, 0.80]”): soft targets are not supported, every row has one class.",
    );
  });
});
