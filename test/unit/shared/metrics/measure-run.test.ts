/** @file What is measured of a finished run, where it depends on how the run was trained. */
import { describe, expect, it } from "vitest";
import { atOnce } from "#shared/numbers/at-once.ts";
import type { LossOptions } from "#shared/loss/options.ts";
import { measureRun } from "#shared/results/measure-run.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { runLoss } from "#shared/loss/run-loss.ts";
import type { RunVariant, ScoreSet, TrainerRun } from "#shared/wire/trainer-protocol.ts";
import { fitInWords, variantInWords } from "../../../fixtures/in-words.ts";

const COUNTS = [80, 15, 5];
const CLASSES = ["a", "b", "c"];
const ROWS = 60;
const EPOCHS = 10;

/** Labels and logits that know something of them, so that a temperature exists. */
function heldOut(): { labels: Int32Array; logits: Float32Array } {
  const random = createRandom(5, "measure-run-test");
  const labels = Int32Array.from({ length: ROWS }, (_, row) => row % 3);
  const logits = Float32Array.from({ length: 3 * ROWS }, (_, i) => random.gaussian() + (labels[Math.floor(i / 3)] === i % 3 ? 1 : 0));
  return { labels, logits };
}

type Facts = Pick<TrainerRun, "family" | "gamma" | "strength" | "alpha" | "positiveClass" | "options">;
const facts = (family: TrainerRun["family"], options: LossOptions = {}, gamma = 2): Facts => ({
  family,
  gamma,
  strength: family === "focal-sigmoid" || family === "asymmetric" ? null : 0,
  alpha: null,
  positiveClass: null,
  options,
});

/** Best at epoch 3, last at epoch 10. */
function measured(run: Facts, goals?: Parameters<typeof measureRun>[4], change: (logits: Float32Array) => Float32Array = (z) => z) {
  const { labels, logits } = heldOut();
  const epochs = { best: 3, last: EPOCHS };
  const scores = (["best", "last"] as const).flatMap((which) =>
    (["validation", "test"] as const).map((split): ScoreSet => ({ which, split, epoch: epochs[which], outputs: 3, logits: change(logits) })),
  );
  const held = { labels: { validation: labels, test: labels }, classNames: CLASSES, trainCounts: COUNTS };
  return atOnce(measureRun(run, runLoss(run, CLASSES, COUNTS, EPOCHS), scores, held, goals));
}
const variant = (variants: readonly RunVariant[], which: string, id: string) => variantInWords(variants.find((v) => v.which === which && v.variant === id)!);

describe("deferred re-weighting", () => {
  it("a best epoch before the switch is that of the loss without weights, the last one that of the weighted loss", () => {
    const run = { ...facts("focal-softmax"), strength: 1, options: { reweightFrom: 0.8 } };
    const { variants } = measured(run);
    const [best, last] = [variant(variants, "best", "focal-link"), variant(variants, "last", "focal-link")];
    expect(best.reason).toBeNull();
    expect(best.parameters).toEqual({ gamma: 2, weights: [1, 1, 1] });
    expect(last.reason).toContain("trained with focal softmax with deferred re-weighting");
    expect(variant(variants, "best", "temperature").notes).toEqual([]);
    expect(variant(variants, "last", "temperature").notes).toEqual(["The loss weighted the classes; one temperature cannot undo that."]);
  });

  it("holds from the epoch after the switch on: 0.2 of 10 epochs are 2, the third is weighted", () => {
    const { variants } = measured({ ...facts("focal-softmax"), strength: 1, options: { reweightFrom: 0.2 } });
    expect(variant(variants, "best", "focal-link").reason).toContain("deferred re-weighting");
    const later = measured({ ...facts("focal-softmax"), strength: 1, options: { reweightFrom: 0.3 } });
    expect(variant(later.variants, "best", "focal-link").reason).toBeNull();
  });
});

describe("what moved the probabilities between the classes is said where it misleads", () => {
  it.each([
    ["logit-adjusted", { tau: 1 }, "Training added the priors of the classes to the logits"],
    ["ldam", { maxMargin: 0.5, scale: 30 }, "Training took a margin from the logits of rare classes"],
    ["cross-entropy", { sampling: "class-balanced" }, "Training drew rare classes more often"],
    ["focal-sigmoid", { beta: 0.999 }, "Training weighted rows by their class"],
  ] as const)("%s %o", (family, options, sentence) => {
    const { variants } = measured(facts(family, options, 0));
    expect(variant(variants, "last", "temperature").notes).toEqual([`${sentence}; one temperature cannot undo that.`]);
    expect(variant(variants, "last", "logit-adjusted").notes).toContain(`${sentence} already: this corrects a second time.`);
  });

  it("nothing is said of plain cross entropy", () => {
    expect(variant(measured(facts("cross-entropy", {}, 0)).variants, "last", "temperature").notes).toEqual([]);
  });
});

describe("goals of the user", () => {
  it("that do not fit the classes are refused", () => {
    expect(() => measured(facts("cross-entropy", {}, 0), { recallGoals: [{ classIndex: 3, recall: 0.9 }] })).toThrow("classes go from 0 to 2");
    const costs = {
      matrix: [
        [0, 1],
        [1, 0],
      ],
      base: "raw" as const,
    };
    expect(() => measured(facts("cross-entropy", {}, 0), { costs })).toThrow(/cost/);
  });

  it("are refused for outputs that are no numbers; without goals the run is complete and says why it has no variants", () => {
    const broken = (logits: Float32Array): Float32Array => logits.with(4, NaN);
    expect(() => measured(facts("cross-entropy", {}, 0), {}, broken)).toThrow("the logit of row 1, output 1 is NaN");
    const { variants } = measured(facts("cross-entropy", {}, 0), undefined, broken);
    expect(variants.map((v) => [v.which, v.variant, fitInWords(v).reason?.includes("row 1, output 1 is NaN")])).toEqual([
      ["best", "all", true],
      ["last", "all", true],
    ]);
  });
});
