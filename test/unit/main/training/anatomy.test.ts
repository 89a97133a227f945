import { describe, expect, it } from "vitest";
import { pickProbe } from "#main/data/encode/probe.ts";
import type { Probe } from "#main/data/encode/prepared.ts";
import { anatomyOf } from "#main/training/child/anatomy.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { expectedVisits } from "#main/training/child/row-order.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { batchLoss } from "#shared/loss/batch-loss.ts";
import { rowLoss } from "#shared/loss/row-loss.ts";
import type { SoftmaxLoss, TverskyLoss } from "#shared/loss/run-loss.ts";
import { cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";

const plain = (gamma: number, weights: number[]): SoftmaxLoss => ({ activation: "softmax", gamma, weights });
const probeOf = (y: number[], weights: number[]): Probe => ({
  rows: y.length,
  x: new Float32Array(0),
  y: Int32Array.from(y),
  weights: Float32Array.from(weights),
});

describe("anatomy of a loss", () => {
  it("gives the shares that hand calculation gives for cross entropy", () => {
    // |dL/dz| of cross entropy is (1-p) for the label and as much for the others together. Margins 3 and 0: p = 0.952574, 0.5.
    const probe = probeOf([0, 1, 1], [10, 1, 1]);
    const logits = Float32Array.of(3, 0, 0, 0, 0, 0);
    const a = anatomyOf(plain(0, [1, 1]), probe, logits, 2, [1, 1]);
    const [easy, hard] = [10 * (1 - 1 / (1 + Math.exp(-3))), 2 * 0.5];
    expect(a.gradientShare[0]).toBeCloseTo(easy / (easy + hard), 12);
    expect(a.gradientShare[1]).toBeCloseTo(hard / (easy + hard), 12);
    expect(a.easyGradientShare).toEqual([1, 0]);
    expect(a.easyRows).toEqual([1, 0]);
    expect(a.meanP[0]).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
    expect(a.meanP[1]).toBeCloseTo(0.5, 12);
  });

  it("gamma takes the gradient from easy rows, weights give it to a class", () => {
    const probe = probeOf([0, 1], [1, 1]);
    const logits = Float32Array.of(3, 0, 1, 0);
    const share = (gamma: number, weights: number[]): number => anatomyOf(plain(gamma, weights), probe, logits, 2, [1, 1]).gradientShare[1]!;
    expect(share(2, [1, 1])).toBeGreaterThan(share(0, [1, 1]));
    expect(share(0, [1, 3])).toBeGreaterThan(share(0, [1, 1]));
    expect(share(0, [1, 0])).toBe(0);
  });

  it("of a loss that couples its rows takes the probe as one step, each row as often as the epoch has rows like it", () => {
    const loss: TverskyLoss = { activation: "softmax", tversky: { alpha: 0.7, gamma: 4 / 3 } };
    const [y, rows] = [
      [0, 1, 1],
      [
        [3, 0],
        [0.5, 0.2],
        [-1, 2],
      ],
    ];
    // 4 x 0.5 rows like the first one, 1 x 2 like each of the others.
    const a = anatomyOf(loss, probeOf(y, [4, 1, 1]), Float32Array.from(rows.flat()), 2, [0.5, 2]);
    const repeated = batchLoss(
      loss,
      [0, 0, 1, 1, 2, 2].map((i) => rows[i]!.map(Math.fround)),
      [0, 0, 1, 1, 1, 1],
    ).gradient.map((row) => row.reduce((sum, g) => sum + Math.abs(g), 0));
    const total = repeated.reduce((sum, size) => sum + size, 0);
    expect(a.gradientShare[0]).toBeCloseTo((repeated[0]! + repeated[1]!) / total, 12);
    expect(a.gradientShare[1]).toBeCloseTo(repeated.slice(2).reduce((sum, size) => sum + size, 0) / total, 12);
    expect(a.easyGradientShare[0]).toBe(1);
    expect(a.easyGradientShare[1]).toBeCloseTo((repeated[4]! + repeated[5]!) / repeated.slice(2).reduce((sum, size) => sum + size, 0), 12);
    expect(a.meanP[0]).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
  });

  it("takes the same numbers on its short path as from the row losses", () => {
    const random = createRandom(3, "anatomy-test");
    const y = Array.from({ length: 40 }, () => random.below(3));
    const logits = Float32Array.from({ length: 120 }, () => 6 * random.gaussian());
    const loss = plain(1.5, [0.5, 1, 4]);
    const size = (i: number): number => rowLoss(loss, logits.subarray(3 * i, 3 * i + 3), y[i]!).gradient.reduce((s, g) => s + Math.abs(g), 0);
    const total = y.reduce((s, _, i) => s + size(i), 0);
    const a = anatomyOf(
      loss,
      probeOf(
        y,
        y.map(() => 1),
      ),
      logits,
      3,
      [1, 1, 1],
    );
    for (const c of [0, 1, 2]) expect(a.gradientShare[c]).toBeCloseTo(y.reduce((s, label, i) => s + (label === c ? size(i) : 0), 0) / total, 10);
  });

  it("sampling that draws the classes alike gives each its part of the gradient: by hand, 90 rows against 10", () => {
    // All logits 0: every row pulls alike, so the shares are those of the rows drawn.
    const probe = probeOf([0, 1], [90, 10]);
    const shares = (sampling: "class-balanced" | "square-root" | undefined): (number | null)[] =>
      anatomyOf(plain(2, [1, 1]), probe, new Float32Array(4), 2, expectedVisits([90, 10], sampling)).gradientShare;
    expect(shares(undefined)).toEqual([expect.closeTo(0.9, 12), expect.closeTo(0.1, 12)]);
    expect(shares("class-balanced")).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)]);
    expect(shares("square-root")).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)]);
  });

  it("has no share where there is no gradient, and none of a class that is not there", () => {
    const a = anatomyOf(plain(0, [0, 0, 0]), probeOf([0, 1], [1, 1]), new Float32Array(6), 3, [1, 1, 1]);
    expect(a.gradientShare).toEqual([null, null, null]);
    expect([a.easyRows[2], a.meanP[2]]).toEqual([null, null]);
  });
});

it("a run that samples is measured with its sampling: at rate 0 its shares are those of a run without, times the visits", async () => {
  const data = cloudData();
  const counts = data.classes.map((_, c) => data.train.y.filter((label) => label === c).length);
  const runs = [{}, { sampling: "class-balanced" as const }].map((options, i) => trainerRun(i + 1, { seed: 1, learningRate: 1e-30, options }));
  const source = {
    name: "",
    path: "",
    sha256: "",
    columns: [],
    labelIndex: 0,
    classes: [...data.classes],
    split: { train: 0.6, validation: 0.2, test: 0.2, seed: 1 },
  };
  const cohort = cohortOf({ ...source, options: { delimiter: ",", header: true, label: "", missing: "median", ignore: [], categorical: [] } }, "", runs, {
    epochs: 1,
  });
  const record = await trainHere(cohort, data, createReferenceEngine(await selectBackend(["cpu"])));
  const [whole, sampled] = runs.map(({ runId }) => record.outcome(runId).epochs[0]!.anatomy!.gradientShare.map((share) => share!));
  // 1/3 of the rows of each class over n_c, scaled to sum 1.
  const raw = whole!.map((share, c) => share / counts[c]!);
  const sum = raw.reduce((a, b) => a + b, 0);
  expect(sampled).toEqual(raw.map((share) => expect.closeTo(share / sum, 6)));
});

describe("probe", () => {
  it("has rows of every class, and its weights add up to the training rows of each", () => {
    const { train, classes } = cloudData({ rows: 1200 });
    const probe = pickProbe(train, 4, classes.length);
    for (const c of [0, 1, 2]) {
      const count = train.y.filter((label) => label === c).length;
      const weight = probe.weights.reduce((sum, w, i) => sum + (probe.y[i] === c ? w : 0), 0);
      expect(weight).toBeCloseTo(count, 2);
    }
    expect(probe.rows).toBe(170 + 170 + 100);
    expect(pickProbe(train, 4, classes.length)).toEqual(probe);
  });
});
