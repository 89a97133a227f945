/**
 * @file Loss and gradient of single rows on every engine: against float64 for every kind of loss, at the ends of float32, and laws that
 * hold whatever the numbers are.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "#main/training/engines/engine.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { isPositive, reductionFactor, rowLoss } from "#shared/loss/row-loss.ts";
import type { LossOptions } from "#shared/loss/options.ts";
import { type RowwiseLoss, rowwise, runLoss } from "#shared/loss/run-loss.ts";
import { enginesUnderTest } from "../../../fixtures/training/engines.ts";
import { LOSS_STACKS, type LossCase, sigmoidWith, SOFTMAX_TERMS, softmaxWith } from "../../../fixtures/training/loss-cases.ts";
import { ofRows, passThrough } from "../../../fixtures/training/pass-through.ts";

/** Below it float32 has no normal numbers; there 0 is right too. */
const SMALLEST = 1.2e-38;

/** What one row is as a step of its own. */
function exactRow(loss: RowwiseLoss, logits: readonly number[], label: number): { value: number; gradient: number[] } {
  const row = rowLoss(loss, logits, label);
  const foreground = loss.activation === "sigmoid" ? logits.filter((_, j) => isPositive(loss, logits.length, j, label)).length : 0;
  const factor = loss.activation === "sigmoid" ? reductionFactor(loss, logits.length, 1, foreground) : 1;
  return { value: factor * row.loss, gradient: row.gradient.map((g) => factor * g) };
}

/** Largest logit after the scale: margins are promised to 30, and float32 itself ends there. */
function spreadOf({ loss }: LossCase, logits: readonly number[]): number {
  const scale = loss.activation === "softmax" ? (loss.terms?.scale ?? 1) : 1;
  return scale * (logits.length === 1 ? Math.abs(logits[0]!) : Math.max(...logits) - Math.min(...logits));
}

function drawn(count: number, outputs: number): { x: number[][]; y: number[] } {
  const random = createRandom(9, "test");
  const spreads = [0.3, 1, 4, 10];
  const x = Array.from({ length: count }, (_, i) => Array.from({ length: outputs }, () => Math.fround(spreads[i % 4]! * random.gaussian())));
  return { x, y: x.map((_, i) => i % Math.max(2, outputs)) };
}

/** Rows at the ends: hits and misses by 1e4 and 100, ties, all equal, and one column far below. */
function extremes(outputs: number): { x: number[][]; y: number[] } {
  const rows =
    outputs === 1
      ? [[1e4], [-1e4], [100], [-100], [0]]
      : [
          [1e4, 0, 0],
          [-1e4, 0, 0],
          [100, -100, 0],
          [0, 0, 0],
          [-1e4, -1e4, -1e4],
          [1e4, 1e4, -1e4],
        ];
  const labels = Array.from({ length: Math.max(2, outputs) }, (_, c) => c);
  return { x: rows.flatMap((row) => labels.map(() => row)), y: rows.flatMap(() => labels) };
}

describe.each(await enginesUnderTest())("$name", ({ missing, load }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (missing === null) engine = await load();
  });
  const here = test.skipIf(missing !== null);

  /** Each row as one step of every loss. */
  async function* rowsOf(losses: readonly RowwiseLoss[], { x, y }: { x: number[][]; y: number[] }) {
    const stack = passThrough(engine, x, y, losses, 1);
    for (const [row, logits] of x.entries()) yield { logits, label: y[row]!, results: await ofRows(stack, [row], logits.length) };
    stack.dispose();
  }

  here.each(LOSS_STACKS)("float64 has the same loss and gradient, element by element: $name", async ({ outputs, cases }) => {
    const losses = cases.map((c) => c.loss);
    const looked = cases.map(() => 0);
    for await (const { logits, label, results } of rowsOf(losses, drawn(60, outputs))) {
      cases.forEach((c, k) => {
        if (spreadOf(c, logits) > 30) return;
        looked[k]!++;
        const { value, gradient } = exactRow(c.loss, logits, label);
        const got = results[k]!;
        const about = `${c.name} at ${logits.join(", ")}, label ${label}`;
        const largest = Math.max(...gradient.map(Math.abs));
        // 1e-6 of the gradient: what a logit that is off by 1e-6 makes; it counts where a probability is all but lowered to 0.
        expect(Math.abs(got.value - value), about).toBeLessThanOrEqual(Math.max(1e-5 * value, 1e-6 * largest, SMALLEST));
        gradient.forEach((g, j) => expect(Math.abs(got.gradient[j]! - g), about).toBeLessThanOrEqual(Math.max(1e-5 * Math.abs(g), 1e-6 * largest, SMALLEST)));
      });
    }
    expect(Math.min(...looked)).toBeGreaterThan(14);
  });

  here.each(LOSS_STACKS)("logits to 1e4 give finite numbers, and the right ones: $name", async ({ outputs, cases }) => {
    const losses = cases.map((c) => c.loss);
    for await (const { logits, label, results } of rowsOf(losses, extremes(outputs))) {
      cases.forEach((c, k) => {
        const { value, gradient } = exactRow(c.loss, logits, label);
        const got = results[k]!;
        const about = `${c.name} at ${logits.join(", ")}, label ${label}`;
        expect([got.value, ...got.gradient].every(Number.isFinite), about).toBe(true);
        expect(Math.abs(got.value - value), about).toBeLessThanOrEqual(1e-5 * value + 1e-30);
        const largest = Math.max(...gradient.map(Math.abs));
        gradient.forEach((g, j) => expect(Math.abs(got.gradient[j]! - g), about).toBeLessThanOrEqual(1e-5 * largest + 1e-30));
      });
    }
  });

  here("the gradient of a softmax loss sums to 0, and adding a number to all logits changes nothing", async () => {
    const losses = SOFTMAX_TERMS.map((c) => c.loss);
    // Multiples of 1/64, so that adding 32 rounds nothing off.
    const { x, y } = drawn(24, 3);
    const coarse = x.map((row) => row.map((z) => Math.round(z * 64) / 64));
    const shifted = coarse.map((row) => row.map((z) => z + 32));
    const after = rowsOf(losses, { x: shifted, y });
    for await (const { logits, results } of rowsOf(losses, { x: coarse, y })) {
      const next = (await after.next()).value!;
      results.forEach(({ value, gradient }, k) => {
        if (spreadOf(SOFTMAX_TERMS[k]!, logits) > 30) return;
        const largest = Math.max(...gradient.map(Math.abs));
        expect(Math.abs(gradient.reduce((a, b) => a + b, 0))).toBeLessThanOrEqual(1e-6 * largest);
        // Scores of 30 (32 + 10) have a spacing of 1e-4; half of that moves a loss by as much, and at gamma 10 by eleven times that.
        expect(Math.abs(next.results[k]!.value - value)).toBeLessThanOrEqual(1e-3 * value);
        gradient.forEach((g, j) => expect(Math.abs(next.results[k]!.gradient[j]! - g)).toBeLessThanOrEqual(1e-3 * largest));
      });
    }
  });

  // The bound is a few roundings of float32; at gamma 3 a margin's own counts three times.
  here.each([0, 300, 1000, 1e4])("logits that share %d keep their digits: value and gradient of float64 to 2e-6", async (offset) => {
    const random = createRandom(5, "test");
    const x = Array.from({ length: 40 }, () => Array.from({ length: 5 }, () => Math.fround(offset + 1.5 * random.gaussian())));
    const y = x.map((_, i) => i % 5);
    const weights = [0.4, 1, 3, 0.7, 1.9];
    const losses = [0, 0.5, 1, 2, 3].map((gamma): RowwiseLoss => ({ activation: "softmax", gamma, weights }));
    for await (const { logits, label, results } of rowsOf(losses, { x, y }))
      losses.forEach((loss, k) => {
        const { value, gradient } = exactRow(loss, logits, label);
        const about = `gamma ${"gamma" in loss && loss.gamma}, ${logits.join(", ")}, label ${label}`;
        expect(Math.abs(results[k]!.value / value - 1), about).toBeLessThan(2e-6);
        const largest = Math.max(...gradient.map(Math.abs));
        gradient.forEach((g, j) => expect(Math.abs(results[k]!.gradient[j]! - g) / largest, about).toBeLessThan(2e-6));
      });
  });

  here.each([2, 3, 4, 5, 7, 10])("a row exactly at the limit of the two gammas takes the second: %d equal logits", async (classes) => {
    const params = { family: "focal-sample-dependent", gamma: 3, strength: 0, alpha: null, positiveClass: null } as const;
    const names = Array.from({ length: classes }, (_, c) => String(c));
    const lossAt = (options: LossOptions): RowwiseLoss =>
      rowwise(
        runLoss(
          { ...params, options: { gammaHard: 5, hardBelow: 1 / classes, ...options } },
          names,
          names.map(() => 10),
        ),
      );
    const losses = [lossAt({}), lossAt({ hardBelow: 1 / classes + 1e-4 })];
    // (1 - p)^gamma (-log p) at p = 1 / C.
    const wanted = [3, 5].map((gamma) => (1 - 1 / classes) ** gamma * Math.log(classes));
    const x = [0, 0.1, -7, 300].map((z) => names.map(() => Math.fround(z)));
    for await (const { logits, results } of rowsOf(losses, { x, y: x.map((_, i) => i % classes) })) {
      results.forEach(({ value }, k) => expect(Math.abs(value / wanted[k]! - 1), `${logits[0]}`).toBeLessThan(2e-6));
      expect(Math.abs(rowLoss(losses[0]!, logits, 0).loss / wanted[0]! - 1)).toBeLessThan(1e-12);
    }
  });

  here("settings that are off leave the plain losses", async () => {
    const { x, y } = drawn(24, 3);
    const gammas = [0, 0.5, 2, 5];
    const weights = [0.4, 1, 3];
    const plain = gammas.map((gamma): RowwiseLoss => ({ activation: "softmax", gamma, weights }));
    const sigmoid = gammas.map((gamma): RowwiseLoss => ({ activation: "sigmoid", gamma, positive: 0.25, negative: 0.75, positiveClass: null }));
    const pairs = [
      [plain, gammas.map((gamma) => softmaxWith({}, gamma, weights))],
      [sigmoid, gammas.map((gamma) => sigmoidWith({}, { gamma, alpha: 0.25 }))],
    ] as const;
    for (const [wanted, withTerms] of pairs) {
      const other = rowsOf(withTerms, { x, y });
      for await (const { results } of rowsOf(wanted, { x, y })) {
        const { results: got } = (await other.next()).value!;
        results.forEach(({ value, gradient }, k) => {
          expect(Math.abs(got[k]!.value - value)).toBeLessThanOrEqual(1e-5 * value + SMALLEST);
          gradient.forEach((g, j) => expect(Math.abs(got[k]!.gradient[j]! - g)).toBeLessThanOrEqual(1e-5 * Math.abs(g) + SMALLEST));
        });
      }
    }
  });

  here("a millionth of a setting changes a loss by about a millionth: no formula jumps where its neighbour takes over", async () => {
    const little = 1e-6;
    // A clip bounds a loss by -log(clip), so only one that no row reaches changes nothing.
    const LEAST_CLIP = 1e-30;
    const pairs: [RowwiseLoss[], RowwiseLoss[]][] = [
      [
        [softmaxWith({}, 0), softmaxWith({}, 2), softmaxWith({ poly: 1 }, 0.5)],
        [softmaxWith({ smoothing: little }, 0), softmaxWith({ smoothing: little }, 2), softmaxWith({ smoothing: little, poly: 1 }, 0.5)],
      ],
      [
        [softmaxWith({}, 2), softmaxWith({}, 2), softmaxWith({}, 2)],
        [
          softmaxWith({ poly: little }, 2),
          softmaxWith({ shift: [0, -little, -2 * little] }, 2),
          softmaxWith({ gammaHard: 2 + little, hardMargin: 0, margins: [0, little, 0] }, 2),
        ],
      ],
      [
        [sigmoidWith({}, { gamma: 0 }), sigmoidWith({}, { gamma: 2, alpha: 0.25 }), sigmoidWith({ poly: 1 }, { gamma: 1 })],
        [
          sigmoidWith({ clip: LEAST_CLIP }, { gamma: 0 }),
          sigmoidWith({ clip: LEAST_CLIP }, { gamma: 2, alpha: 0.25 }),
          sigmoidWith({ poly: 1, clip: LEAST_CLIP }, { gamma: 1 }),
        ],
      ],
      [
        [sigmoidWith({}, { gamma: 0 }), sigmoidWith({}, { gamma: 2, alpha: 0.25 })],
        [sigmoidWith({ smoothing: little }, { gamma: 0 }), sigmoidWith({ smoothing: little }, { gamma: 2, alpha: 0.25 })],
      ],
    ];
    const { x, y } = drawn(24, 3);
    for (const [without, withLittle] of pairs) {
      const other = rowsOf(withLittle, { x, y });
      for await (const { results } of rowsOf(without, { x, y })) {
        const { results: got } = (await other.next()).value!;
        // A smoothed target adds its millionth times logits of up to 30, three outputs of them.
        results.forEach(({ value, gradient }, k) => {
          expect(Math.abs(got[k]!.value - value)).toBeLessThan(1e-4 + 1e-5 * value);
          gradient.forEach((g, j) => expect(Math.abs(got[k]!.gradient[j]! - g)).toBeLessThan(2e-5));
        });
      }
    }
  });

  here("softmax with two classes is sigmoid of the difference, with Poly-1 too", async () => {
    const { x, y } = drawn(24, 2);
    const settings = [0, 0.5, 3].flatMap((gamma) => [0, 2, -0.5].map((poly) => ({ gamma, poly })));
    const softmax = settings.map(({ gamma, poly }) => softmaxWith({ poly }, gamma, [1, 1]));
    const sigmoid = settings.map(({ gamma, poly }) => sigmoidWith({ poly }, { gamma, positiveClass: 1 }));
    const other = rowsOf(sigmoid, { x: x.map(([a, b]) => [Math.fround(b! - a!)]), y });
    for await (const { results } of rowsOf(softmax, { x, y })) {
      const { results: got } = (await other.next()).value!;
      results.forEach(({ value, gradient }, k) => {
        // The difference of the logits is rounded once before and once inside.
        expect(Math.abs(got[k]!.value / value - 1)).toBeLessThan(1e-5);
        expect(Math.abs(got[k]!.gradient[0]! / gradient[1]! - 1)).toBeLessThan(1e-5);
      });
    }
  });

  here("a larger gamma never gives a larger loss", async () => {
    const gammas = [0, 0.25, 0.5, 1, 2, 3, 5, 10];
    const stacks = [gammas.map((gamma) => softmaxWith({ poly: 1, smoothing: 0.1 }, gamma)), gammas.map((gamma) => softmaxWith({ poly: 1 }, gamma))];
    for (const losses of stacks) {
      const totals = losses.map(() => 0);
      for await (const { results } of rowsOf(losses, drawn(24, 3))) {
        results.slice(1).forEach(({ value }, k) => expect(value).toBeLessThanOrEqual(results[k]!.value * (1 + 1e-6)));
        results.forEach(({ value }, k) => (totals[k]! += value));
      }
      // Rows that are wrong by far cost the same at every gamma; over all rows each step of gamma shows.
      totals.slice(1).forEach((total, k) => expect(total).toBeLessThan(totals[k]! - 0.01));
    }
  });
});
