/** @file The bootstrap over test rows against all resamples of a small case and a closed form. Reads: test/fixtures/statistics. */
import { describe, expect, it } from "vitest";
import { classMetrics, SCORE_NAMES, scoresOf } from "#shared/metrics/from-counts.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { finish, pairedItemBootstrap, type ItemBootstrap, type ItemBootstrapInput } from "#shared/statistics/bootstrap-items.ts";
import { countMetricOfClass, countMetricOfScore } from "#shared/statistics/count-metrics.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { reference } from "../../../fixtures/statistics/reference.ts";

function bootstrap(input: ItemBootstrapInput): ItemBootstrap {
  const outcome = finish(pairedItemBootstrap(input));
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome;
}

const { labels, a, b, metrics } = reference.items;
const small = a.map((row, s) => ({ labels: Int32Array.from(labels), a: Int32Array.from(row), b: Int32Array.from(b[s]!) }));

describe.each(["macroF1", "balancedAccuracy"] as const)("%s, all 2,916 resamples inside the classes enumerated in numpy", (name) => {
  const wanted = metrics[name];
  const got = bootstrap({ runs: small, classes: 3, metric: countMetricOfScore(name), replicates: 40_000 });

  it("the difference, exactly; its standard error to 2 % (5 standard errors of 40,000 draws)", () => {
    expect(got.difference).toBeCloseTo(wanted.difference, 12);
    expect(Math.abs(got.standardError / wanted.sd - 1)).toBeLessThan(0.02);
  });

  it("the interval, within the step between two atoms; p within 5 standard errors of the draws", () => {
    expect(Math.abs(got.low - wanted.low)).toBeLessThan(0.02);
    expect(Math.abs(got.high - wanted.high)).toBeLessThan(0.02);
    expect(Math.abs(got.p - wanted.p)).toBeLessThan(5 * 2 * Math.sqrt(wanted.p / 2 / 40_000));
    expect(got).toMatchObject({ n: 8, level: 0.95, note: "3 classes have fewer than 5 test rows, which understates the uncertainty." });
  });
});

/** Rows of three unequal classes; each of two cells errs at its own rate. */
function drawn(seeds: number, seed: number): { labels: Int32Array; a: Int32Array; b: Int32Array }[] {
  const random = createRandom(seed, "items-test");
  const truth = Int32Array.from({ length: 300 }, (_, i) => (i < 200 ? 0 : i < 280 ? 1 : 2));
  const predict = (error: number): Int32Array => truth.map((label) => (random.next() < error ? random.below(3) : label));
  return Array.from({ length: seeds }, () => ({ labels: truth, a: predict(0.2), b: predict(0.3) }));
}

it("standard error of an accuracy difference over 4 seeds: the closed form sum n_c var_c / N^2, to 3 %", () => {
  const runs = drawn(4, 11);
  const got = bootstrap({ runs, classes: 3, metric: countMetricOfScore("accuracy") });
  // Per row: mean over seeds of (A right) - (B right); resampled inside its class.
  const gain = Array.from(runs[0]!.labels, (label, i) => runs.reduce((sum, run) => sum + Number(run.a[i] === label) - Number(run.b[i] === label), 0) / 4);
  const variance = [0, 1, 2].reduce((sum, c) => {
    const rows = gain.filter((_, i) => runs[0]!.labels[i] === c);
    const mean = rows.reduce((s, v) => s + v, 0) / rows.length;
    return sum + rows.reduce((s, v) => s + (v - mean) ** 2, 0);
  }, 0);
  expect(got.difference).toBeCloseTo(gain.reduce((s, v) => s + v, 0) / 300, 12);
  expect(Math.abs(got.standardError / (Math.sqrt(variance) / 300) - 1)).toBeLessThan(0.03);
  expect(got.note).toBeNull();
});

it("draws the same rows for A and B: equal predictions never differ, and swapping the two mirrors everything", () => {
  const runs = drawn(3, 5);
  const metric = countMetricOfScore("macroF1");
  const same = bootstrap({ runs: runs.map((run) => ({ ...run, b: run.a })), classes: 3, metric });
  expect(same).toMatchObject({ difference: 0, low: 0, high: 0, standardError: 0, p: 1 });
  const one = bootstrap({ runs, classes: 3, metric, replicates: 999 });
  const other = bootstrap({ runs: runs.map((run) => ({ ...run, a: run.b, b: run.a })), classes: 3, metric, replicates: 999 });
  expect(other.p).toBe(one.p);
  expect(other.low).toBeCloseTo(-one.high, 12);
  expect(bootstrap({ runs, classes: 3, metric, replicates: 999 })).toEqual(one);
  expect(bootstrap({ runs, classes: 3, metric, replicates: 999, seed: 2 }).low).not.toBe(one.low);
});

it("p is never below 2 / (1 + R): a difference that every resample shows", () => {
  const truth = Int32Array.from({ length: 100 }, (_, i) => i % 2);
  const runs = [{ labels: truth, a: truth, b: truth.map((label, i) => (i < 60 ? 1 - label : label)) }];
  expect(bootstrap({ runs, classes: 2, metric: countMetricOfScore("accuracy"), replicates: 1999 }).p).toBe(2 / 2000);
});

it("comes in slices: many steps, a share that only grows, whatever the size", () => {
  const shares = [...pairedItemBootstrap({ runs: drawn(10, 2), classes: 3, metric: countMetricOfScore("accuracy"), replicates: 2000 })];
  expect(shares.length).toBeGreaterThan(10);
  expect(shares).toEqual([...shares].sort((x, y) => x - y));
  expect(shares[0]! >= 0 && shares.at(-1)! < 1).toBe(true);
  // One resample of many rows takes several slices as well.
  const truth = Int32Array.from({ length: 300_000 }, (_, i) => i % 3);
  const steps = [...pairedItemBootstrap({ runs: [{ labels: truth, a: truth, b: truth }], classes: 3, metric: countMetricOfScore("accuracy"), replicates: 2 })];
  expect(steps.length).toBeGreaterThan(20);
});

it("refuses what cannot be resampled, and rejects what is no class", () => {
  const metric = countMetricOfScore("accuracy");
  const [run] = drawn(1, 1);
  const ask = (runs: ItemBootstrapInput["runs"], asked = metric): unknown => finish(pairedItemBootstrap({ runs, classes: 3, metric: asked, replicates: 200 }));
  expect(ask([])).toEqual({ refused: "There is no test row to resample. Choose runs whose predictions were kept." });
  expect(ask([run!, { ...run!, labels: run!.labels.map((l) => 2 - l) }])).toEqual({
    refused: "Seed 2 of 2 has other test rows than the first. Compare runs of one split.",
  });
  const without = run!.labels.map((label) => Math.min(label, 1));
  expect(ask([{ labels: without, a: run!.a, b: run!.b }], countMetricOfClass("recall", 2))).toMatchObject({
    refused: expect.stringContaining("undefined on these test rows") as string,
  });
  // Precision of a class that one row alone is predicted as: some resample lacks that row.
  const rarely = run!.labels.map((_, i) => (i === 0 ? 2 : 0));
  expect(ask([{ labels: run!.labels, a: rarely, b: rarely }], countMetricOfClass("precision", 2))).toMatchObject({
    refused: expect.stringContaining("undefined in resample") as string,
  });
  expect(() => ask([{ ...run!, a: run!.a.slice(1) }])).toThrow("it has 299 rows, 300 are expected");
  expect(() => ask([{ ...run!, b: run!.b.map(() => 3) }])).toThrow("row 1 is class 3, it must be from 0 to 2");
});

it("the fast metrics are those of the product, on 200 drawn matrices, absent classes included", () => {
  const random = createRandom(9, "count-metrics-test");
  for (let drawnMatrix = 0; drawnMatrix < 200; drawnMatrix++) {
    const classes = 2 + random.below(4);
    const empty = random.below(classes + 3);
    const counts = Array.from({ length: classes * classes }, (_, i) => (Math.floor(i / classes) === empty ? 0 : random.below(6)));
    const scores = scoresOf(counts, classes);
    for (const name of SCORE_NAMES) {
      const got = countMetricOfScore(name)(counts, classes);
      if (scores[name] === null) expect(got).toBeNull();
      else expect(got).toBeCloseTo(scores[name], 12);
    }
    for (const name of ["precision", "recall", "f1"] as const)
      for (let c = 0; c < classes; c++) expect(countMetricOfClass(name, c)(counts, classes)).toBe(classMetrics(counts, classes)[c]![name]);
  }
});
