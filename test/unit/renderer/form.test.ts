/** @file The form of a sweep reads back to the file of the sweep, and complains beside the right field. */
import { describe, expect, it } from "vitest";
import { parseSweepSpec } from "../../../src-shared/sweep/spec.ts";
import { newLoss } from "../../../src-renderer/views/new-sweep/state/loss-draft.ts";
import { draftOf, freeName, type SweepDraft } from "../../../src-renderer/views/new-sweep/state/sweep-draft.ts";
import { readDraft } from "../../../src-renderer/views/new-sweep/state/sweep-reading.ts";

const dataset = { name: "blocks", sha256: "a".repeat(64) };
const CLASSES = ["1", "5"];
const spec = parseSweepSpec({
  name: "grid",
  notes: "first",
  dataset,
  split: { train: 0.55, validation: 0.15, test: 0.3, seed: 4 },
  model: { hidden: [32, 16] },
  training: { epochs: 7, batchSize: 64, optimizer: "sgd", momentum: 0.8, learningRate: [0.001, { from: 0.01, to: 0.03, step: 0.01 }] },
  losses: [
    { family: "cross-entropy" },
    { family: "weighted-cross-entropy", strength: [0.5, 1] },
    { family: "focal-softmax", gamma: [0, 2], strength: { from: 0, to: 1, step: 0.5 } },
    { family: "focal-sigmoid", gamma: 2, alpha: ["off", 0.25], positiveClass: "5" },
  ],
  seeds: { from: 1, to: 6, step: 1 },
  controls: false,
  watchdog: { policy: "stop", patienceEpochs: 3 },
});
const draft = (change: Partial<SweepDraft> = {}): SweepDraft => ({ ...draftOf(spec), ...change });

describe("the form of a sweep", () => {
  it("reads back to the file it was filled from", () => {
    const { spec: read, errors } = readDraft(draft(), dataset, CLASSES);
    expect(errors).toEqual({});
    // A lone value and a list of one say the same; the planned cells are what must agree.
    expect({ ...read, losses: null }).toEqual({ ...spec, losses: null, seeds: [spec.seeds] });
  });

  it("keeps what selects the best epoch, and leaves the usual one out", () => {
    const of = (selectBy: string): SweepDraft => draftOf(parseSweepSpec({ ...spec, selectBy }));
    expect(["nll", "recall[5]", "f1[1]", "macro_f1"].map((name) => readDraft(of(name), dataset, CLASSES).spec?.selectBy)).toEqual([
      "nll",
      "recall[5]",
      "f1[1]",
      undefined,
    ]);
    expect(of("recall[5]")).toMatchObject({ selectBy: "recall[]", selectClass: "5" });
    const { spec: none, errors } = readDraft(of("recall[7]"), dataset, CLASSES);
    expect([none, errors["selectBy"]]).toEqual([null, expect.stringContaining("names the class “7”")]);
  });

  it("counts the runs: 1 + 2 + 2*3 + 2 cells, two of them merged, times 4 rates and 6 seeds", () => {
    const { plan } = readDraft(draft(), dataset, CLASSES);
    // gamma 0 strength 0 is the cross entropy above, gamma 0 strength 0.5 and 1 the weighted ones: three cells are there already.
    expect(plan?.configs.length).toBe((1 + 2 + 6 + 2 - 3) * 4);
    expect(plan?.mergedCells).toBe(3 * 4);
    expect(plan?.seeds).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("takes the test part as what remains, and refuses when nothing does", () => {
    expect(readDraft(draft({ trainPercent: "70", validationPercent: "15" }), dataset, CLASSES).spec?.split).toEqual({
      train: 0.7,
      validation: 0.15,
      test: 0.15,
      seed: 4,
    });
    expect(readDraft(draft({ trainPercent: "80", validationPercent: "20" }), dataset, CLASSES).errors["split.test"]).toContain("below 100 %");
  });

  it("keeps a split column, asks for no fractions then, and goes back to them", () => {
    const byColumn = draftOf(parseSweepSpec({ ...spec, split: { column: "part" } }));
    expect(byColumn.splitColumn).toBe("part");
    const { spec: read, errors } = readDraft({ ...byColumn, trainPercent: "a lot" }, dataset, CLASSES);
    expect([errors, read?.split]).toEqual([{}, { train: 0.6, validation: 0.2, test: 0.2, seed: 1, column: "part" }]);
    expect(readDraft({ ...byColumn, splitColumn: "" }, dataset, CLASSES).spec?.split).toEqual({ train: 0.6, validation: 0.2, test: 0.2, seed: 1 });
  });

  it.each([
    [{ epochs: "0" }, "training.epochs", "at least 1"],
    [{ epochs: "many" }, "training.epochs", "“many” for epochs"],
    [{ epochs: "2.5" }, "training.epochs", "whole number"],
    [{ hidden: "64, 32, 16, 8, 4" }, "model.hidden", "at most 4"],
    [{ hidden: "64, 0" }, "model.hidden", "at least 1"],
    [{ momentum: "1" }, "training.momentum", "below 1"],
    [{ learningRate: "0.001, fast" }, "training.learningRate", "“fast”"],
    [{ learningRate: "0" }, "training.learningRate", "above 0"],
    [{ seeds: "1.5" }, "seeds", "whole number"],
    [{ seeds: "" }, "seeds", "at least one value"],
    [{ name: "  " }, "name", "must not be empty"],
    [{ losses: [] }, "losses", "no loss"],
    [{ watchdogPatience: "0" }, "watchdog.patienceEpochs", "“0” for the patience is not valid: it must be at least 1"],
  ] satisfies [Partial<SweepDraft>, string, string][])("says beside the field what is wrong: %o", (change, path, sentence) => {
    const { spec: read, plan, errors } = readDraft(draft(change), dataset, CLASSES);
    expect(read).toBeNull();
    expect(plan).toBeNull();
    expect(Object.keys(errors)).toEqual([path]);
    expect(errors[path]).toContain(sentence);
  });

  it("names the block of a wrong loss value", () => {
    const losses = [{ ...newLoss("focal-softmax", []), gamma: "0, 2", weighting: "strength" as const, strength: "0, 1.5" }];
    expect(readDraft(draft({ losses }), dataset, CLASSES).errors).toEqual({ "losses.0.strength": expect.stringContaining("strength is 1.5") });
    const sigmoid = [{ ...newLoss("cross-entropy", []) }, { ...newLoss("focal-sigmoid", []), gamma: "-1", alpha: "" }];
    expect(Object.keys(readDraft(draft({ losses: sigmoid }), dataset, CLASSES).errors)).toEqual(["losses.1.alpha"]);
  });

  it("leaves momentum alone under Adam, where it has no meaning", () => {
    expect(readDraft(draft({ optimizer: "adam", momentum: "rubbish" }), dataset, CLASSES).errors).toEqual({});
  });

  it("finds a free name", () => {
    expect(freeName("grid", ["grid", "grid 2"])).toBe("grid 3");
    expect(freeName("grid 2", ["grid", "grid 2"])).toBe("grid 3");
    expect(freeName("other", ["grid"])).toBe("other");
  });
});
