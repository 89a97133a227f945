/** @file What people type into an axis field. */
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src-shared/errors/errors.ts";
import { addChips, axisWithWords, numbersOf, readChips } from "../../../src-renderer/parts/axis-chips.ts";

describe("chips of an axis", () => {
  it("keeps a range as one chip that stands for its values", () => {
    expect(readChips("0, .5, 1..5 step 2", "γ")).toEqual([
      { text: "0", values: [0] },
      { text: "0.5", values: [0.5] },
      { text: "1..5 step 2", values: [1, 3, 5] },
    ]);
  });
  it("adds a pasted column of a spreadsheet, each value once", () => {
    expect(addChips("0, 2", "0\n0.25\n2\n5", "γ")).toBe("0, 2, 0.25, 5");
  });
  it("reads a word beside numbers only where it is allowed", () => {
    expect(readChips("0.25, off", "α", ["off"]).map((chip) => chip.text)).toEqual(["off", "0.25"]);
    expect(() => readChips("0.25, off", "γ")).toThrow(AppError);
  });
  it("does not take the e of 1e-4 for a word", () => {
    expect(numbersOf("1e-4, 3e-4", ["off"])).toEqual([0.0001, 0.0003]);
  });
  it("names the part that is no number", () => {
    expect(() => readChips("0, x2", "γ")).toThrow("“x2” in γ");
  });
  it("gives no number while the text is wrong", () => {
    expect(numbersOf("1, 2, x")).toEqual([]);
  });
  it("writes ranges out only beside a word", () => {
    expect(axisWithWords(readChips("off, 0.25..0.75 step 0.25", "α", ["off"]), ["off"])).toEqual(["off", 0.25, 0.5, 0.75]);
    expect(axisWithWords(readChips("0.25..0.75 step 0.25", "α", ["off"]), ["off"])).toEqual([{ from: 0.25, to: 0.75, step: 0.25 }]);
  });
});
