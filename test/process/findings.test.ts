/** @file Two of the measured findings in small, by the product's own command line: smaller grids and fewer seeds, the same statements. Writes: temporary folders. */
import { describe, expect, it } from "vitest";
import { judge } from "../../bench/findings/shapes.ts";
import { runExample } from "../../bench/findings/run-example.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

describe("findings of the examples, in small", () => {
  it("G2: inverse frequency moves balanced accuracy, gamma moves calibration and not balanced accuracy", async () => {
    const { figures, classNames, runs } = await runExample("g2", temporaryFolder(), (spec) => ({
      ...spec,
      training: { ...spec.training, epochs: 20 },
      losses: [{ family: "focal-softmax", gamma: [0, 2, 5], strength: [0, 1] }],
      seeds: [1, 2, 3],
    }));
    expect(runs).toBe(18);
    const { verdicts, table } = judge("g2", figures, classNames);
    expect(verdicts.filter((verdict) => !verdict.holds)).toEqual([]);
    expect(table).toMatch(/^Balanced accuracy, %\nweights +gamma 0 +gamma 2 +gamma 5\nnone .*\nn\^-1 /);
  });

  it("G4: the best alpha does not rise with gamma, and recall at 0.5 depends on alpha alone", async () => {
    const { figures, classNames, runs } = await runExample("g4", temporaryFolder(), (spec) => ({
      ...spec,
      losses: [{ ...spec.losses[0]!, family: "focal-sigmoid", gamma: [0, 2, 5], alpha: [0.1, 0.5, 0.9] }],
      seeds: [1, 2, 3],
    }));
    expect(runs).toBe(27);
    const { verdicts } = judge("g4", figures, classNames);
    expect(verdicts.filter((verdict) => !verdict.holds)).toEqual([]);
  });
});
