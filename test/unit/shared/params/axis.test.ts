import { describe, expect, it } from "vitest";
import { AxisSchema, axisSize, expandAxis, formatAxis, parseAxisText, repeatedValues } from "#shared/params/axis.ts";

describe("an axis", () => {
  it("expands numbers, lists and ranges without binary dust", () => {
    expect(expandAxis(2, "gamma")).toEqual([2]);
    expect(expandAxis([0, { from: 0.1, to: 0.5, step: 0.1 }, 0.3], "gamma")).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(expandAxis({ from: 1, to: 2, step: 0.4 }, "gamma")).toEqual([1, 1.4, 1.8]);
  });

  it("takes dust off numbers of any axis, and counts them once", () => {
    expect(expandAxis([0.1 + 0.2, 0.3, 0.0030000000000000005, 0.003, 1e-4], "rate")).toEqual([0.3, 0.003, 1e-4]);
    expect(repeatedValues([0.30000000000000004, 0.3], "gamma")).toEqual([0.3]);
    // Seeds are whole and may be longer than twelve digits.
    expect(expandAxis([1234567890123456, 1234567890123457], "seeds")).toEqual([1234567890123456, 1234567890123457]);
  });

  it("refuses a range that runs backwards or has no end, naming the axis", () => {
    expect(() => expandAxis({ from: 2, to: 1, step: 1 }, "gamma")).toThrow(/gamma of the sweep is not valid: the range 2\.\.1 runs backwards/);
    expect(() => expandAxis({ from: 0, to: 1, step: 1e-6 }, "gamma")).toThrow(/has 1000001 values/);
  });

  it("reads what people type and paste", () => {
    expect(expandAxis(parseAxisText("0, 0.5, 1..5 step 1", "gamma"), "gamma")).toEqual([0, 0.5, 1, 2, 3, 4, 5]);
    expect(parseAxisText("1e-3; 1e-2\n0.1", "rate")).toEqual([0.001, 0.01, 0.1]);
    expect(parseAxisText("−1 .. 1 step 0.5", "x")).toEqual([{ from: -1, to: 1, step: 0.5 }]);
  });

  it("has ranges with equal ratios, typed and in files", () => {
    expect(parseAxisText("1e-4 .. 0.1 log 4, 1", "rate")).toEqual([{ from: 1e-4, to: 0.1, log: 4 }, 1]);
    expect(expandAxis({ from: 1e-4, to: 0.1, log: 4 }, "rate")).toEqual([1e-4, 1e-3, 0.01, 0.1]);
    expect(expandAxis({ from: 1, to: 3, log: 3 }, "x")).toEqual([1, 1.73205080757, 3]);
    expect(axisSize([{ from: 1, to: 2, log: 3 }, 5], "x")).toBe(4);
    expect(() => expandAxis({ from: 2, to: 1, log: 3 }, "x")).toThrow("the range 2..1 runs backwards");
    expect(() => parseAxisText("0..1 log 4", "x")).toThrow("“0..1 log 4” in x is not valid: a range with log has ends above 0 and two or more values");
    expect(AxisSchema.safeParse({ from: 0, to: 1, log: 3 }).success).toBe(false);
  });

  it("names the part that it cannot read", () => {
    expect(() => parseAxisText("0, two", "gamma")).toThrow("“two” in gamma is not valid: it is neither a number nor a range");
    expect(() => parseAxisText("1..5 step 0", "gamma")).toThrow("the step must be above 0");
    expect(() => parseAxisText("  ", "gamma")).toThrow("give at least one value");
  });

  it("writes text that reads back the same", () => {
    const axis = [0, { from: 1, to: 5, step: 2 }, -0.5, { from: 0.001, to: 1, log: 4 }];
    expect(parseAxisText(formatAxis(axis), "x")).toEqual(axis);
  });
});
