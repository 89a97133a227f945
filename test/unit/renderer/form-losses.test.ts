/** @file Every loss family of the form: reads back to the file it came from, complains beside the right field, says what it does. */
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import { describe, expect, it } from "vitest";
import { planSweep } from "#shared/sweep/plan.ts";
import { LOSS_FAMILIES } from "#shared/loss/names.ts";
import { createRandom, type Random } from "#shared/numbers/random.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep/spec.ts";
import type { Loss } from "#shared/loss/registry.ts";
import { lossDraft, newLoss, type LossDraft } from "../../../src-renderer/views/new-sweep/state/loss-draft.ts";
import { draftOf, restoreDraft } from "../../../src-renderer/views/new-sweep/state/sweep-draft.ts";
import { readDraft, type Reading } from "../../../src-renderer/views/new-sweep/state/sweep-reading.ts";

const dataset = { name: "blocks", sha256: "a".repeat(64) };
const CLASSES = ["text", "line", "a, b"];
const sweep = (losses: unknown[]): SweepSpec => parseSweepSpec({ name: "t", dataset, losses, controls: false });
const read = (spec: SweepSpec): Reading => readDraft(draftOf(spec), dataset, CLASSES);
const readBlocks = (...losses: LossDraft[]): Reading => readDraft({ ...draftOf(sweep([{ family: "cross-entropy" }])), losses }, dataset, CLASSES);

/** A lone value and a list of one say the same, and a field of a lone range is a list of that range. */
const listed = (loss: Loss): unknown =>
  Object.fromEntries(
    Object.entries(loss as Record<string, unknown>).map(([name, value]) => {
      const isAxis = typeof value === "number" && !["hardBelow", "scale", "beta", "reweightFrom", "biasPrior"].includes(name);
      if (isAxis || (typeof value === "object" && value !== null && "step" in value)) return [name, [value]];
      if (name === "weights" && "beta" in (value as object)) return [name, { beta: [(value as { beta: unknown }).beta].flat() }];
      return [name, value];
    }),
  );

/** Random blocks that use every field of the schema which has an effect. */
function randomLoss(random: Random): Record<string, unknown> {
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)]!;
  const axis = (low: number, high: number): unknown =>
    pick([
      () => Number((low + random.next() * (high - low)).toFixed(3)),
      () => [low, high],
      () => ({ from: low, to: high, step: Number(((high - low) / 3).toFixed(4)) }),
      () => [high, { from: low, to: high, step: (high - low) / 2 }],
    ])();
  const maybe = (fields: () => Record<string, unknown>): Record<string, unknown> => (random.next() < 0.5 ? fields() : {});
  const family = pick(LOSS_FAMILIES);
  const any = { ...maybe(() => ({ sampling: pick(["square-root", "class-balanced"]) })) };
  const prior = maybe(() => ({ biasPrior: pick(["classes", 0.01, 0.3]) }));
  const terms = { ...maybe(() => ({ poly: axis(-0.5, 4) })), ...maybe(() => ({ smoothing: axis(0, 0.2) })) };
  const later = maybe(() => ({ reweightFrom: pick([0.5, 0.8]) }));
  const weights = pick([{ beta: [0.9, 0.999] }, { beta: 0.99 }, { classes: { text: 1, line: 0.5, "a, b": 20 } }]);
  const weighting = pick([{ strength: axis(0.25, 1) }, { weights }]);
  const reduction = maybe(() => ({ reduction: pick(["cell-mean", "sum", "foreground"]) }));
  const positive = maybe(() => ({ positiveClass: "line" }));
  switch (family) {
    case "cross-entropy":
      return { family, ...terms, ...any, ...prior };
    case "weighted-cross-entropy":
      return { family, ...weighting, ...later, ...terms, ...any, ...prior };
    case "focal-softmax":
      return { family, gamma: axis(0, 5), ...maybe(() => ({ ...weighting, ...later })), ...terms, ...any, ...prior };
    case "focal-sigmoid": {
      const alpha = pick(["off", 0.25, ["off", 0.5], { from: 0.1, to: 0.9, step: 0.4 }]);
      return { family, gamma: axis(0, 5), alpha, ...maybe(() => ({ weights, ...later })), ...positive, ...reduction, ...terms, ...any, ...prior };
    }
    case "focal-sample-dependent":
      return { family, gamma: axis(1, 3), gammaHard: axis(4, 6), hardBelow: pick([0.2, 0.35]), ...maybe(() => ({ strength: axis(0.5, 1) })), ...any, ...prior };
    case "logit-adjusted":
      return { family, tau: axis(0.5, 2), ...any, ...prior };
    case "ldam":
      return { family, maxMargin: axis(0.1, 1), scale: pick([10, 30]), beta: pick([0.99, 0.9999]), reweightFrom: pick([0.5, 0.8]), ...any };
    case "focal-tversky":
      return { family, tverskyAlpha: axis(0.3, 0.9), tverskyGamma: axis(1, 3), ...any, ...prior };
    case "asymmetric":
      return { family, gamma: axis(0, 1), gammaNegative: axis(2, 4), clip: axis(0, 0.1), ...positive, ...reduction, ...any, ...prior };
  }
}

describe("every loss of the form", () => {
  it("is the same block after it was read from a file and saved again: 400 random blocks", () => {
    const random = createRandom(11, "form");
    const seen = new Set<string>();
    for (let i = 0; i < 400; i++) {
      const spec = sweep([randomLoss(random)]);
      const { spec: saved, errors } = read(spec);
      expect(errors).toEqual({});
      expect(saved!.losses.map(listed)).toEqual(spec.losses.map(listed));
      expect(planSweep(saved!).configs).toEqual(planSweep(spec).configs);
      Object.keys(spec.losses[0]!).forEach((field) => seen.add(`${spec.losses[0]!.family} ${field}`));
    }
    // The draw reaches every field of the nine families that has an effect: 5 + 8 + 9 + 11 + 7 + 4 + 6 + 8 + 5, counted in sweep-spec.ts.
    expect(seen.size).toBe(63);
  });

  it("trains the same after fields without effect were left out", () => {
    const spec = sweep([
      { family: "ldam", beta: 0, reweightFrom: 0.5, biasPrior: 0.1 },
      { family: "focal-softmax", gamma: 2, strength: 0, reweightFrom: 0.5 },
      { family: "focal-softmax", gamma: 2, strength: [0], weights: { beta: 0.9 } },
    ]);
    expect(read(spec).plan?.configs).toEqual(planSweep(spec).configs);
    expect(read(spec).spec?.losses).toEqual([
      { family: "ldam", maxMargin: [0.5], scale: 30, beta: 0, reweightFrom: 0.8 },
      { family: "focal-softmax", gamma: [2], strength: [0] },
      { family: "focal-softmax", gamma: [2], weights: { beta: [0.9] } },
    ]);
  });

  it.each(LOSS_FAMILIES)("%s: a new block is a sweep as it stands", (family) => {
    const { plan, errors, blocks } = readBlocks(newLoss(family, []));
    expect(errors).toEqual({});
    expect(blocks).toHaveLength(1);
    expect(plan!.configs.length).toBeGreaterThanOrEqual(1);
  });

  it("weighs a class that is called as every object's function", () => {
    const classes = ["constructor", "toString"];
    const draft = { ...draftOf(sweep([{ family: "cross-entropy" }])), losses: [newLoss("focal-softmax", [])] };
    const weighed = (classWeights: Record<string, string>): Reading =>
      readDraft({ ...draft, losses: [{ ...draft.losses[0]!, weighting: "classes", classWeights }] }, dataset, classes);
    expect(Object.values(weighed({ toString: "2" }).errors).join()).toContain("class “constructor” has none");
    expect(weighed({ constructor: "1", toString: "2" }).spec?.losses[0]).toMatchObject({ weights: { classes: { constructor: 1, toString: 2 } } });
  });

  it("says beside the engine that it lacks a loss, and lets `auto` find one", () => {
    const tversky = (engine: "auto" | "wasm"): Reading => readDraft({ ...draftOf(sweep([{ family: "focal-tversky" }])), engine }, dataset, CLASSES);
    expect(tversky("wasm").errors["engine"]).toContain("The engine “wasm” does not train the loss “focal-tversky”");
    expect(tversky("auto").errors).toEqual({});
  });

  it("starts with the values of the papers", () => {
    const losses = LOSS_FAMILIES.slice(4).map((family) => newLoss(family, []));
    expect(readBlocks(...losses).spec?.losses).toEqual([
      { family: "focal-sample-dependent", gamma: [3], gammaHard: [5], hardBelow: 0.2, strength: [0] },
      { family: "logit-adjusted", tau: [1] },
      { family: "ldam", maxMargin: [0.5], scale: 30, beta: 0.9999, reweightFrom: 0.8 },
      { family: "asymmetric", gamma: [0, 1], gammaNegative: [4], clip: [0.05] },
      { family: "focal-tversky", tverskyAlpha: [0.7], tverskyGamma: [4 / 3] },
    ]);
  });

  it.each([
    ["focal-softmax", { weighting: "beta", beta: "0.9, 1" }, "weights", "beta is 1, it must be from 0 and below 1"],
    ["focal-softmax", { weighting: "classes", classWeights: { text: "1", line: "2" } }, "weights", "class “a, b” has none"],
    ["focal-softmax", { weighting: "classes", classWeights: { text: "1", line: "x", "a, b": "1" } }, "weights", "“x” for the weight of “line”"],
    [
      "focal-softmax",
      { weighting: "classes", classWeights: { text: "1", line: "-1", "a, b": "1" } },
      "weights",
      "-1 for the weight of “line” is not valid: it must be at least 0",
    ],
    ["focal-softmax", { weighting: "classes", classWeights: { text: "0", line: "0", "a, b": "0" } }, "weights", "every class weight is 0"],
    ["weighted-cross-entropy", { reweightFrom: "1" }, "reweightFrom", "it must be below 1"],
    ["cross-entropy", { poly: "-1" }, "poly", "above -1 and at most 100"],
    ["cross-entropy", { smoothing: "0.1, many" }, "smoothing", "“many”"],
    ["focal-sigmoid", { smoothing: "1" }, "smoothing", "from 0 and below 1"],
    ["focal-sigmoid", { alpha: "0" }, "alpha", "0 and 1 delete a class"],
    ["focal-sigmoid", { alpha: "0.5, 1" }, "alpha", "0 and 1 delete a class"],
    ["focal-sample-dependent", { gammaHard: "" }, "gammaHard", "at least one value"],
    ["focal-sample-dependent", { hardBelow: "1" }, "hardBelow", "below 1"],
    ["logit-adjusted", { tau: "-1" }, "tau", "from 0 to 100"],
    ["ldam", { maxMargin: "0" }, "maxMargin", "above 0"],
    ["focal-tversky", { tverskyAlpha: "1.1" }, "tverskyAlpha", "from 0 to 1"],
    ["focal-tversky", { tverskyGamma: "0.5" }, "tverskyGamma", "from 1 to 3"],
    ["ldam", { beta: "0.9, 0.99" }, "beta", "not a number"],
    ["ldam", { scale: "0" }, "scale", "above 0"],
    ["asymmetric", { clip: "1" }, "clip", "from 0 and below 1"],
    ["asymmetric", { biasPrior: "number", biasPriorValue: "1" }, "biasPrior", "1 for the starting probability is not valid: it must be above 0 and below 1"],
  ] as [LossDraft["family"], Partial<LossDraft>, string, string][])("%s with %j complains beside %s", (family, change, field, sentence) => {
    const { spec, errors } = readBlocks(newLoss("cross-entropy", []), { ...newLoss(family, []), ...change });
    expect(spec).toBeNull();
    expect(Object.keys(errors)).toEqual([`losses.1.${field}`]);
    expect(errors[`losses.1.${field}`]).toContain(sentence);
  });

  it("does not complain of what the block does not show", () => {
    const rubbish = { beta: "x", reweightFrom: "x", poly: "x", tau: "x", clip: "x", gammaHard: "x", strength: "x" };
    expect(readBlocks({ ...newLoss("cross-entropy", []), ...rubbish, poly: "" }).errors).toEqual({});
    expect(readBlocks({ ...newLoss("focal-sigmoid", []), ...rubbish, poly: "" }).errors).toEqual({});
  });

  it("refuses weights of classes that this data set does not have, beside the weights, and names the likely ones", () => {
    const spec = sweep([{ family: "weighted-cross-entropy", weights: { classes: { text: 1, line: 2, "a, b": 3, lines: 4, other: 4 } } }]);
    expect(read(spec)).toMatchObject({
      spec: null,
      errors: { "losses.0.weights": "the list of class weights is not valid: the data set has no classes “lines” (do you mean “line”?), “other”." },
    });
  });

  it("says beside the block what its cells do twice, and how many are trained already", () => {
    const notes = read(
      sweep([
        { family: "focal-softmax", gamma: [0, 2, 5], strength: [0, 1] },
        { family: "weighted-cross-entropy", strength: [0, 0.5, 1] },
        { family: "focal-sigmoid", gamma: 2, alpha: [0.04, 0.5] },
        { family: "focal-sigmoid", gamma: 2, smoothing: 0.1, poly: [0, 1, 2] },
        { family: "logit-adjusted", sampling: "class-balanced" },
      ]),
    ).blocks;
    // gamma 0 of the first block is cross entropy and inverse frequency of the second; smoothed sigmoid targets have no Poly-1 term.
    expect(notes.map(({ cells, merged }) => [cells, merged])).toEqual([
      [6, 0],
      [3, 2],
      [2, 0],
      [3, 2],
      [1, 0],
    ]);
    expect(notes.map(({ warnings }) => warnings.length)).toEqual([1, 0, 1, 1, 1]);
    expect(saySweepFinding(notes[0]!.warnings[0]!)).toContain(
      "Inverse-frequency weights together with γ ≥ 3: in RetinaNet the best weight of the rare class fell as γ rose",
    );
    expect(saySweepFinding(notes[2]!.warnings[0]!)).toContain("α near 0 or 1");
    expect(saySweepFinding(notes[3]!.warnings[0]!)).toContain("“poly” has no effect");
    expect(saySweepFinding(notes[4]!.warnings[0]!)).toContain("logit adjustment counts the class sizes twice");
  });

  it("takes up a draft of a version that had four families and no further fields", () => {
    const block = { key: 3, family: "focal-softmax", gamma: "0, 2", strength: "0, 1", alpha: "off", positiveClass: "" };
    const { losses, watchdogPolicy, watchdogPatience, ...rest } = draftOf(sweep([{ family: "cross-entropy" }]));
    expect([losses.length, watchdogPolicy, watchdogPatience]).toEqual([1, "flag", "10"]);
    const restored = restoreDraft(JSON.stringify({ ...rest, losses: [block, { ...block, key: 4, family: "focal-sigmoid" }] }))!;
    expect(readDraft(restored, dataset, CLASSES).spec?.losses).toEqual([
      { family: "focal-softmax", gamma: [0, 2], strength: [0, 1] },
      { family: "focal-sigmoid", gamma: [0, 2], alpha: "off" },
    ]);
  });

  it("gives each block a key of its own", () => {
    const first = lossDraft(sweep([{ family: "ldam" }]).losses[0]!, 0);
    expect([first.key, newLoss("ldam", [first]).key]).toEqual([1, 2]);
  });
});
