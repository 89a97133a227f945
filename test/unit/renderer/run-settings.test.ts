/** @file All hyper-parameters of a run, in words: what a sweep file said is what the page of a run says. */
import { expect, it } from "vitest";
import { planSweep } from "#shared/sweep/plan.ts";
import { inSentence } from "#shared/metrics/metric-id.ts";
import type { Config, RunDetail } from "#shared/wire/records.ts";
import { runSetup } from "#shared/sweep/run-setup.ts";
import { newConfigs } from "#shared/sweep/new-config.ts";
import { parseSweepSpec, type SweepSpecInput } from "#shared/sweep/spec.ts";
import { paramsOf } from "../../fixtures/config-of.ts";
import { runSettings, settingsText } from "../../../src-renderer/views/run/run-settings.ts";

function settings(change: Partial<SweepSpecInput>, classNames: string[] = ["a", "b"], epochs: RunDetail["epochs"] = []) {
  const spec = parseSweepSpec({ name: "t", dataset: { name: "d" }, losses: [{ family: "focal-softmax", gamma: 2 }], controls: false, ...change });
  const [config] = newConfigs(spec, planSweep(spec)).map(({ key, params, isControl }): Config => ({ id: 1, sweepId: 1, key, label: "", params, isControl }));
  return runSettings({ config: config!, params: paramsOf([config!]), setup: runSetup(spec), classNames, row: { seed: 7 }, trainCounts: null, epochs });
}

it("says every setting of training by group", () => {
  const groups = settings({
    model: { hidden: [32, 16], dropout: 0.25 },
    training: {
      epochs: 40,
      batchSize: 256,
      optimizer: "sgd",
      momentum: 0.8,
      learningRate: [0.05],
      weightDecay: [0.0001],
      schedule: { kind: "step", everyEpochs: 10, factor: 0.5, warmupEpochs: 2 },
    },
    selectBy: "nll",
    watchdog: { policy: "stop", patienceEpochs: 3 },
    losses: [{ family: "focal-softmax", gamma: 2, strength: 0.5, smoothing: 0.1 }],
  });
  expect(settingsText(groups)).toBe(
    [
      "Loss",
      "  Loss: focal softmax",
      "  γ (focusing exponent): 2",
      "  Strength s (class weights ∝ n^−s): 0.5",
      "  Label smoothing: 0.1",
      "",
      "Optimisation",
      "  Optimiser: SGD",
      "  Momentum: 0.8",
      "  Learning rate: 0.05",
      "  Schedule: × 0.5 every 10 epochs",
      "  Warm-up: 2 epochs",
      "  Weight decay: 1.0e−4",
      "  Epochs: 40",
      "  Batch size: 256",
      "",
      "Network",
      "  Hidden layers: 32 → 16, ReLU",
      "  Dropout: 0.25",
      "",
      "Run",
      "  Run seed (weights, shuffles): 7",
      "  Best epoch: lowest validation NLL",
      "  Watchdog: stops the run",
      "  Its patience: 3 epochs",
    ].join("\n"),
  );
});

it("says defaults as what they are, and no strength where weights are of another kind", () => {
  const [loss, optimizer, network, run] = settings({
    model: { hidden: [] },
    training: { schedule: { kind: "cosine", finalFraction: 0.1 } },
    watchdog: { policy: "off" },
    losses: [{ family: "focal-softmax", gamma: 2, weights: { beta: 0.999 } }],
  }).map(({ facts }) => Object.fromEntries(facts));
  expect(loss).toEqual({ Loss: "focal softmax", "γ (focusing exponent)": "2", "β of effective numbers": "0.999" });
  expect(optimizer).toMatchObject({ Optimiser: "Adam", "β₁, β₂, ε": "0.9, 0.999, 1e−8", Schedule: "cosine to 0.1 of the rate", "Warm-up": "none" });
  expect(network).toEqual({ "Hidden layers": "none: linear", Dropout: "none" });
  expect(run).toEqual({ "Run seed (weights, shuffles)": "7", "Best epoch": "highest validation macro F1", Watchdog: "off" });
});

it("says that macro F1 selected where no epoch has a value of the metric that was to", () => {
  const epoch = (validation: number[], selects?: number | null) => ({
    epoch: 1,
    trainLoss: 1,
    lossKind: "finite" as const,
    validation,
    test: validation,
    anatomy: null,
    ...(selects === undefined ? {} : { selects }),
  });
  const of = (selectBy: string, ...epochs: RunDetail["epochs"]): string | undefined =>
    Object.fromEntries(settings({ selectBy }, ["a", "b"], epochs)[3]!.facts)["Best epoch"];
  const [never, once] = [epoch([9, 0, 1, 0]), epoch([8, 1, 1, 0])];
  expect(of("precision[b]", never, never)).toBe("highest validation macro F1: no epoch has a value of precision of b");
  expect(of("precision[b]", never, once)).toBe("highest validation precision of b");
  expect(of("nll", epoch([9, 0, 1, 0], null))).toBe("highest validation macro F1: no epoch has a value of NLL");
  expect(of("nll", epoch([9, 0, 1, 0], null), epoch([9, 0, 1, 0], 0.3))).toBe("lowest validation NLL");
});

it("names one positive class where there are two classes, and each against the rest where there are more", () => {
  const positive = (classNames: string[], positiveClass?: string) =>
    settings({ losses: [{ family: "focal-sigmoid", gamma: 2, alpha: 0.75, ...(positiveClass ? { positiveClass } : {}) }] }, classNames)
      .flatMap(({ facts }) => facts)
      .find(([name]) => name === "Positive class")?.[1];
  expect(positive(["a", "b"])).toBe("the rarest");
  expect(positive(["a", "b"], "b")).toBe("b");
  expect(positive(["a", "b", "c", "d", "e"])).toBe("each class against the rest");
});

it.each([
  ["Macro F1", "macro F1"],
  ["Recall of text", "recall of text"],
  ["MCC", "MCC"],
  ["G-mean", "G-mean"],
  ["ROC-AUC", "ROC-AUC"],
  ["F1 of A", "F1 of A"],
  ["Cohen's kappa", "Cohen's kappa"],
  ["Brier score", "Brier score"],
  ["LDAM-DRW", "LDAM-DRW"],
])("%s is %s inside a sentence", (label, phrase) => {
  expect(inSentence(label)).toBe(phrase);
});
