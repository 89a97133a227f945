/**
 * @file Losses with terms on the TensorFlow engine: each row and whole networks against float64, sameness bit for bit, re-weighting, recovery.
 * Writes: the TensorFlow library in the engine's folder, once. PyTorch's trajectories: training-losses-torch.test.ts.
 */
import { describe, expect, test } from "vitest";
import type { Architecture, Engine, EngineRun, RunState, Stack } from "#main/training/engines/engine.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { float64Logits } from "#main/training/engines/verify/float64-gradient.ts";
import type { StackOptions } from "#main/training/engines/tensorflow/stack.ts";
import { createTensorflowEngine } from "#main/training/engines/tensorflow/tensorflow-engine.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import { reductionFactor, rowLoss } from "#shared/loss/row-loss.ts";
import { reweighted, type RowwiseLoss } from "#shared/loss/run-loss.ts";
import { cloudData } from "../../../fixtures/training/cohorts.ts";
import { LOSS_STACKS, SOFTMAX_TERMS, sigmoidTerms, softmaxWith, type LossCase } from "../../../fixtures/training/loss-cases.ts";
import { oracleSgd } from "../../../fixtures/training/oracle-steps.ts";
import { ofRows, passThrough } from "../../../fixtures/training/pass-through.ts";
import { tensorflowForTests } from "../../../fixtures/training/tensorflow.ts";

const { native, reason } = await tensorflowForTests();
const engineOf = (options: Partial<StackOptions> = {}): Engine => createTensorflowEngine(native!, 0, options);
const largestOf = (values: ArrayLike<number>): number => Array.from(values).reduce((max, v) => Math.max(max, Math.abs(v)), 0);
const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number => largestOf(Array.from(a, (v, i) => v - b[i]!));

/** 44 rows: no batch of these tests but 44 itself divides them, and only 16 fills whole vectors. */
const ROWS = 44;
const clouds = { 3: cloudData({ rows: ROWS }), 1: cloudData({ rows: ROWS, classes: 2 }) };

function architectureOf(outputs: 1 | 3, changes: Partial<Architecture> = {}): Architecture {
  return { features: 4, hidden: [13, 7], outputs, batchSize: 16, optimizer: { kind: "sgd", momentum: 0 }, ...changes };
}

function runsOf(cases: readonly LossCase[], { features, hidden, outputs, normalizedHead = false }: Architecture, learningRate = 0.05): EngineRun[] {
  const layout = layoutOf(features, hidden, outputs);
  return cases.map(({ loss }, k) => {
    const state = initialState(layout, k);
    const random = createRandom(k, "biases");
    const last = layout.layers.at(-1)!;
    // Cosines have no biases.
    for (const layer of layout.layers) {
      if (normalizedHead && layer === last) continue;
      for (let o = 0; o < layer.outputs; o++) state.parameters[layer.biases + o] = 0.3 * random.gaussian();
    }
    return { loss, learningRate, seed: k, state };
  });
}

/** What the reduction of a loss makes of a step of one row. */
function singleFactor(loss: RowwiseLoss, outputs: number, label: number): number {
  return loss.activation === "softmax" ? 1 : reductionFactor(loss, outputs, 1, Number(outputs > 1 || label === loss.positiveClass));
}

/** Trains whole epochs; each run has its own order. */
async function trainEpochs(stack: Stack, runs: readonly EngineRun[], epochs: readonly number[], call = Infinity): Promise<void> {
  for (const epoch of epochs) {
    stack.beginEpoch(runs.map(({ seed }) => permutation(ROWS, createRandom(seed!, "shuffle", epoch))));
    for (let s = 0; s < stack.stepsPerEpoch; s += call) await stack.trainSteps(s, Math.min(stack.stepsPerEpoch, s + call));
  }
}

async function outcome(stack: Stack): Promise<{ states: RunState[]; loss: unknown; logits: Float32Array[] }> {
  const slots = Array.from({ length: stack.size }, (_, k) => k);
  return { states: await stack.readState("now", slots), loss: await stack.epochLoss(), logits: await stack.evaluate("test", 3, 50) };
}

async function trained(runs: readonly EngineRun[], architecture: Architecture, options: Partial<StackOptions> = {}) {
  const stack = engineOf(options).prepare(architecture, clouds[architecture.outputs as 1 | 3], runs);
  await trainEpochs(stack, runs, [1, 2]);
  const result = await outcome(stack);
  stack.dispose();
  return result;
}

describe.skipIf(!native)(`tensorflow engine, losses with terms${reason ? ` (skipped: ${reason})` : ""}`, () => {
  describe.each(LOSS_STACKS)("$name", ({ name, outputs, cases }) => {
    test("loss and gradient of single rows are those of float64 for margins to 30", async () => {
      const random = createRandom(3, name);
      const x = Array.from({ length: 60 }, (_, row) => Array.from({ length: outputs }, () => Math.fround([0.3, 2, 6, 12][row % 4]! * random.gaussian())));
      const y = x.map(() => random.below(outputs === 1 ? 2 : 3));
      const stack = passThrough(
        engineOf(),
        x,
        y,
        cases.map((c) => c.loss),
        1,
      );
      for (const [row, logits] of x.entries()) {
        const results = await ofRows(stack, [row], outputs);
        results.forEach(({ value, gradient }, k) => {
          const { loss } = cases[k]!;
          const exact = rowLoss(loss, logits, y[row]!);
          const factor = singleFactor(loss, outputs, y[row]!);
          // Below 1e-20 rounding of the margin alone is worth more than the tolerance at gamma 10.
          const allowed = (wanted: number, rest: number): number => 1e-5 * Math.abs(wanted) + 1e-6 * rest + 1e-25;
          expect(Math.abs(value - factor * exact.loss), `${cases[k]!.name}, row ${row}`).toBeLessThan(allowed(factor * exact.loss, 0));
          const largest = factor * largestOf(exact.gradient);
          gradient.forEach((g, j) => {
            const wanted = factor * exact.gradient[j]!;
            expect(Math.abs(g - wanted), `${cases[k]!.name}, row ${row}: ${gradient} instead of ${exact.gradient}`).toBeLessThan(allowed(wanted, largest));
          });
        });
      }
      stack.dispose();
    });

    test("stays finite for logits of 1e4", async () => {
      const x = [1e4, -1e4].flatMap((z) =>
        outputs === 1
          ? [[z]]
          : [
              [z, 0, 0],
              [0, z, -z],
              [z, z, 0],
            ],
      );
      const rows = [0, 1, 2].flatMap((label) => (outputs === 1 && label === 2 ? [] : x.map((logits) => ({ logits, label }))));
      const stack = passThrough(
        engineOf(),
        rows.map((r) => r.logits),
        rows.map((r) => r.label),
        cases.map((c) => c.loss),
        1,
      );
      for (const [row, { logits, label }] of rows.entries()) {
        (await ofRows(stack, [row], outputs)).forEach(({ value, gradient }, k) => {
          const { loss, name: ofLoss } = cases[k]!;
          const exact = rowLoss(loss, logits, label);
          expect([value, ...gradient].every(Number.isFinite), ofLoss).toBe(true);
          const wanted = exact.gradient.map((g) => singleFactor(loss, outputs, label) * g);
          expect(gap(gradient, wanted), ofLoss).toBeLessThan(1e-5 * largestOf(wanted) + 1e-30);
        });
      }
      stack.dispose();
    });

    const shapes: Partial<Architecture>[] = [{}, { hidden: [], batchSize: 44 }, { hidden: [9, 8, 7], batchSize: 10, dropout: 0.3 }];
    if (name === "softmax-terms")
      shapes.push({ normalizedHead: true }, { normalizedHead: true, hidden: [] }, { normalizedHead: true, dropout: 0.4, batchSize: 10 });

    test.each(shapes)("an epoch of a network follows float64: %o", async (changes) => {
      const architecture = architectureOf(outputs, changes);
      const runs = runsOf(cases, architecture, 0.01);
      const data = clouds[outputs];
      const layout = layoutOf(4, architecture.hidden, outputs);
      const stack = engineOf().prepare(architecture, data, runs);
      stack.beginEpoch(runs.map(() => Int32Array.from({ length: ROWS }, (_, i) => i)));
      await stack.trainSteps(0, stack.stepsPerEpoch);
      const { states, loss } = { states: await stack.readState("now", [...runs.keys()]), ...(await stack.epochLoss()) };
      const logits = await stack.evaluate("probe", 2, 12);
      runs.forEach((run, k) => {
        const exact = oracleSgd(layout, architecture, data, run, stack.stepsPerEpoch);
        const largest = largestOf(exact.lastGradient);
        expect(largest).toBeGreaterThan(1e-4);
        expect(gap(states[k]!.m, exact.lastGradient), cases[k]!.name).toBeLessThan(1e-5 * largest);
        expect(gap(states[k]!.parameters, exact.parameters), cases[k]!.name).toBeLessThan(1e-6 * Math.max(1, largest));
        expect(Math.abs(loss[k]! - exact.loss), cases[k]!.name).toBeLessThan(1e-5 * Math.max(0.1, exact.loss));
        for (let row = 2; row < 12; row++) {
          const x = [...data.probe.x.subarray(row * 4, row * 4 + 4)];
          const wanted = float64Logits(layout, states[k]!.parameters, x, architecture.normalizedHead);
          expect(gap(logits[k]!.subarray((row - 2) * outputs, (row - 1) * outputs), wanted)).toBeLessThan(1e-5);
        }
      });
      stack.dispose();
    });

    test.each([16, 10])("gives each run the same bits beside any neighbours, in any call size, batch %i", async (batchSize) => {
      const architecture = architectureOf(outputs, { batchSize, optimizer: { kind: "adam" }, normalizedHead: name === "softmax-terms" && batchSize === 10 });
      const runs = runsOf(cases, architecture);
      const together = await trained(runs, architecture, { chunk: 64 });
      for (const chunk of [1, 3]) expect(await trained(runs, architecture, { chunk })).toEqual(together);
      const backwards = await trained([...runs].reverse(), architecture, { chunk: 64 });
      expect(backwards.states.reverse()).toEqual(together.states);
      for (const k of [0, runs.length - 1]) {
        const alone = await trained([runs[k]!], architecture);
        expect([alone.states[0], alone.logits[0]]).toEqual([together.states[k], together.logits[k]]);
      }
    });
  });

  test("a little smoothing on a row that is right keeps its digits: the terms of the other classes are summed without the label's", async () => {
    const [logits, losses] = [[25, 3, 1], [0, 0.5].map((gamma) => softmaxWith({ smoothing: 1e-4 }, gamma, [3, 1, 0.5]))];
    const stack = passThrough(engineOf(), [logits], [0], losses, 1);
    (await ofRows(stack, [0], 3)).forEach(({ gradient }, k) => {
      const exact = rowLoss(losses[k]!, logits, 0).gradient;
      gradient.forEach((g, j) => expect(Math.abs(g / exact[j]! - 1)).toBeLessThan(1e-5));
    });
    stack.dispose();
  });

  test("a normalised head keeps its biases at 0, whatever decays", async () => {
    const architecture = architectureOf(3, { normalizedHead: true, optimizer: { kind: "adamw" } });
    const runs = runsOf(SOFTMAX_TERMS, architecture).map((run) => ({ ...run, weightDecay: 0.3 }));
    const { states } = await trained(runs, architecture);
    for (const { parameters } of states) expect([...parameters.subarray(-3)]).toEqual([0, 0, 0]);
  });

  test("rows whose hidden units are all off and weights of 0 give cosines of 0 and no NaN", async () => {
    const architecture = architectureOf(3, { normalizedHead: true });
    const [run] = runsOf(SOFTMAX_TERMS.slice(3, 4), architecture);
    const layout = layoutOf(4, [13, 7], 3);
    const parameters = run!.state.parameters.fill(-50, layout.layers[1]!.biases, layout.layers[2]!.weights);
    for (let j = 0; j < 7; j++) parameters[layout.layers[2]!.weights + 3 * j] = 0;
    const stack = engineOf().prepare(architecture, clouds[3], [run!]);
    await trainEpochs(stack, [run!], [1]);
    expect((await stack.evaluate("test", 0, 60))[0]!.every((z) => z === 0)).toBe(true);
    expect((await stack.epochLoss()).finite).toEqual([true]);
    stack.dispose();
  });

  const REWEIGHTED: readonly [string, 1 | 3, readonly LossCase[], readonly number[]][] = [
    ["softmax", 3, [0, 2].map((gamma) => ({ name: `gamma ${gamma}`, loss: { activation: "softmax", gamma, weights: [1, 1, 1] } })), [0.2, 1, 4]],
    [
      "softmax-terms",
      3,
      [softmaxWith({ scale: 5, margins: [0.1, 0.2, 0.3] }), softmaxWith({ smoothing: 0.1 }, 2)].map((loss, k) => ({ name: `${k}`, loss })),
      [0.2, 1, 4],
    ],
    ["sigmoid-terms", 1, sigmoidTerms(0).slice(0, 4), [0.3, 3]],
  ];

  describe.each(REWEIGHTED)("re-weighting of %s", (_, outputs, cases, weights) => {
    const architecture = architectureOf(outputs, { optimizer: { kind: "adam" } });
    const runs = runsOf(cases, architecture);
    const withWeights = (loss: EngineRun["loss"]): EngineRun["loss"] => reweighted(loss, weights);

    test("takes effect from the next step on, survives keep, and going on from a state gives the same bits", async () => {
      const stack = engineOf().prepare(architecture, clouds[outputs], runs);
      await trainEpochs(stack, runs, [1]);
      const between = await stack.readState("now", [...runs.keys()]);
      runs.forEach((__, k) => stack.reweight(k, weights));
      await trainEpochs(stack, runs, [2]);
      stack.keep([1]);
      await trainEpochs(stack, [runs[1]!], [3]);
      const after = await outcome(stack);
      stack.dispose();

      // The same as runs that begin with these weights where the first epoch ended.
      const resumed = engineOf().prepare(
        architecture,
        clouds[outputs],
        runs.map((run, k) => ({ ...run, loss: withWeights(run.loss), state: between[k]! })),
      );
      await trainEpochs(resumed, runs, [2, 3]);
      const all = await outcome(resumed);
      resumed.dispose();
      expect(after.states).toEqual([all.states[1]]);
      expect(after.loss).toEqual({ loss: [(all.loss as { loss: number[] }).loss[1]], finite: [true] });
      const unchanged = await trained(runs, architecture);
      expect(after.states[0]!.parameters).not.toEqual(unchanged.states[1]!.parameters);
    });

    test("in mid-epoch: an epoch that is computed again for lack of memory changes weights at the same step", async () => {
      const train = async (options: Partial<StackOptions>): Promise<unknown> => {
        const stack = engineOf({ chunk: 64, ...options }).prepare(architecture, clouds[outputs], runs);
        stack.beginEpoch(runs.map(({ seed }) => permutation(ROWS, createRandom(seed!, "shuffle", 1))));
        await stack.trainSteps(0, 1);
        stack.reweight(1, weights);
        await stack.trainSteps(1, stack.stepsPerEpoch);
        const result = await outcome(stack);
        stack.dispose();
        return result;
      };
      const expected = await train({});
      let calls = 0;
      const beforeCall = (): void => {
        if (++calls === 2) throw new Error("OOM when allocating tensor with shape[2,16,13]");
      };
      expect(await train({ beforeCall })).toEqual(expected);
      expect(calls).toBeGreaterThan(4);
    });
  });

  test("a plain sigmoid loss cannot be re-weighted, and weights of another number of classes are refused", () => {
    const architecture = architectureOf(3);
    const [run] = runsOf([{ name: "", loss: { activation: "sigmoid", gamma: 2, positive: 1, negative: 1, positiveClass: null } }], architecture);
    const plain = engineOf().prepare(architecture, clouds[3], [run!]);
    expect(() => plain.reweight(0, [1, 2, 3])).toThrow(expect.objectContaining({ code: "train/failed" }));
    plain.dispose();
    const softmax = engineOf().prepare(architecture, clouds[3], runsOf(SOFTMAX_TERMS.slice(0, 1), architecture));
    expect(() => softmax.reweight(0, [1, 2])).toThrow(expect.objectContaining({ code: "train/failed" }));
    softmax.dispose();
  });
});
