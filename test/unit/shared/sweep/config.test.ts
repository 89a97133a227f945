/** @file The plan of a sweep: its cells, what is merged, refused and warned of, and the names of the cells. Reads: examples. */
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { paramsOfCell } from "#shared/loss/params.ts";
import { planSweep } from "#shared/sweep/plan.ts";
import { configLabel } from "#shared/sweep/config-label.ts";
import { openSweep } from "#shared/sweep/opened-sweep.ts";
import { parseSweepSpec, type SweepSpecInput } from "#shared/sweep/spec.ts";

const plan = (change: Partial<SweepSpecInput>) =>
  planSweep(parseSweepSpec({ name: "t", dataset: { name: "d" }, losses: [{ family: "cross-entropy" }], ...change }));
const labels = (p: ReturnType<typeof plan>): string[] => p.configs.map((c) => configLabel(paramsOfCell(c.params)));

describe("the plan of a sweep", () => {
  it("makes the grid of the example: 49 cells, both controls among them", () => {
    const spec = parseSweepSpec(JSON.parse(readFileSync("examples/page-blocks.sweep.json", "utf8")));
    const p = planSweep(spec);
    expect(p.configs).toHaveLength(49);
    expect(p.seeds).toEqual([1]);
    expect(p.configs.filter((c) => c.isControl).map((c) => c.params)).toEqual([
      { family: "cross-entropy", gamma: 0, strength: 0, alpha: null, positiveClass: null, learningRate: 0.001, weightDecay: 0, options: {} },
      { family: "weighted-cross-entropy", gamma: 0, strength: 1, alpha: null, positiveClass: null, learningRate: 0.001, weightDecay: 0, options: {} },
    ]);
    expect(p.configs.every((c) => c.isCell)).toBe(true);
  });

  it("adds the controls at every learning rate, unless they are taken out", () => {
    const losses: SweepSpecInput["losses"] = [{ family: "focal-softmax", gamma: 2 }];
    const training = { learningRate: [0.01, 0.001] };
    expect(labels(plan({ losses, training }))).toEqual([
      "γ 2 · α off",
      "γ 2 · α off",
      "cross entropy",
      "cross entropy",
      "weighted CE · α n^−1",
      "weighted CE · α n^−1",
    ]);
    expect(labels(plan({ losses, training, controls: false }))).toEqual(["γ 2 · α off", "γ 2 · α off"]);
  });

  it("merges cells that train the same loss and counts them", () => {
    const p = plan({
      losses: [{ family: "focal-softmax", gamma: [0, 0], strength: [0, 1] }, { family: "weighted-cross-entropy", strength: [1] }, { family: "cross-entropy" }],
    });
    expect(labels(p)).toEqual(["cross entropy", "weighted CE · α n^−1"]);
    expect(p.mergedCells).toBe(2);
  });

  it("plans what is written with binary dust as what is meant: 11 γ at one rate, 22 runs", () => {
    const spec = parseSweepSpec(JSON.parse(readFileSync("test/fixtures/cases/C24/noise.sweep.json", "utf8")));
    const p = planSweep(spec);
    expect(p.configs.length * p.seeds.length).toBe(22);
    expect(p.configs.map((c) => [c.params.gamma, c.params.learningRate])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((tenths) => [tenths / 10, 0.003]));
    expect(labels(p)[3]).toBe("γ 0.3 · α off");
    expect(p.warnings.map(saySweepFinding)).toContain("“gamma” holds a value more than once (0.3): it is trained once.");
  });

  it("takes dust off every axis", () => {
    const dust = 0.1 + 0.2;
    const p = plan({
      losses: [
        { family: "focal-softmax", gamma: 1, strength: [dust, 0.3] },
        { family: "focal-softmax", gamma: 1, weights: { beta: [dust, 0.3] } },
        { family: "focal-sigmoid", gamma: 1, alpha: [dust, 0.3], smoothing: [dust, 0.3] },
        { family: "logit-adjusted", tau: [dust, 0.3] },
      ],
      training: { optimizer: "adamw", learningRate: [0.0030000000000000005, 0.003], weightDecay: [dust, 0.3] },
      controls: false,
    });
    expect(p.configs.map((c) => c.key)).toEqual([
      "focal-softmax|g1|s0.3|||lr0.003|wd0.3",
      "focal-softmax|g1||||lr0.003|wd0.3|beta=0.3",
      "focal-sigmoid|g1||a0.3||lr0.003|wd0.3|smoothing=0.3",
      "logit-adjusted|g0|s0|||lr0.003|wd0.3|tau=0.3",
    ]);
  });

  it("keeps sigmoid cells apart from softmax ones, alpha off from every alpha", () => {
    const p = plan({ losses: [{ family: "focal-sigmoid", gamma: [0, 2], alpha: ["off", 0.25] }], controls: false });
    expect(labels(p)).toEqual(["sigmoid · γ 0 · α off", "sigmoid · γ 0 · α 0.25", "sigmoid · γ 2 · α off", "sigmoid · γ 2 · α 0.25"]);
  });

  it.each([
    [{ losses: [{ family: "focal-softmax", gamma: -1 }] }, "“losses.0.gamma” of the sweep is not valid: gamma is -1"],
    [{ losses: [{ family: "focal-softmax", gamma: 1, strength: 1.5 }] }, "strength is 1.5, it must be from 0 to 1"],
    [{ losses: [{ family: "focal-sigmoid", gamma: 1, alpha: 1 }] }, "alpha is 1, it must be from 0.01 to 0.99"],
    [{ training: { weightDecay: 0.01 } }, "adam has none; choose the optimizer adamw or sgd"],
    [{ training: { optimizer: "adamw", weightDecay: -1 } }, "the weight decay is -1, it must be from 0 to 10"],
    [{ training: { learningRate: 0 } }, "the learning rate is 0, it must be above 0"],
    [{ seeds: [1.5] }, "the seed is 1.5, it must be a whole number"],
    [
      { losses: [{ family: "focal-softmax", gamma: { from: 0, to: 100, step: 0.02 } }], seeds: { from: 1, to: 100, step: 1 } },
      "would have 500,100 runs: 5,001 “gamma” × 100 “seeds”, before equal cells are merged. At most 100,000",
    ],
  ] as [Partial<SweepSpecInput>, string][])("refuses %j", (change, sentence) => {
    expect(() => plan(change)).toThrow(sentence);
  });

  it("names the place of a value of the wrong kind", () => {
    expect(() => parseSweepSpec({ name: "t", dataset: {}, losses: [{ family: "focal", gamma: 1 }] })).toThrow(/“losses\.0\.family”/);
    expect(() => parseSweepSpec({ name: "t", dataset: {}, losses: [{ family: "cross-entropy" }], trainning: {} })).toThrow(/trainning/);
    expect(() => parseSweepSpec({ name: "t", dataset: {}, losses: [{ family: "cross-entropy" }], split: { train: 0.5, validation: 0.2, test: 0.2 } })).toThrow(
      "The split 0.5 / 0.2 / 0.2 does not add up to 1.",
    );
  });

  it.each([
    ["weighted-cross-entropy", 0.25, "0.25"],
    ["focal-softmax", [0.25, 0.5], "[0.25, 0.5]"],
    ["focal-sample-dependent", { from: 0.1, to: 0.9, step: 0.1 }, '{"from":0.1, "to":0.9, "step":0.1}'],
  ])("refuses a number α under softmax (%s) and says what to write", (family, alpha, words) => {
    const input = { name: "t", dataset: {}, losses: [{ family: "cross-entropy" }, { family, gamma: 2, alpha }] };
    const refused = expect.objectContaining({
      code: "sweep/softmax-alpha",
      message: `“losses.1.alpha” of the sweep is ${words} with ${family}: under softmax one α for all classes only rescales the loss, as another learning rate does, and balances nothing.`,
      action: expect.stringContaining('Write "strength": [0, 0.5, 1] instead'),
    });
    expect(() => parseSweepSpec(input)).toThrow(refused);
  });

  it("replaces that α in a file that the form opens, and keeps weights that the block has", () => {
    const own = { classes: { a: 1, b: 2 } };
    const input = {
      name: "t",
      dataset: {},
      losses: [
        { family: "focal-softmax", gamma: 2, alpha: 0.25 },
        { family: "focal-softmax", gamma: 2, alpha: 0.25, strength: 1 },
        { family: "focal-softmax", gamma: 2, alpha: [0.25, 0.75], weights: own },
        { family: "focal-sigmoid", gamma: 2, alpha: 0.25 },
      ],
    };
    const { spec, replacedAlphas } = openSweep(input);
    expect(replacedAlphas).toEqual([
      { index: 0, alpha: "0.25" },
      { index: 1, alpha: "0.25" },
      { index: 2, alpha: "[0.25, 0.75]" },
    ]);
    expect(spec.losses).toEqual([
      { family: "focal-softmax", gamma: 2, strength: [0, 0.5, 1] },
      { family: "focal-softmax", gamma: 2, strength: 1 },
      { family: "focal-softmax", gamma: 2, weights: own },
      { family: "focal-sigmoid", gamma: 2, alpha: 0.25 },
    ]);
    expect(input.losses[0]).toEqual({ family: "focal-softmax", gamma: 2, alpha: 0.25 });
  });
});

describe("what other code has and a sweep file has not", () => {
  const refusal = (change: object): unknown => {
    try {
      parseSweepSpec({ name: "t", dataset: {}, losses: [{ family: "cross-entropy" }], ...change });
      return null;
    } catch (error) {
      return error;
    }
  };
  it.each([[{ a: 0.2, b: 0.8 }], [[{ a: 0.2, b: 0.8 }]], [[[0.2, 0.3, 0.5]]], [{}]])(
    "an α per class under sigmoid (%j) is refused with what to write",
    (alpha) => {
      expect(refusal({ losses: [{ family: "cross-entropy" }, { family: "focal-sigmoid", gamma: 2, alpha }] })).toMatchObject({
        code: "sweep/class-alpha",
        message: expect.stringContaining(
          `“losses.1.alpha” of the sweep is ${JSON.stringify(alpha).replaceAll(",", ", ")}: α has no value per class.`,
        ) as string,
        action: expect.stringContaining('Write "weights": {"classes": {…}} with a weight for every class') as string,
      });
    },
  );

  it("what the refusal says to write is planned; ranges and lists of α stay axes", () => {
    expect(refusal({ losses: [{ family: "focal-sigmoid", gamma: 2, weights: { classes: { a: 0.2, b: 0.8 } } }] })).toBeNull();
    expect(refusal({ losses: [{ family: "focal-sigmoid", gamma: 2, alpha: [0.25, { from: 0.5, to: 0.75, step: 0.05 }, "off"] }] })).toBeNull();
    const listed = plan({ losses: [{ family: "focal-sigmoid", gamma: 2, alpha: [0.2, 0.3, 0.5] }], controls: false, seeds: [1, 2, 3] });
    expect(listed.configs).toHaveLength(3);
    expect(listed.warnings.map(saySweepFinding)).toEqual([expect.stringContaining("“alpha” is an axis: 3 configurations, one for each value.")]);
    expect(plan({ losses: [{ family: "focal-sigmoid", gamma: 2, alpha: [0.25, 0.75] }], controls: false, seeds: [1, 2, 3] }).warnings).toEqual([]);
  });

  it.each([
    [{ softTargets: true }, "“softTargets”"],
    [{ dataset: { soft_labels: "p" } }, "“dataset.soft_labels”"],
    [{ losses: [{ family: "focal-sigmoid", gamma: 2, targets: "soft" }] }, "“losses.0.targets”"],
  ])("soft targets (%j) are refused with what there is", (change, where) => {
    expect(refusal(change)).toMatchObject({
      code: "sweep/soft-targets",
      message: `${where} of the sweep: soft targets are not supported, every row has one class.`,
      action: expect.stringContaining('Label smoothing is "smoothing": 0.1 in a loss block') as string,
    });
  });
});

describe("warnings of a plan", () => {
  it("say when deferred re-weighting never begins: 0.8 of one epoch is none, and the first is always without", () => {
    const never = (epochs: number): boolean =>
      plan({ losses: [{ family: "ldam" }], controls: false, seeds: [1, 2, 3], training: { epochs } }).warnings.some(
        ({ id }) => id === "deferred-weights-never",
      );
    expect([1, 2, 5].map(never)).toEqual([true, false, false]);
  });

  const warningsOf = (...losses: SweepSpecInput["losses"]) => plan({ losses, controls: false, seeds: [1, 2, 3] }).warnings;
  it.each<[SweepSpecInput["losses"], string[]]>([
    [[{ family: "focal-softmax", gamma: [0, 2.9], strength: [0, 1] }], []],
    [[{ family: "focal-softmax", gamma: 3, strength: 0.9 }], []],
    [[{ family: "focal-softmax", gamma: 3, strength: 1 }], ["Inverse-frequency weights together with γ ≥ 3: in RetinaNet"]],
    [[{ family: "focal-softmax", gamma: 5, weights: { beta: 0.9999 } }], ["Effective-number weights with β ≥ 0.9999 together with γ ≥ 3"]],
    [[{ family: "focal-softmax", gamma: 5, sampling: "class-balanced" }], ["Class-balanced sampling together with γ ≥ 3"]],
    [[{ family: "focal-sample-dependent", gamma: 2, gammaHard: 5, strength: 1 }], ["Inverse-frequency weights together with γ ≥ 3"]],
    [[{ family: "weighted-cross-entropy", sampling: "class-balanced" }], ["Class-balanced sampling together with class weights or logit adjustment"]],
    [[{ family: "logit-adjusted", sampling: "class-balanced" }], ["Class-balanced sampling together with class weights or logit adjustment"]],
    [[{ family: "focal-sigmoid", gamma: 2, alpha: [0.06, 0.94] }], []],
    [[{ family: "focal-sigmoid", gamma: 2, alpha: 0.05 }], ["An α near 0 or 1 all but deletes a class"]],
    [[{ family: "focal-sigmoid", gamma: 2, alpha: 0.95 }], ["An α near 0 or 1 all but deletes a class"]],
    [[{ family: "weighted-cross-entropy", weights: { classes: { a: 1, b: 0 } } }], ["A weight of 0 deletes a class from training: “b”."]],
    [
      [{ family: "asymmetric", gamma: 4, gammaNegative: 1, clip: 0.3 }],
      ["A shift of the asymmetric loss above 0.2", "γ− below γ+ plays easy positive rows down"],
    ],
    [[{ family: "focal-sample-dependent", gamma: 5, gammaHard: 3 }], ["A γ of hard rows below that of the others"]],
  ])("%j", (losses, sentences) => {
    expect(warningsOf(...losses).map(saySweepFinding)).toEqual(sentences.map((sentence) => expect.stringContaining(sentence)));
  });
});

describe("names of configurations", () => {
  it("are distinct in a sweep with all families and all options", () => {
    const anyFamily = { sampling: "square-root", biasPrior: 0.01 } as const;
    const many = Object.fromEntries(Array.from({ length: 28 }, (_, i) => [`a class with a long name, number ${i}`, i + 0.5]));
    const losses: SweepSpecInput["losses"] = [
      { family: "cross-entropy", poly: [0, 1, -0.5], smoothing: [0, 0.1] },
      { family: "cross-entropy", sampling: "class-balanced" },
      { family: "cross-entropy", ...anyFamily },
      { family: "cross-entropy", biasPrior: "classes" },
      { family: "weighted-cross-entropy", strength: [0.25, 1], smoothing: [0, 0.1], reweightFrom: 0.8 },
      { family: "weighted-cross-entropy", strength: [0.25, 1], poly: [0, 2] },
      { family: "weighted-cross-entropy", weights: { beta: [0.9, 0.999] } },
      { family: "weighted-cross-entropy", weights: { classes: { a: 1, b: 2 } } },
      { family: "weighted-cross-entropy", weights: { classes: { a: 2, b: 1 } } },
      { family: "weighted-cross-entropy", weights: { classes: many } },
      { family: "weighted-cross-entropy", weights: { classes: { ...many, "a class with a long name, number 7": 8.5 } } },
      { family: "focal-softmax", gamma: [0.5, 2], strength: [0, 0.5], ...anyFamily },
      { family: "focal-softmax", gamma: [0.5, 2], strength: [0, 0.5], reweightFrom: 0.5 },
      { family: "focal-softmax", gamma: 2, weights: { beta: [0.9, 0.9999] }, poly: [0, 1] },
      { family: "focal-sigmoid", gamma: [0, 2], alpha: ["off", 0.25] },
      { family: "focal-sigmoid", gamma: 2, alpha: 0.25, positiveClass: "a" },
      { family: "focal-sigmoid", gamma: 2, alpha: 0.25, positiveClass: "b" },
      { family: "focal-sigmoid", gamma: 2, weights: { beta: 0.99 }, reduction: "sum" },
      { family: "focal-sigmoid", gamma: 2, smoothing: 0.1, reduction: "foreground" },
      { family: "focal-sigmoid", gamma: 2, reduction: "cell-mean" },
      { family: "focal-sample-dependent", strength: [0, 1] },
      { family: "focal-sample-dependent", gamma: [1, 2], gammaHard: [4, 5], hardBelow: 0.3 },
      { family: "logit-adjusted", tau: [0.5, 1] },
      { family: "ldam", maxMargin: [0.3, 0.5] },
      { family: "ldam", scale: 10 },
      { family: "ldam", beta: 0 },
      { family: "ldam", reweightFrom: 0.5, beta: 0.99 },
      { family: "asymmetric", gamma: [0, 1], clip: [0, 0.05] },
      { family: "asymmetric", positiveClass: "a" },
    ];
    // One sweep has at most 20 blocks; the names must be distinct over both halves.
    const names = [losses.slice(0, 15), losses.slice(15)].flatMap((half) => labels(plan({ losses: half, controls: false })));
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it("say in the words of the field what a cell is", () => {
    const p = plan({
      losses: [
        { family: "weighted-cross-entropy", weights: { classes: { rare: 10, common: 0.5 } }, reweightFrom: 0.8 },
        { family: "focal-softmax", gamma: 2, weights: { beta: 0.999 }, poly: 1, smoothing: 0.1 },
        { family: "focal-sample-dependent" },
        { family: "ldam" },
        { family: "asymmetric", sampling: "class-balanced", biasPrior: "classes" },
      ],
      controls: false,
    });
    expect(labels(p)).toEqual([
      "weighted CE · own weights 0.5 : 10 · DRW 0.8",
      "γ 2 · CB 0.999 · ε₁ 1 · smoothing 0.1",
      "γ 5 if p < 0.2, else 3",
      "LDAM 0.5 · CB 0.9999 · DRW 0.8",
      "ASL · γ+ 1 · γ− 4 · shift 0.05 · balanced sampling · prior of classes",
    ]);
  });
});
