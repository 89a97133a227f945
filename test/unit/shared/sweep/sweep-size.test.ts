/** @file Sweeps too large to expand: refused by multiplying, with the sizes and what to cut. */
import { describe, expect, it } from "vitest";
import { AxisSchema, axisSize, repeatedValues } from "#shared/params/axis.ts";
import { planSlices, planSweep } from "#shared/sweep/plan.ts";
import { AppError } from "#shared/errors/errors.ts";
import { lossCells } from "#shared/sweep/cells.ts";
import { refuseLargeSweep } from "#shared/sweep/size.ts";
import { parseSweepSpec, type SweepSpecInput } from "#shared/sweep/spec.ts";
import { readDraft } from "../../../../src-renderer/views/new-sweep/state/sweep-reading.ts";
import { draftOf } from "../../../../src-renderer/views/new-sweep/state/sweep-draft.ts";

const spec = (change: Partial<SweepSpecInput>) => parseSweepSpec({ name: "t", dataset: { name: "d" }, losses: [{ family: "cross-entropy" }], ...change });
const many = (to: number, step: number) => ({ from: 0, to, step });

function refused(work: () => unknown): { message: string; action: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError && error.code === "sweep/too-large") return { message: error.message, action: error.action };
    throw error;
  }
  throw new Error("it was not refused");
}

describe("a sweep that is too large", () => {
  it("is refused before a cell is made, with axes, sizes, product and what to cut", () => {
    // 10^16 runs: expanding any part of them would end the process.
    const losses: SweepSpecInput["losses"] = [{ family: "asymmetric", gamma: many(99.99, 0.01), gammaNegative: many(99.99, 0.01), clip: many(0.9999, 0.0001) }];
    const { message, action } = refused(() => planSweep(spec({ losses, seeds: many(9, 1), training: { learningRate: { from: 0.001, to: 1, step: 0.001 } } })));
    expect(message).toBe(
      "The sweep would have more than 1,000,000,000,000,000 runs: 10,000 “gamma” × 10,000 “gammaNegative” × 10,000 “clip” × 1,000 “learningRate” × 10 “seeds”, before equal cells are merged. At most 100,000 are supported in one sweep.",
    );
    expect(action).toBe("Cut “losses.0.gamma”, which has 10,000 values, and others, or make several sweeps.");
    expect(refused(() => lossCells(spec({ losses }).losses[0]!, 0)).message).toContain("10,000 “gamma” × 10,000 “gammaNegative”");
  });

  it("says how much of the longest axis would fit beside the other blocks, rates and seeds", () => {
    const losses: SweepSpecInput["losses"] = [
      { family: "focal-softmax", gamma: many(50, 0.01), strength: [0, 1] },
      { family: "focal-sigmoid", gamma: [1, 2], alpha: ["off", 0.25, -1] },
    ];
    const { message, action } = refused(() => planSweep(spec({ losses, training: { learningRate: [0.01, 0.001] }, seeds: many(9, 1) })));
    // (5,001 x 2 + 2 x 3) x 2 x 10; (100,000 / 20 - 6) / 2 = 2,497 values of gamma fit.
    expect(message).toContain(
      "would have 200,160 runs: (focal-softmax: 5,001 “gamma” × 2 “strength”; focal-sigmoid: 2 “gamma” × 3 “alpha”) × 2 “learningRate” × 10 “seeds”",
    );
    expect(action).toBe("Cut “losses.0.gamma”, which has 5,001 values (with 2,497 of them the sweep would fit), or make several sweeps.");
    expect(() =>
      refuseLargeSweep(
        spec({ losses: [{ ...losses[0]!, gamma: many(24.96, 0.01) } as never, losses[1]!], training: { learningRate: [0.01, 0.001] }, seeds: many(9, 1) }),
      ),
    ).not.toThrow();
  });

  it("does not count what stands twice on an axis, nor a strength that weights replace", () => {
    const twice = Array.from({ length: 60_000 }, (_, i) => (i % 3000) / 100);
    expect(planSweep(spec({ losses: [{ family: "focal-softmax", gamma: twice }], seeds: [1, 2], controls: false })).configs).toHaveLength(3000);
    const losses: SweepSpecInput["losses"] = [{ family: "focal-softmax", gamma: many(99.99, 0.01), weights: { beta: [0.9, 0.99] } }];
    expect(() => refuseLargeSweep(spec({ losses, seeds: [1, 2, 3] }))).not.toThrow();
  });

  it("counts the controls too", () => {
    const losses: SweepSpecInput["losses"] = [{ family: "focal-softmax", gamma: many(99.99, 0.01), strength: 0.5 }];
    const seeds = many(9, 1);
    expect(planSweep(spec({ losses, seeds, controls: false })).configs).toHaveLength(10_000);
    expect(refused(() => planSweep(spec({ losses, seeds }))).message).toContain("would have 100,020 runs: 10,000 “gamma” × 10 “seeds”, and the controls.");
  });

  it("is told beside the longest field in the form", () => {
    const draft = draftOf(spec({ losses: [{ family: "focal-softmax", gamma: many(50, 0.01) }], seeds: many(99, 1) }));
    const { errors, plan } = readDraft(draft, { name: "d" }, ["a", "b"]);
    expect(plan).toBeNull();
    expect(Object.keys(errors)).toEqual(["losses.0.gamma"]);
    expect(errors["losses.0.gamma"]).toContain("the sweep would have 500,100 runs, and at most 100,000 are supported; 1,000 of them would fit");
  });
});

describe("a long axis", () => {
  it("is counted without being expanded, and refused above 100,000 values", () => {
    expect(axisSize([1, 1, many(9, 1)], "gamma")).toBe(12);
    expect(
      axisSize(
        Array.from({ length: 10 }, () => many(9999, 1)),
        "gamma",
      ),
    ).toBe(100_000);
    expect(() =>
      axisSize(
        Array.from({ length: 11 }, () => many(9999, 1)),
        "gamma",
      ),
    ).toThrow("it has 110,000 values; at most 100,000 are supported on one axis");
  });

  it("is refused as a list by the schema", () => {
    const gamma = new Array<number>(2_000_000).fill(1);
    expect(() => spec({ losses: [{ family: "focal-softmax", gamma }] })).toThrow("a list has 2000000 entries, at most 100000 are read");
    expect(AxisSchema.safeParse(gamma).success).toBe(false);
  });

  it("finds what stands twice in one walk", () => {
    const values = Array.from({ length: 100_000 }, (_, i) => i % 99_999);
    expect(repeatedValues(values, "seeds")).toEqual([0]);
    expect(repeatedValues([3, 1, 3, 1, 3], "seeds")).toEqual([3, 1]);
  });
});

it("plans in slices, so that others have their turn, and the same as at once", () => {
  const whole = spec({ losses: [{ family: "focal-softmax", gamma: many(99.99, 0.01) }] });
  const slices = planSlices(whole);
  let turns = 0;
  for (let slice = slices.next(); ; slice = slices.next()) {
    if (slice.done) {
      expect(slice.value).toEqual(planSweep(whole));
      break;
    }
    turns++;
  }
  expect(turns).toBeGreaterThanOrEqual(10);
});
