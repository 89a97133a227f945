/** @file Classes and columns that a sweep names and a data set does not have. */
import { describe, expect, it } from "vitest";
import { checkAgainst } from "#main/planner/check-against.ts";
import type { ImportOptions } from "#shared/data/dataset.ts";
import type { AppError } from "#shared/errors/errors.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";

const options: ImportOptions = { delimiter: ",", header: true, label: "kind", missing: "median", ignore: ["part"], categorical: [] };
const dataset = (names: string[]) => ({ name: "glass", options, profile: { classes: names.map((name) => ({ name, count: 9 })), splitColumns: ["part"] } });
const THREE = dataset(["headlamps", "tableware", "containers"]);
const check = (loss: object, data = THREE, change: object = {}): void =>
  checkAgainst(data, parseSweepSpec({ name: "t", dataset: {}, losses: [{ family: "cross-entropy" }, loss], ...change }));
const own = (classes: object): object => ({ family: "weighted-cross-entropy", weights: { classes } });
function refusal(work: () => void): { message: string; action: string } {
  try {
    work();
  } catch (error) {
    return error as AppError;
  }
  throw new Error("it was accepted");
}

describe("a sweep against its data set", () => {
  it("refuses a weight of a class that is not there, naming class, data set and the nearest class", () => {
    const { message, action } = refusal(() => check(own({ headlamps: 1, tablewear: 2, containers: 1 })));
    expect(message).toBe("“losses.1.weights.classes” of the sweep names the class “tablewear”, which data set “glass” does not have; do you mean “tableware”?");
    expect(action).toBe("Its classes are: “headlamps”, “tableware”, “containers”.");
    expect(refusal(() => check(own({ headlamps: 1, tableware: 2, containers: 1, windows: 1 }))).message).toMatch(
      /“windows”, which data set “glass” does not have\.$/,
    );
  });

  it("refuses weights that leave classes out, naming all of them", () => {
    expect(refusal(() => check(own({ headlamps: 1 }))).message).toBe(
      "“losses.1.weights.classes” of the sweep gives no weight to classes “tableware”, “containers” of data set “glass”.",
    );
    expect(refusal(() => check(own({ headlamps: 1, tableware: 1 }))).message).toContain("no weight to class “containers” of");
    expect(() => check(own({ headlamps: 1, tableware: 1, containers: 0 }))).not.toThrow();
    // A name that every object has is no weight.
    expect(refusal(() => check(own({ a: 1 }), dataset(["a", "toString"]))).message).toContain("class “toString”");
  });

  it("refuses a positive class that is not there, or where every class is positive in turn", () => {
    const positive = { family: "focal-sigmoid", gamma: 2, alpha: 0.25, positiveClass: "yess" };
    expect(refusal(() => check(positive, dataset(["yes", "no"]))).message).toBe(
      "“losses.1.positiveClass” of the sweep names the class “yess”, which data set “glass” does not have; do you mean “yes”?",
    );
    expect(refusal(() => check({ ...positive, positiveClass: "headlamps" })).message).toContain("has 3 classes, and under sigmoid each is positive");
    expect(() => check({ ...positive, positiveClass: "no" }, dataset(["yes", "no"]))).not.toThrow();
  });

  it("refuses another label, and a split column that is nearly one", () => {
    const plain = { family: "ldam" };
    expect(refusal(() => check(plain, THREE, { dataset: { label: "type" } })).message).toContain("it is “type”, and data set “glass” has the label “kind”");
    expect(() => check(plain, THREE, { dataset: { label: "kind" } })).not.toThrow();
    expect(refusal(() => check(plain, THREE, { split: { column: "Part" } })).message).toContain(
      "no column “Part” that says the part of every row (do you mean “part”?)",
    );
    expect(() => check(plain, THREE, { split: { column: "part" } })).not.toThrow();
  });

  it("shows at most twelve of many classes", () => {
    const many = dataset(Array.from({ length: 30 }, (_, i) => `class ${i}`));
    expect(refusal(() => check(own({ zebra: 1 }), many)).action).toMatch(/“class 11” and 18 more\.$/);
  });
});
