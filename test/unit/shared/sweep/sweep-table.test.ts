/** @file The result tables of the command line: figures by hand, blocks, widths, what is left out. */
import { describe, expect, it } from "vitest";
import { byWeighting, sweepFigures } from "#main/cli/sweep/sweep-figures.ts";
import { shortLabels, sweepTable } from "#main/cli/sweep/sweep-table.ts";
import type { StoredRuns } from "#shared/results/run-value.ts";
import type { CompareData, CompareRun, Config } from "#shared/wire/records.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import type { LossCell } from "#shared/loss/cell.ts";
import { configOf, paramsOf } from "../../../fixtures/config-of.ts";

const config = (id: number, label: string, change: Partial<LossCell> = {}): Config => configOf({ id, label, ...change });

/** Row-major C*C counts at both epochs and on both parts. */
const run = (id: number, configId: number, seed: number, counts: number[] | null): CompareRun => ({
  id,
  configId,
  seed,
  state: counts ? "complete" : "failed",
  epoch: 1,
  bestEpoch: 1,
  trainMs: 1,
  engine: "wasm",
  backend: null,
  engineVersion: null,
  startedAt: null,
  finishedAt: null,
  error: null,
  flags: [],
  counts: counts && { best: { validation: counts, test: counts }, last: { validation: counts, test: counts } },
});

function compareData(classNames: string[], configs: Config[], runs: CompareRun[]): CompareData {
  const counts = { waiting: 0, running: 0, paused: 0, complete: runs.length, failed: 0, cancelled: 0, pruned: 0 };
  return {
    sweep: {
      id: 1,
      name: "s",
      notes: "",
      datasetId: 1,
      datasetName: "d",
      createdAt: "",
      paused: false,
      configCount: configs.length,
      runCount: runs.length,
      counts,
      progress: 1,
      etaMs: null,
    },
    spec: parseSweepSpec({ name: "s", dataset: {}, losses: [{ family: "cross-entropy" }] }),
    datasetSha256: "",
    classNames,
    reported: [],
    classCounts: classNames.map((_, c) => 100 - c),
    trainCounts: classNames.map((_, c) => 60 - c),
    configs,
    params: paramsOf(configs),
    runs,
  };
}
const scored = (runId: number, ece: number, precisions: number[]): StoredRuns["runs"][number] => ({
  runId,
  measures: [{ variant: "raw", overall: { ece, nll: 0.5, averagePrecision: 0.25 }, classes: { averagePrecision: precisions }, reasons: {} }],
  absent: {},
});

describe("figures of a sweep", () => {
  // Rows true, columns predicted. Seed 1: recalls 8/10 and 5/10; seed 2: 6/10 and 9/10.
  const data = compareData(
    ["a", "b"],
    [config(1, "γ 0"), config(2, "γ 2", { gamma: 2 })],
    [run(2, 1, 2, [6, 4, 1, 9]), run(1, 1, 1, [8, 2, 5, 5]), run(3, 2, 1, null)],
  );
  const measures = { runs: [scored(1, 0.1, [0.9, 0.3]), scored(2, 0.3, [0.7, 0.5])] };

  it("are mean and sample deviation over seeds, in the order of the seeds; what nobody has is left out", () => {
    const [first, second] = sweepFigures(data, measures, "last");
    expect(first!.seeds).toEqual([1, 2]);
    expect(first!.test["balancedAccuracy"]!.values).toEqual([0.65, 0.75]);
    expect(first!.test["balancedAccuracy"]!.mean).toBeCloseTo(0.7, 12);
    expect(first!.test["balancedAccuracy"]!.sd).toBeCloseTo(Math.sqrt(0.005), 12);
    expect(first!.test["ece"]).toMatchObject({ values: [0.1, 0.3], n: 2 });
    expect(first!.recall.map((recall) => recall.values)).toEqual([
      [0.8, 0.6],
      [0.5, 0.9],
    ]);
    expect(first!.averagePrecision[1]!.mean).toBeCloseTo(0.4, 12);
    expect(Object.keys(first!.test)).not.toContain("rocAuc");
    expect(second).toMatchObject({ complete: 0, runs: 1, test: {}, validationMacroF1: { mean: null, n: 0 } });
  });

  it("stand in the table in percent, with the average precision of the rarer of two classes", () => {
    const lines = sweepTable(data, measures, "last").split("\n");
    expect(lines[0]).toBe("Test part at the last epoch; mean ± sd over seeds, in % (NLL: nats). F1: macro.");
    expect(lines[2]).toMatch(/^id +configuration +seeds +val\. F1 +F1 +bal\. acc\. +acc\. +ECE +AP of b +NLL$/);
    // Macro F1 by hand: seed 1 (16/23 + 10/17) / 2 = 0.6419, seed 2 (12/17 + 18/23) / 2 = 0.7442.
    expect(lines[3]).toMatch(/^ *1 +γ 0 +2\/2 +69\.3 ±7\.2 +69\.3 ±7\.2 +70\.0 ±7\.1 +70\.0 ±7\.1 +20\.0 ±14\.1 +40\.0 ±14\.1 +0\.500 ±0\.000$/);
    expect(lines[4]).toMatch(/^ *2 +γ 2 +0\/1 \(1 failed\)( +–){7}$/);
    expect(lines.at(-1)).toBe("Highest validation F1: γ 0 (69.3 ±7.2).");
  });
});

describe("the highest", () => {
  const levels = [
    [5, 5, 2, 8],
    [9, 1, 0, 10],
    [10, 0, 1, 9],
    [9, 1, 0, 10],
    [10, 0, 1, 9],
    [9, 1, 0, 10],
  ];
  const last = (counts: readonly number[][], configs = counts.map((_, i) => config(i + 1, `γ ${i}`, { gamma: i }))): string =>
    sweepTable(
      compareData(
        ["a", "b"],
        configs,
        counts.map((own, i) => run(i + 1, i + 1, 1, own)),
      ),
      { runs: [] },
      "last",
    )
      .split("\n")
      .at(-1)!;

  it("is every configuration that shares the mean, the first four by name", () => {
    // Macro F1 of [9 1; 0 10] and of [10 0; 1 9]: (18/19 + 20/21) / 2, in either order.
    expect(last(levels.slice(0, 2))).toBe("Highest validation F1: γ 1 (95.0).");
    expect(last(levels.slice(0, 5))).toBe("Highest validation F1, equal in 4 configurations: γ 1; γ 2; γ 3; γ 4 (95.0).");
    expect(last(levels)).toBe("Highest validation F1, equal in 5 configurations: γ 1; γ 2; γ 3; γ 4; and 1 more (95.0).");
    expect(last(levels.slice(1, 5))).toBe("Validation F1 is equal in all 4 configurations (95.0).");
  });
});

describe("the shape of the table", () => {
  it("has blocks of equal weights with gamma rising, cross entropy at the head of its block", () => {
    const rows = [
      config(1, "γ 2 · α off", { gamma: 2 }),
      config(2, "γ 2 · α n^−1", { gamma: 2, strength: 1 }),
      config(3, "γ 1 · CB", { gamma: 1, options: { beta: 0.9 } }),
      config(4, "CE", { family: "cross-entropy" }),
      config(5, "wCE", { family: "weighted-cross-entropy", strength: 1 }),
    ];
    const figures = sweepFigures(compareData(["a", "b"], rows, []), { runs: [] }, "best");
    expect(byWeighting(figures).map((row) => row.config.id)).toEqual([4, 1, 5, 2, 3]);
  });

  it("is never wider than 120 signs, and says what it leaves out", () => {
    const names = Array.from({ length: 40 }, (_, c) => `a-class-with-a-long-name-${c}`);
    const counts = names.flatMap((_, i) => names.map((_, j) => (i === j ? 3 : 0)));
    const rows = [config(1, "γ 0 · ".padEnd(60, "x")), config(2, "γ 1 · ".padEnd(60, "y"))];
    const text = sweepTable(compareData(names, rows, [run(1, 1, 1, counts), run(2, 2, 1, counts)]), { runs: [scored(1, 0.1, []), scored(2, 0.1, [])] }, "best");
    expect(Math.max(...text.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(120);
    expect(text).toMatch(/\n\d+ more classes are in the exported file\./);
  });

  it("says once what all names have in common", () => {
    expect(shortLabels(["sigmoid · γ 0 · α 0.1 · prior 0.01", "sigmoid · γ 2 · α 0.1 · prior 0.01"])).toEqual({
      labels: ["γ 0", "γ 2"],
      shared: "sigmoid · α 0.1 · prior 0.01",
    });
    expect(shortLabels(["cross entropy", "γ 2 · α off"])).toEqual({ labels: ["cross entropy", "γ 2 · α off"], shared: "" });
    expect(shortLabels(["γ 2 · α off"])).toEqual({ labels: ["γ 2 · α off"], shared: "" });
    expect(shortLabels(["γ 2", "γ 2 · α off"])).toEqual({ labels: ["γ 2", "γ 2 · α off"], shared: "" });
  });
});
