/** @file The table “Best of each family”: what validation chooses and what test says of it, worked out by hand. */
import { describe, expect, it } from "vitest";
import type { StoredRun } from "#shared/results/run-value.ts";
import type { CompareData, CompareRun, Config } from "#shared/wire/records.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { groupByConfig, runValue, type View } from "#shared/results/groups.ts";
import { type FamilyTable, familyTable } from "#shared/results/families.ts";
import type { LossCell } from "#shared/loss/cell.ts";
import { configOf } from "../../fixtures/config-of.ts";

/** Of each seed: rows in 100 of each of two classes that are recognised, so accuracy is that / 100; or an error such as ECE. */
interface Member {
  readonly label: string;
  readonly part: Partial<LossCell>;
  readonly validation: readonly number[];
  readonly test: readonly number[];
}
const MEMBERS: readonly Member[] = [
  // Validation takes the second, test would take the first, and the first is the pinned baseline.
  { label: "wce 1", part: { family: "weighted-cross-entropy", strength: 1 }, validation: [50, 52, 54], test: [90, 91, 92] },
  { label: "wce 0.5", part: { family: "weighted-cross-entropy", strength: 0.5 }, validation: [60, 62, 64], test: [50, 44, 50] },
  // The other way round: validation takes the first, test would take the second.
  { label: "focal 1", part: { family: "focal-softmax", gamma: 1 }, validation: [80, 70, 75], test: [60, 50, 64] },
  { label: "focal 2", part: { family: "focal-softmax", gamma: 2 }, validation: [70, 60, 65], test: [95, 96, 97] },
];
const PROBLEM = { classNames: ["a", "b"], trainCounts: [1, 1] };

function table(metric: "accuracy" | "ece" | "nll", baselineId: number | null): FamilyTable {
  const configs = MEMBERS.map(({ label, part }, i): Config => configOf({ id: i + 1, label, ...part }));
  const cells = (right: number): number[] => [right, 100 - right, 100 - right, right];
  const runs = MEMBERS.flatMap(({ validation, test }, i) =>
    validation.map((right, seed): CompareRun => {
      const both = { validation: cells(right), test: cells(test[seed]!) };
      const none = { trainMs: null, engine: null, backend: null, engineVersion: null, startedAt: null, finishedAt: null, error: null };
      const ids = { id: (i + 1) * 100 + seed, configId: i + 1, seed };
      return { ...ids, state: "complete", epoch: 1, bestEpoch: 1, ...none, flags: [], counts: { best: both, last: both } };
    }),
  );
  const spec = parseSweepSpec({ name: "s", dataset: {}, losses: [{ family: "cross-entropy" }], seeds: [1] });
  const data = { sweep: { id: 1, name: "s" }, spec, datasetSha256: "x", ...PROBLEM, classCounts: [1, 1], configs, runs } as unknown as CompareData;
  const stored: View["stored"] = (runId, split): StoredRun => {
    const value = MEMBERS[Math.floor(runId / 100) - 1]![split][runId % 100]! / 1000;
    return { measures: [{ variant: "raw", overall: { ece: value, nll: value }, reasons: {} }], absent: {} };
  };
  const view: View = { at: "best", problem: PROBLEM, provisional: false, stored };
  return familyTable(data, groupByConfig(data), baselineId, metric, { at: "best", value: (run, measure) => runValue(run, measure, view), missing: () => null });
}

/** What a row says, without what the statistics work out of it. */
const said = ({ rows }: FamilyTable): unknown[] =>
  rows.map(({ best, group, isBaseline, stats }) => {
    const comparison = stats?.comparison;
    const difference = comparison && !isRefused(comparison) ? comparison.effect.meanDifference : null;
    const round = (v: number | null): number | null => (v === null ? null : Number(v.toFixed(9)));
    return {
      family: best.family,
      config: group?.config.label,
      validation: round(best.chosen!.validation.mean),
      test: round(best.chosen!.test.mean),
      difference: round(difference),
      isBaseline,
    };
  });

describe("best of each family", () => {
  it("chooses by validation where test would choose another, and holds test against the chosen one of the baseline's family", () => {
    const accuracy = table("accuracy", 1);
    // Test of focal 1 minus test of wce 0.5, seed by seed: 0.10, 0.06, 0.14.
    expect(said(accuracy)).toEqual([
      { family: "Weighted cross entropy", config: "wce 0.5", validation: 0.62, test: 0.48, difference: null, isBaseline: true },
      { family: "Focal loss", config: "focal 1", validation: 0.75, test: 0.58, difference: 0.1, isBaseline: false },
    ]);
    expect([accuracy.comparisons, accuracy.baseline]).toEqual([1, "Weighted cross entropy"]);
  });

  it.each(["ece", "nll"] as const)("takes the lowest validation mean of %s, which lower makes better", (metric) => {
    const errors = table(metric, 3);
    // Test of wce 1 minus test of focal 2, seed by seed: -0.005, -0.005, -0.005.
    expect(said(errors)).toEqual([
      { family: "Weighted cross entropy", config: "wce 1", validation: 0.052, test: 0.091, difference: -0.005, isBaseline: false },
      { family: "Focal loss", config: "focal 2", validation: 0.065, test: 0.096, difference: null, isBaseline: true },
    ]);
    expect(errors.baseline).toBe("Focal loss");
  });

  it("has no differences without a baseline", () => {
    const { rows, comparisons, baseline } = table("accuracy", null);
    expect([rows.map((row) => row.isBaseline), comparisons, baseline]).toEqual([[false, false], 0, null]);
  });
});
