/** @file What the seeds say in Compare: values worked out by hand, refusals as sentences. */
import { describe, expect, it } from "vitest";
import type { Measure } from "#shared/metrics/measure.ts";
import type { CompareData, CompareRun, Config } from "#shared/wire/records.ts";
import { seedsNeededFor } from "#shared/statistics/config-statistics.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { commonLabels, rankAcross, sameData } from "#shared/results/across.ts";
import { type ConfigGroup, groupByConfig, runValue, type View } from "#shared/results/groups.ts";
import { forestAxis, forestMark } from "../../../src-renderer/views/compare/statistics/forest.ts";
import { seedLimit } from "../../../src-renderer/views/compare/state/seed-advice.ts";
import { whyUndefined } from "#shared/words/en/no-mean.ts";
import { runInWords } from "#shared/words/en/run-standing.ts";
import { groupStatistics } from "#shared/results/statistics.ts";
import { planCdDiagram } from "../../../src-renderer/charts/cd-diagram.ts";
import { configOf } from "../../fixtures/config-of.ts";

const config = (id: number, label: string): Config => configOf({ id, label, gamma: id });
/** 100 rows of each of two classes; `right` of each are recognised, so accuracy is right / 100. */
const run = (configId: number, seed: number, right: number, part: Partial<CompareRun> = {}): CompareRun => {
  const counts = [right, 100 - right, 100 - right, right];
  const both = { validation: counts, test: counts };
  const none = { trainMs: null, engine: null, backend: null, engineVersion: null, startedAt: null, finishedAt: null, error: null };
  return {
    id: configId * 100 + seed,
    configId,
    seed,
    state: "complete",
    epoch: 1,
    bestEpoch: 1,
    ...none,
    flags: [],
    counts: { best: both, last: both },
    ...part,
  };
};
const sweep = (name: string, sha: string, configs: Config[], runs: CompareRun[]): CompareData => {
  const spec = parseSweepSpec({ name, dataset: {}, losses: [{ family: "cross-entropy" }], seeds: [1] });
  return {
    sweep: { id: 1, name },
    spec,
    datasetSha256: sha,
    classNames: ["a", "b"],
    classCounts: [1, 1],
    trainCounts: [1, 1],
    configs,
    runs,
  } as unknown as CompareData;
};
const VIEW: View = { at: "best", problem: { classNames: ["a", "b"], trainCounts: [1, 1] }, provisional: false };
const ranked = (entries: Parameters<typeof rankAcross>[0], labels: readonly string[], measure: Measure) => rankAcross(entries, labels, measure, whyUndefined);
const statisticsOf = (data: CompareData, groups: readonly ConfigGroup[], baselineId: number | null, measure: Measure, view: View) =>
  groupStatistics(data, groups, baselineId, measure, { at: view.at, value: (run) => runValue(run, measure, view), missing: runInWords });
const ACCURACY = { split: "test", metric: "accuracy" } as const;
/** Accuracies in percent by seed, seeds 1, 2, ... */
const table = (values: Record<string, readonly (number | null)[]>): CompareData => {
  const configs = Object.keys(values).map((label, i) => config(i + 1, label));
  const runs = configs.flatMap((c) => values[c.label]!.map((v, s) => run(c.id, s + 1, v ?? 0, v === null ? { state: "failed", counts: null } : {})));
  return sweep("one", "a".repeat(64), configs, runs);
};
const statistics = (data: CompareData, baseline: number | null = 1) => statisticsOf(data, groupByConfig(data), baseline, ACCURACY, VIEW);

describe("statistics over seeds in Compare", () => {
  // Differences to the base: A 1, 2, ..., 6 points up, B the same down, C without a pattern.
  const base = [50, 51, 52, 53, 54, 55];
  const data = table({ base, A: base.map((v, i) => v + i + 1), B: base.map((v, i) => v - i - 1), C: base.map((v, i) => v + (i % 2 ? 1 : -1)) });

  it("gives mean, interval, difference, p, Holm p and effect of each configuration", () => {
    const { configs, comparisons } = statistics(data);
    expect(comparisons).toBe(3);
    expect(configs[0]!.comparison).toBeNull();
    const [, a, b, c] = configs.map((s) => s.comparison);
    if (!a || !b || !c || isRefused(a) || isRefused(b) || isRefused(c)) throw new Error("refused");
    // All six differences of one sign: p = 2 / 2^6. Three comparisons: the two smallest adjusted by 3.
    expect([a.test.p, b.test.p, a.holmP, b.holmP]).toEqual([1 / 32, 1 / 32, 3 / 32, 3 / 32]);
    expect(a.effect.meanDifference).toBeCloseTo(0.035, 12);
    // Sample deviation of 0.01 .. 0.06 is 0.01 sqrt(3.5); t(0.975, 5) = 2.570581835636.
    const half = (2.570581835636 * 0.01 * Math.sqrt(3.5)) / Math.sqrt(6);
    if (isRefused(a.effect.interval)) throw new Error("refused");
    expect(a.effect.interval.low).toBeCloseTo(0.035 - half, 9);
    expect([a.effect.rankBiserial, b.effect.rankBiserial]).toEqual([1, -1]);
    expect(a.effect.cohenDz).toBeCloseTo(0.035 / (0.01 * Math.sqrt(3.5)), 9);
    // Equal ranks on both sides.
    expect([c.test.p, c.holmP, c.effect.rankBiserial]).toEqual([1, 1, 0]);
    expect(configs[1]!.summary).toMatchObject({ n: 6 });
    expect(configs[1]!.summary.mean).toBeCloseTo(0.56, 12);
  });

  it("refuses ties that six seeds cannot break among four, and finds them when two are compared", () => {
    const all = statistics(data).ties;
    expect(isRefused(all) && all.refused).toMatch(/^6 seeds cannot tell any of 3 cells from the best/);
    const two = statistics(table({ base, A: base.map((v, i) => v + i + 1) }));
    expect(two.configs.map((s) => s.standing)).toEqual(["behind", "best"]);
    const level = statistics(table({ base, C: base.map((v, i) => v + (i % 2 ? 1 : -1)) }));
    expect(level.configs.map((s) => s.standing)).toEqual(["best", "best"]);
  });

  it("refuses to pair where a seed is missing, says so, and corrects over the others only", () => {
    const { configs, comparisons, leftOut } = statistics(table({ base, A: base.map((v) => v + 1), gap: [60, 61, null, 63, 64, 65] }));
    const refused = configs[2]!.comparison;
    expect(refused && isRefused(refused) && refused.refused).toBe(
      "gap cannot be compared with base. gap has no Accuracy on test for seed 3, since the run failed. Retry that run, or leave the seed out of both.",
    );
    expect([comparisons, leftOut]).toEqual([1, ["gap"]]);
    expect(configs[2]!.summary.n).toBe(5);
    expect(refused && seedsNeededFor(refused, comparisons)).toEqual(refused);
  });

  it("tests nothing without a baseline", () => {
    const { configs, comparisons } = statistics(data, null);
    expect([comparisons, configs.every((s) => s.comparison === null)]).toEqual([0, true]);
  });

  it("says what the seeds could show at best", () => {
    expect(seedLimit(3, 1)).toEqual({ kind: "seeds", smallest: 0.25, needed: 6 });
    expect(seedLimit(6, 1)).toBeNull();
    expect(seedLimit(6, 30)).toEqual({ kind: "comparisons", smallest: 30 / 32, needed: 11 });
    expect(seedLimit(11, 30)).toBeNull();
  });

  it("draws every difference on one axis with 0 on it", () => {
    const { configs } = statistics(data);
    const axis = forestAxis(configs);
    const marks = configs.map((s) => forestMark(s, axis));
    expect(marks[0]).toBeNull();
    const [a, b] = [marks[1]!, marks[2]!];
    expect(a.zero).toBe(b.zero);
    // A and B mirror each other about 0.
    expect(a.mean - a.zero).toBeCloseTo(b.zero - b.mean, 12);
    // Holm p is 3/32 for A and B: their intervals leave 0 out, the corrected tests do not reach 0.05.
    expect([a.low > a.zero, a.apart, b.apart, marks[3]!.apart]).toEqual([true, false, false, false]);
    const two = statistics(table({ base, A: base.map((v, i) => v + i + 1) })).configs[1]!;
    expect(forestMark(two, forestAxis([two]))!.apart).toBe(true);
    expect(marks.flatMap((m) => (m ? [m.low, m.high] : [])).every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(forestAxis([])).toEqual([-1, 1]);
    // Two seeds: 0.1 ± 12.7 * 0.1, beyond what a difference of accuracies can be.
    const wide = statistics(table({ base: [50, 50], A: [50, 70] })).configs;
    const bounded = forestAxis(wide, [-1, 1]);
    expect(bounded).toEqual([-1, 1]);
    expect(forestMark(wide[1]!, bounded)).toMatchObject({ low: 0, high: 1, zero: 0.5, mean: expect.closeTo(0.55, 12) });
  });
});

describe("the same configurations on several data sets", () => {
  const of = (name: string, values: Record<string, number>) =>
    sweep(
      name,
      name.repeat(64).slice(0, 64),
      Object.keys(values).map((label, i) => config(i + 1, label)),
      Object.values(values).map((v, i) => run(i + 1, 1, v)),
    );
  const [x, y, z] = [of("x", { A: 90, B: 80, C: 70 }), of("y", { A: 60, B: 50, C: 55 }), of("z", { C: 30, A: 40, B: 35, D: 99 })];
  const entries = [x, y, z].map((data) => ({ data, view: VIEW }));

  it("ranks what all have, by the names of the first", () => {
    expect(commonLabels([x, y, z])).toEqual(["A", "B", "C"]);
    const ranking = ranked(entries, ["A", "B", "C"], ACCURACY);
    if ("missing" in ranking || isRefused(ranking.friedman)) throw new Error("refused");
    // Ranks A 1 1 1, B 2 3 2, C 3 2 3; chi2 = 12 * 3 / (3 * 4) * ((1 - 2)^2 + (7/3 - 2)^2 + (8/3 - 2)^2) = 14/3.
    expect(ranking.friedman.averageRanks).toEqual([1, 7 / 3, 8 / 3]);
    expect(ranking.friedman.statistic).toBeCloseTo(14 / 3, 12);
    expect(ranking.nemenyi).toMatchObject({ cliques: [[0, 1, 2]] });
  });
  it("refuses one data set, the same data twice and a missing value", () => {
    const alone = ranked([entries[0]!], ["A", "B"], ACCURACY);
    expect(!("missing" in alone) && isRefused(alone.friedman) && alone.friedman.refused).toMatch(/^Ranks over 1 data set say nothing/);
    expect(sameData([x, y, { ...of("w", {}), datasetSha256: x.datasetSha256 }])).toEqual(["x", "w"]);
    expect(sameData([x, y, z])).toBeNull();
    const failed = { ...y, runs: y.runs.map((r) => (r.configId === 2 ? { ...r, state: "failed" as const } : r)) };
    expect(ranked([entries[0]!, { data: failed, view: VIEW }], ["A", "B"], ACCURACY)).toEqual({
      missing: { sweep: "y", label: "B", reason: "1 run failed" },
    });
  });
  it("finds a configuration again under the name that it has among several families", () => {
    const named = { ...config(1, "focal · γ 1 · α off") };
    const several = sweep("f", "f".repeat(64), [named, configOf({ id: 2, label: "LDAM 0.5", gamma: 0, family: "ldam" })], [run(1, 1, 60)]);
    const plain = sweep("p", "p".repeat(64), [config(1, "γ 1 · α off")], [run(1, 1, 70)]);
    expect(commonLabels([plain, several])).toEqual(["focal · γ 1 · α off"]);
    expect(commonLabels([plain])).toEqual(["γ 1 · α off"]);
    const ranking = ranked(
      [plain, several].map((data) => ({ data, view: VIEW })),
      ["focal · γ 1 · α off"],
      ACCURACY,
    );
    expect(ranking).toMatchObject({ scores: [[0.7], [0.6]] });
  });
  it("says when the data sets have not as many seeds", () => {
    const more = { ...y, runs: [...y.runs, ...y.runs.map((r) => ({ ...r, id: r.id + 1, seed: 2 }))] };
    expect(
      ranked(
        [x, more].map((data) => ({ data, view: VIEW })),
        ["A", "B"],
        ACCURACY,
      ),
    ).toMatchObject({
      unequalSeeds: [
        { sweep: "x", n: 1 },
        { sweep: "y", n: 2 },
      ],
    });
    expect(ranked(entries, ["A", "B"], ACCURACY)).toMatchObject({ unequalSeeds: null });
  });
  it("puts ranks on a line, better names at the left, groups under it", () => {
    const plan = planCdDiagram(["A", "B", "C"], [2.5, 1, 2.5], [[1, 0, 2]], 1.5, 720);
    expect(plan.names.map((n) => [n.label, n.side])).toEqual([
      ["B", "left"],
      ["A", "left"],
      ["C", "right"],
    ]);
    const [left, right] = plan.axis;
    expect(plan.names[0]!.x).toBe(left);
    expect(plan.names[1]!.x).toBeCloseTo(left + 0.75 * (right - left), 9);
    expect(plan.critical).toBeCloseTo(0.75 * (right - left), 9);
    expect(plan.bars).toEqual([{ from: left - 4, to: plan.names[1]!.x + 4, y: expect.any(Number) }]);
    expect(plan.names.every((n) => n.y <= plan.height)).toBe(true);
  });
});
