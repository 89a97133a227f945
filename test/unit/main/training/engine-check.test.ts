/** @file What every engine must pass before it trains, and what is refused before a step is taken. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Architecture, Engine, EngineRun } from "#main/training/engines/engine.ts";
import { ENGINE_TOLERANCE, engineGradientError } from "#main/training/engines/verify/engine-check.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import type { RunLoss, SigmoidTerms, SoftmaxTerms } from "#shared/loss/run-loss.ts";
import { cloudData } from "../../../fixtures/training/cohorts.ts";
import { sigmoidWith, softmaxWith } from "../../../fixtures/training/loss-cases.ts";

let engine: Engine;
beforeAll(async () => {
  engine = createReferenceEngine(await selectBackend(["cpu"]));
});

/** The engine with one mistake: its runs have another loss than they were given. */
const mistaken = (change: (loss: RunLoss) => RunLoss, normalizedHead?: boolean): Pick<Engine, "prepare"> => ({
  prepare: (architecture, data, runs) =>
    engine.prepare(
      normalizedHead === undefined ? architecture : { ...architecture, normalizedHead },
      data,
      runs.map((run) => ({ ...run, loss: change(run.loss) })),
    ),
});

describe("the check of an engine", () => {
  test("passes one that is right", async () => {
    const error = await engineGradientError(engine);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(2e-6);
  });

  const softmax: Partial<SoftmaxTerms>[] = [
    { gammaHard: 2 },
    { hardMargin: -1e30 },
    { poly: 0 },
    { scale: 5.01 },
    { shift: [0, 0, 0] },
    { margins: [0, 0, 0] },
  ];
  test.each(softmax)("sees that an engine passes over a setting of softmax losses: %o", async (terms) => {
    const wrong = mistaken((loss) => (loss.activation === "softmax" && loss.terms ? { ...loss, terms: { ...loss.terms, ...terms } } : loss));
    expect(await engineGradientError(wrong)).toBeGreaterThan(100 * ENGINE_TOLERANCE);
  });

  const sigmoid: Partial<SigmoidTerms>[] = [{ gammaNegative: 1 }, { clip: 0 }, { poly: 0 }, { rowWeights: [1, 1, 1] }, { reduction: "row-mean" }];
  test.each(sigmoid)("sees that an engine passes over a setting of sigmoid losses: %o", async (terms) => {
    const wrong = mistaken((loss) => (loss.activation === "sigmoid" && loss.terms ? { ...loss, terms: { ...loss.terms, ...terms } } : loss));
    expect(await engineGradientError(wrong)).toBeGreaterThan(100 * ENGINE_TOLERANCE);
  });

  test("sees smoothing of another size, a head that is not normalised, and a loss that is not a number", async () => {
    const smoother = mistaken((loss) => (loss.terms && loss.terms.smoothing > 0 ? ({ ...loss, terms: { ...loss.terms, smoothing: 0.12 } } as RunLoss) : loss));
    expect(await engineGradientError(smoother)).toBeGreaterThan(100 * ENGINE_TOLERANCE);
    expect(await engineGradientError(mistaken((loss) => loss, false))).toBeGreaterThan(100 * ENGINE_TOLERANCE);
    expect(await engineGradientError(mistaken((loss) => (loss.terms ? { ...loss, gamma: NaN } : loss)))).toBeNaN();
  });
});

describe("what an engine is asked for", () => {
  const data = cloudData();
  const architecture: Architecture = { features: 4, hidden: [], outputs: 3, batchSize: 8, optimizer: { kind: "adam" } };
  const runOf = (loss: RunLoss): EngineRun => ({ loss, learningRate: 0.1, state: initialState(layoutOf(4, [], 3), 1) });
  const softmax: RunLoss = { activation: "softmax", gamma: 0, weights: [1, 1, 1] };
  const sigmoid: RunLoss = { activation: "sigmoid", gamma: 0, positive: 1, negative: 1, positiveClass: null };

  test("plain losses may share a stack, other formulas may not", () => {
    engine.prepare(architecture, data, [runOf(softmax), runOf(sigmoid)]).dispose();
    const mixes: RunLoss[][] = [
      [softmax, softmaxWith({ poly: 1 })],
      [sigmoid, sigmoidWith({ poly: 1 })],
      [sigmoidWith({ clip: 0.1 }), sigmoidWith({ smoothing: 0.1 })],
      [softmaxWith({}), sigmoidWith({})],
    ];
    const refused = mixes.map((losses) => {
      try {
        engine.prepare(architecture, data, losses.map(runOf));
        return "accepted";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(refused).toEqual(
      ["softmax and softmax-terms", "sigmoid and sigmoid-terms", "sigmoid-terms and sigmoid-soft", "softmax-terms and sigmoid-terms"].map((kinds) =>
        expect.stringContaining(`losses of the kinds ${kinds} cannot share a cohort`),
      ),
    );
  });

  test("a sigmoid loss without class weights is not re-weighted without a word", () => {
    const stack = engine.prepare(architecture, data, [runOf(sigmoid)]);
    expect(() => stack.reweight(0, [1, 2, 3])).toThrow("a sigmoid loss without row weights cannot be re-weighted");
    stack.dispose();
  });
});
