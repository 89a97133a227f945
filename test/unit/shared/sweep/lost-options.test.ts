/** @file No setting of a sweep is dropped in silence: it is refused, has an effect, or a warning names it. */
import { describe, expect, it } from "vitest";
import { planSweep, type Plan } from "#shared/sweep/plan.ts";
import { LOSS_FAMILIES, type LossFamily } from "#shared/loss/names.ts";
import { openSweep } from "#shared/sweep/opened-sweep.ts";
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";

const parse = (losses: unknown[], change: object = {}) =>
  parseSweepSpec({ name: "t", dataset: { name: "d" }, losses, controls: false, seeds: [1, 2, 3], ...change });
const plan = (losses: unknown[], change: object = {}): Plan => planSweep(parse(losses, change));

/** Every setting that any family has, each with a value that is no default. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  gamma: 1.5,
  strength: 0.7,
  alpha: 0.3,
  weights: { beta: 0.95 },
  reweightFrom: 0.6,
  poly: 2,
  smoothing: 0.2,
  gammaHard: 4,
  hardBelow: 0.4,
  tau: 1.5,
  maxMargin: 0.4,
  scale: 12,
  beta: 0.97,
  gammaNegative: 3,
  clip: 0.1,
  positiveClass: "a",
  reduction: "sum",
  tverskyAlpha: 0.6,
  tverskyGamma: 2,
  sampling: "square-root",
  biasPrior: 0.02,
};
const REQUIRED: Partial<Record<LossFamily, object>> = { "focal-softmax": { gamma: 2 }, "focal-sigmoid": { gamma: 2 } };

/** How a setting that is added to a block is met. */
function met(family: LossFamily, before: object, name: string): "refused" | "warned" | "effect" | "lost" {
  const start = { family, ...REQUIRED[family], ...before };
  let without: Plan;
  try {
    without = plan([start]);
  } catch {
    return "refused";
  }
  try {
    const after = plan([{ ...start, [name]: SETTINGS[name] }]);
    if (after.warnings.map(saySweepFinding).some((warning) => warning.includes(`“${name}”`))) return "warned";
    const cells = (p: Plan): string => JSON.stringify(p.configs.map((c) => c.params));
    return cells(after) === cells(without) ? "lost" : "effect";
  } catch {
    return "refused";
  }
}

describe("every setting of a loss", () => {
  const names = Object.keys(SETTINGS);
  it.each(LOSS_FAMILIES)("%s: is refused, warned of or has an effect, beside each other one", (family) => {
    const alone = names.map((name) => met(family, {}, name));
    const pairs = names.flatMap((first) =>
      names.filter((name) => name !== first).flatMap((name) => (met(family, { [first]: SETTINGS[first] }, name) === "lost" ? [`${name} beside ${first}`] : [])),
    );
    expect(alone.map((way, i) => `${names[i]} ${way}`).filter((text) => text.endsWith("lost"))).toEqual([]);
    expect(pairs).toEqual([]);
    // The test itself is no empty shell: each family takes some of them.
    expect(alone.filter((way) => way === "effect").length).toBeGreaterThanOrEqual(3);
  });

  it.each<[object, string]>([
    [{ family: "focal-softmax", gamma: 2, strength: 1, weights: { beta: 0.9 } }, "“losses.0” of the sweep has both a strength (1) and weights (β 0.9)"],
    [
      { family: "weighted-cross-entropy", strength: [0, 0.5], weights: { classes: { a: 1 } } },
      "“losses.0” of the sweep has both a strength ([0, 0.5]) and weights (a number for each class)",
    ],
    [{ family: "ldam", alpha: 0.5 }, "“alpha” is no setting of ldam (“losses.0”); focal-sigmoid has it."],
    [{ family: "cross-entropy", alpha: 0.5 }, "“alpha” is no setting of cross-entropy (“losses.0”); focal-sigmoid has it."],
    [{ family: "cross-entropy", gamma: 2 }, "“gamma” is no setting of cross-entropy (“losses.0”); focal-softmax, "],
    [{ family: "focal-softmax", gamma: 2, alpha: 0.25 }, "under softmax one α for all classes only rescales the loss"],
  ])("refuses %j", (loss, sentence) => {
    expect(() => plan([loss])).toThrow(sentence);
  });

  it("takes a strength of 0 beside weights, and keeps none of it", () => {
    const { losses } = parse([
      { family: "focal-softmax", gamma: 2, strength: 0, weights: { beta: 0.9 } },
      { family: "weighted-cross-entropy", weights: { beta: 0.9 } },
    ]);
    expect(losses.map((loss) => "strength" in loss)).toEqual([false, false]);
    expect(parseSweepSpec(JSON.parse(JSON.stringify(parse([{ family: "weighted-cross-entropy", weights: { beta: 0.9 } }]))))).toEqual(
      parse([{ family: "weighted-cross-entropy", weights: { beta: 0.9 } }]),
    );
  });

  it("opens in the form what an earlier version saved with its default strength", () => {
    const saved = { name: "t", dataset: {}, losses: [{ family: "weighted-cross-entropy", strength: [1], weights: { beta: [0.9] } }] };
    expect(openSweep(saved).spec.losses).toEqual([{ family: "weighted-cross-entropy", weights: { beta: [0.9] } }]);
    expect(() => parseSweepSpec(saved)).toThrow("has both a strength");
  });

  it.each<[object, string]>([
    [
      { family: "focal-softmax", gamma: 2, reweightFrom: 0.8 },
      "“reweightFrom” has no effect: there are no class weights that could begin late; raise “strength”",
    ],
    [
      { family: "focal-sigmoid", gamma: 2, reweightFrom: 0.8 },
      "“reweightFrom” has no effect: there are no class weights that could begin late; give “weights”.",
    ],
    [{ family: "weighted-cross-entropy", weights: { beta: 0 }, reweightFrom: 0.8 }, "“reweightFrom” has no effect"],
    [{ family: "ldam", beta: 0, reweightFrom: 0.5 }, "“reweightFrom” has no effect: with “beta” 0"],
    [{ family: "ldam", biasPrior: 0.1 }, "“biasPrior” has no effect: the last layer of ldam"],
    [{ family: "focal-sigmoid", gamma: 2, poly: 1, smoothing: 0.1 }, "“poly” has no effect with “smoothing” above 0"],
    [{ family: "focal-sigmoid", gamma: 2, poly: 1, smoothing: [0, 0.1] }, "“poly” has no effect in the cells with “smoothing” above 0"],
    [{ family: "focal-sigmoid", gamma: 2, positiveClass: "a" }, "“positiveClass” has no effect: without α"],
    [{ family: "focal-sample-dependent", gamma: 5, gammaHard: 5, hardBelow: 0.4 }, "“hardBelow” has no effect"],
  ])("warns of %j", (loss, sentence) => {
    expect(plan([loss]).warnings.map(saySweepFinding)).toEqual([expect.stringContaining(sentence)]);
  });

  it.each([
    { family: "focal-softmax", gamma: 2, strength: [0, 1], reweightFrom: 0.8 },
    { family: "ldam", beta: 0 },
    { family: "focal-sigmoid", gamma: 2, alpha: 0.25, positiveClass: "a" },
    { family: "focal-sigmoid", gamma: 2, reduction: "foreground", positiveClass: "a" },
    { family: "asymmetric", positiveClass: "a" },
    { family: "cross-entropy", poly: 1, smoothing: 0.1 },
  ])("says nothing of %j, where all has an effect", (loss) => {
    expect(plan([loss]).warnings.map(saySweepFinding)).toEqual([]);
  });

  it("names the block when there are more", () => {
    const { warnings } = plan([{ family: "cross-entropy" }, { family: "ldam", biasPrior: 0.1 }]);
    expect(warnings.map(saySweepFinding)).toEqual([expect.stringContaining("Block 2 (ldam): “biasPrior” has no effect")]);
  });
});

describe("every correction of the imbalance is counted once", () => {
  it.each<[object, string | null]>([
    [{ family: "weighted-cross-entropy", strength: 0.5, sampling: "square-root" }, null],
    [{ family: "weighted-cross-entropy", strength: 0.75, sampling: "square-root" }, "Square-root sampling together with class weights"],
    [{ family: "weighted-cross-entropy", weights: { beta: 0.9 }, sampling: "square-root" }, "Square-root sampling together with class weights"],
    [{ family: "logit-adjusted", tau: 1, sampling: "square-root" }, "Square-root sampling together with class weights or logit adjustment"],
    [{ family: "weighted-cross-entropy", strength: 0.25, sampling: "class-balanced" }, "Class-balanced sampling together with class weights"],
    [{ family: "cross-entropy", sampling: "class-balanced" }, null],
  ])("%j", (loss, sentence) => {
    expect(plan([loss]).warnings.map(saySweepFinding)).toEqual(sentence === null ? [] : [expect.stringContaining(sentence)]);
  });
});

describe("settings beside the losses", () => {
  const CE = [{ family: "cross-entropy" }];
  it.each<[object, string]>([
    [{ training: { momentum: 0.5 } }, "“training.momentum” has no effect: the optimizer is “adam”, and only “sgd” uses it."],
    [{ training: { schedule: { factor: 0.5 } } }, "“training.schedule.factor” has no effect: the schedule is “constant”, and only “step” uses it."],
    [{ training: { schedule: { kind: "cosine", everyEpochs: 3 } } }, "“training.schedule.everyEpochs” has no effect: the schedule is “cosine”"],
    [{ training: { schedule: { kind: "step", finalFraction: 0.1 } } }, "“training.schedule.finalFraction” has no effect: the schedule is “step”"],
    [{ training: { epochs: 5, schedule: { kind: "step" } } }, "The learning rate is never reduced: a step comes every 10 epochs, and 5 are trained."],
    [{ training: { epochs: 5, schedule: { warmupEpochs: 5 } } }, "The learning rate is never reached: the warm-up takes 5 epochs, and 5 are trained."],
    [{ model: { hidden: [], dropout: 0.5 } }, "“model.dropout” has no effect"],
    [{ split: { column: "part", seed: 7, train: 0.5 } }, "“split.train”, “split.seed” have no effect: column “part” says the part of every row."],
    [{ watchdog: { policy: "off", patienceEpochs: 3 } }, "“watchdog.patienceEpochs” has no effect: the watchdog is off."],
  ])("warns of %j", (change, sentence) => {
    expect(plan(CE, change).warnings.map(saySweepFinding)).toEqual([expect.stringContaining(sentence)]);
  });

  it.each([
    { training: { optimizer: "sgd", momentum: 0.5 } },
    { training: { schedule: { kind: "step", everyEpochs: 5, factor: 0.5 } } },
    { training: { schedule: { kind: "cosine", finalFraction: 0.1, warmupEpochs: 2 } } },
    { model: { dropout: 0.5 } },
    { split: { column: "part" } },
    { watchdog: { policy: "off" } },
  ])("says nothing of %j", (change) => {
    expect(plan(CE, change).warnings.map(saySweepFinding)).toEqual([]);
  });

  it("says which values stand there more than once: seeds, rates, axes", () => {
    const { warnings, seeds } = plan([{ family: "focal-softmax", gamma: [2, 2, { from: 0, to: 2, step: 1 }], strength: [1, 1] }], {
      seeds: [1, 2, 2, 3, 3],
      training: { learningRate: [0.01, 0.01] },
    });
    expect(seeds).toEqual([1, 2, 3]);
    expect(warnings.map(saySweepFinding)).toEqual([
      "“seeds” holds values more than once (2, 3): each is trained once.",
      "“training.learningRate” holds a value more than once (0.01): it is trained once.",
      "“gamma” holds a value more than once (2): it is trained once.",
      "“strength” holds a value more than once (1): it is trained once.",
    ]);
    expect(plan([{ family: "focal-sigmoid", gamma: 1, alpha: ["off", -1, 0.25, 0.25] }]).warnings.map(saySweepFinding)).toEqual([
      "“alpha” is off more than once (below 0 it is off, too): that is trained once.",
      "“alpha” holds a value more than once (0.25): it is trained once.",
    ]);
  });

  it("counts in words that fit the number", () => {
    const { warnings } = plan([{ family: "cross-entropy" }, { family: "cross-entropy" }], { seeds: [1] });
    expect(warnings.map(saySweepFinding)).toEqual([
      "1 cell was equal to another after normalisation and is trained once.",
      "With 1 seed a difference between cells cannot be told from noise; 6 or more allow a paired test.",
    ]);
  });
});
