/** @file Longer losses on the wasm engine: a run's bits depend on the run alone, re-weighting survives everything, the head keeps directions. */
import { describe, expect, test } from "vitest";
import { reweighted } from "#shared/loss/run-loss.ts";
import type { Architecture, EngineRun, RunState, Stack } from "#main/training/engines/engine.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { float64Logits } from "#main/training/engines/verify/float64-gradient.ts";
import { KERNEL_BUILDS } from "#main/training/engines/wasm/load-kernel.ts";
import { createWasmEngine } from "#main/training/engines/wasm/wasm-engine.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import { cloudData } from "../../../fixtures/training/cohorts.ts";
import { LOSS_STACKS, SOFTMAX_TERMS, sigmoidSoft, sigmoidTerms, softmaxWith, type LossCase } from "../../../fixtures/training/loss-cases.ts";

/** No batch divides them. */
const ROWS = 41;
const clouds = { 3: cloudData({ rows: ROWS }), 1: cloudData({ rows: ROWS, classes: 2 }) };
type Outputs = keyof typeof clouds;

function architectureOf(outputs: Outputs, changes: Partial<Architecture> = {}): Architecture {
  return { features: 4, hidden: [13, 7], outputs, batchSize: 16, optimizer: { kind: "adamw" }, dropout: 0.2, ...changes };
}

const runsOf = (cases: readonly Pick<LossCase, "loss">[], { features, hidden, outputs }: Architecture): EngineRun[] =>
  cases.map(({ loss }, k) => ({
    loss,
    learningRate: 0.01 * (1 + (k % 3)),
    weightDecay: 0.1 * (k % 2),
    seed: k,
    state: initialState(layoutOf(features, hidden, outputs), k),
  }));

/** Trains epochs, each run in its own order. @param call steps of one call. */
async function train(stack: Stack, runs: readonly EngineRun[], epochs: readonly number[], call = 100): Promise<void> {
  for (const epoch of epochs) {
    stack.beginEpoch(runs.map(({ seed }) => permutation(ROWS, createRandom(seed!, "shuffle", epoch))));
    for (let s = 0; s < stack.stepsPerEpoch; s += call) await stack.trainSteps(s, Math.min(stack.stepsPerEpoch, s + call));
  }
}

interface Outcome {
  state: RunState;
  loss: number;
  logits: Float32Array;
}

async function outcome(stack: Stack): Promise<Outcome[]> {
  const states = await stack.readState("now", [...Array(stack.size).keys()]);
  const { loss } = await stack.epochLoss();
  const logits = await stack.evaluate("probe", 2, 11);
  return states.map((state, k) => ({ state, loss: loss[k]!, logits: logits[k]! }));
}

describe.each(KERNEL_BUILDS)("%s kernel", (build) => {
  const engine = createWasmEngine(build, 0);

  const stacks = LOSS_STACKS.flatMap(({ name, outputs, cases }) => [
    { name, outputs, cases, changes: {} },
    { name: `${name}, without hidden layers`, outputs, cases, changes: { hidden: [], dropout: 0 } },
    ...(cases === SOFTMAX_TERMS
      ? [
          { name: `${name} and a normalised head`, outputs, cases, changes: { normalizedHead: true } },
          { name: `${name} and a normalised head on the inputs`, outputs, cases, changes: { normalizedHead: true, hidden: [], dropout: 0 } },
        ]
      : []),
  ]);

  test.each(stacks)("bits are those of a run alone, in any order, in calls of any length, and from a state: $name", async ({ outputs, cases, changes }) => {
    const architecture = architectureOf(outputs, changes);
    const runs = runsOf(cases, architecture);
    const together = engine.prepare(architecture, clouds[outputs], runs);
    await train(together, runs, [0, 1]);
    const wanted = await outcome(together);

    const backwards = [...runs].reverse();
    const reversed = engine.prepare(architecture, clouds[outputs], backwards);
    await train(reversed, backwards, [0, 1], 1);
    expect((await outcome(reversed)).reverse()).toEqual(wanted);

    for (const [k, run] of runs.entries()) {
      const alone = engine.prepare(architecture, clouds[outputs], [run]);
      await train(alone, [run], [0]);
      const [state] = await alone.readState("now", [0]);
      const resumed = engine.prepare(architecture, clouds[outputs], [{ ...run, state: state! }]);
      await train(resumed, [run], [1], 2);
      expect(await outcome(resumed)).toEqual([wanted[k]]);
    }
    expect(wanted[0]!.state.parameters).not.toEqual(runs[0]!.state.parameters);
  });

  const REWEIGHTED: { name: string; outputs: Outputs; cases: readonly Pick<LossCase, "loss">[]; weights: number[] }[] = [
    { name: "softmax", outputs: 3, cases: [0, 1, 2].map((gamma) => ({ loss: { activation: "softmax", gamma, weights: [1, 1, 1] } })), weights: [0.2, 1, 4] },
    {
      name: "softmax-terms",
      outputs: 3,
      cases: [softmaxWith({ scale: 5, margins: [0.1, 0.2, 0.3] }), softmaxWith({ smoothing: 0.1 }, 2), softmaxWith({ poly: 1 })].map((loss) => ({ loss })),
      weights: [0.2, 1, 4],
    },
    { name: "sigmoid-terms", outputs: 1, cases: sigmoidTerms(0).slice(0, 3), weights: [0.3, 3] },
    { name: "sigmoid-soft", outputs: 3, cases: sigmoidSoft(null).slice(0, 3), weights: [0.2, 1, 4] },
  ];

  describe.each(REWEIGHTED)("re-weighting of $name", ({ outputs, cases, weights }) => {
    const architecture = architectureOf(outputs);
    const runs = runsOf(cases, architecture);
    const withWeights = (run: EngineRun): EngineRun => ({
      ...run,
      loss: reweighted(run.loss, weights),
    });

    // Two of three stay in their memory, one moves to a new one.
    test.each([[[2, 0]], [[1]]])(
      "is that of a run that goes on from a state with these weights, for those it was asked for, and survives keeping %j",
      async (slots) => {
        const stack = engine.prepare(architecture, clouds[outputs], runs);
        await train(stack, runs, [0]);
        const between = await stack.readState("now", [...runs.keys()]);
        for (const k of [0, 1]) stack.reweight(k, weights);
        stack.keep(slots);
        const kept = slots.map((k) => runs[k]!);
        await train(stack, kept, [1, 2]);

        const resumed = kept.map((run, i) => ({ ...(slots[i] === 2 ? run : withWeights(run)), state: between[slots[i]!]! }));
        const rest = engine.prepare(architecture, clouds[outputs], resumed);
        await train(rest, resumed, [1, 2]);
        expect(await outcome(stack)).toEqual(await outcome(rest));

        const never = engine.prepare(architecture, clouds[outputs], runs);
        await train(never, runs, [0, 1, 2]);
        const unchanged = await outcome(never);
        (await outcome(stack)).forEach(({ state }, i) => {
          const same = expect(state.parameters);
          if (slots[i] === 2) same.toEqual(unchanged[2]!.state.parameters);
          else same.not.toEqual(unchanged[slots[i]!]!.state.parameters);
        });
      },
    );

    test("takes effect between two steps of an epoch", async () => {
      const [run] = runs;
      const order = permutation(ROWS, createRandom(1, "shuffle", 0));
      const stack = engine.prepare(architecture, clouds[outputs], [run!]);
      stack.beginEpoch([order]);
      await stack.trainSteps(0, 1);
      const [state] = await stack.readState("now", [0]);
      stack.reweight(0, weights);
      await stack.trainSteps(1, 3);
      const other = engine.prepare(architecture, clouds[outputs], [{ ...withWeights(run!), state: state! }]);
      other.beginEpoch([order]);
      await other.trainSteps(1, 3);
      expect(await stack.readState("now", [0])).toEqual(await other.readState("now", [0]));
    });
  });

  test("a loss without class or row weights cannot be re-weighted, nor one with those of other classes", () => {
    const architecture = architectureOf(3);
    const loss = { activation: "sigmoid", gamma: 2, positive: 1, negative: 1, positiveClass: null } as const;
    const refused = expect.objectContaining({ code: "train/failed" });
    expect(() => engine.prepare(architecture, clouds[3], runsOf([{ loss }], architecture)).reweight(0, [1, 2, 3])).toThrow(refused);
    expect(() => engine.prepare(architecture, clouds[3], runsOf(SOFTMAX_TERMS, architecture)).reweight(0, [1, 2])).toThrow(refused);
  });

  describe("normalised head", () => {
    test("biases stay 0 whatever decays, and the lengths of weights change nothing", async () => {
      const architecture = architectureOf(3, { normalizedHead: true });
      const runs = runsOf(SOFTMAX_TERMS, architecture);
      const stack = engine.prepare(architecture, clouds[3], runs);
      await train(stack, runs, [0, 1]);
      const layout = layoutOf(4, [13, 7], 3);
      const { weights, biases } = layout.layers[2]!;
      const trained = await outcome(stack);
      const longer = trained.map(({ state }, k): EngineRun => {
        expect([...state.parameters.subarray(biases)]).toEqual([0, 0, 0]);
        // Powers of two, so that nothing is rounded differently.
        return { ...runs[k]!, state: { ...state, parameters: state.parameters.map((w, i) => (i >= weights ? w * [4, 0.5, 64][(i - weights) % 3]! : w)) } };
      });
      const other = await engine.prepare(architecture, clouds[3], longer).evaluate("probe", 2, 11);
      trained.forEach(({ logits }, k) => {
        expect(other[k]).toEqual(logits);
        expect(logits.every((z) => Math.abs(z) <= 1 + 1e-6)).toBe(true);
        expect(Math.max(...logits.map(Math.abs))).toBeGreaterThan(0.1);
      });
    });

    test("rows whose hidden units are all off and weights of 0 give cosines of 0, and training goes on", async () => {
      const architecture = architectureOf(3, { normalizedHead: true, optimizer: { kind: "sgd", momentum: 0 } });
      const [run] = runsOf(SOFTMAX_TERMS.slice(3, 4), architecture);
      const { layers } = layoutOf(4, [13, 7], 3);
      const parameters = run!.state.parameters;
      parameters.fill(-50, layers[1]!.biases, layers[2]!.weights);
      for (let j = 0; j < 7; j++) parameters[layers[2]!.weights + 3 * j] = 0;
      const stack = engine.prepare(architecture, clouds[3], [run!]);
      await train(stack, [run!], [0]);
      expect((await stack.evaluate("test", 0, 60))[0]!.every((z) => z === 0)).toBe(true);
      const { loss, finite } = await stack.epochLoss();
      expect(finite).toEqual([true]);
      expect(loss[0]).toBeGreaterThan(0);
    });

    test("asking a run for its cosines leaves the rows as they are for the next", async () => {
      const architecture = architectureOf(3, { normalizedHead: true, hidden: [], dropout: 0 });
      const runs = runsOf(SOFTMAX_TERMS.slice(0, 3), architecture);
      const layout = layoutOf(4, [], 3);
      const logits = await engine.prepare(architecture, clouds[3], runs).evaluate("validation", 0, 48);
      runs.forEach(({ state }, k) => {
        for (let row = 0; row < 48; row++) {
          const wanted = float64Logits(layout, state.parameters, [...clouds[3].validation.x.subarray(4 * row, 4 * row + 4)], true);
          wanted.forEach((z, j) => expect(Math.abs(logits[k]![3 * row + j]! - z)).toBeLessThan(1e-6));
        }
      });
    });
  });
});
