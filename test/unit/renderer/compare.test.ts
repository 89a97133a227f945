/** @file Comparison logic of the window: values worked out by hand. */
import { describe, expect, it } from "vitest";
import type { CompareData, CompareRun, Config, EpochRecord } from "#shared/wire/records.ts";
import { allMetricIds, groupOf, higherIsBetter, isMetricId, metricLabel } from "#shared/metrics/metric-id.ts";
import { countValue, type StoredRun } from "#shared/results/run-value.ts";
import { defaultBaseline } from "#shared/results/statistics.ts";
import { whyUndefined } from "#shared/words/en/no-mean.ts";
import { bestMeans, groupByConfig, measuredOf, pairedDelta, runValue, summarize, summarizeTime, type View } from "#shared/results/groups.ts";
import { allColumns, classRows, defaultColumns, rarestClass, restoreColumns, withVariants } from "../../../src-renderer/views/compare/state/columns.ts";
import { measureId, parseMeasure } from "#shared/metrics/measure.ts";
import { completenessOf } from "../../../src-renderer/views/compare/state/completeness.ts";
import { alignCurves, bandOf, lossCurve, lossGaps, metricCurve } from "../../../src-renderer/views/run-parts/curves.ts";
import { matchesText, NO_FILTER, passes, restricted } from "../../../src-renderer/parts/filter.ts";
import { sumCounts } from "../../../src-renderer/views/compare/confusion/sum-counts.ts";
import { treeRows } from "../../../src-renderer/views/compare/state/tree-rows.ts";
import { compareValues, sortRows } from "../../../src-renderer/parts/table-column.ts";
import { configOf, paramsOf, type Said } from "../../fixtures/config-of.ts";
import { told } from "../../fixtures/in-words.ts";

const config = (id: number, part: Partial<Said> = {}): Config => configOf({ id, label: `γ ${part.gamma ?? 0}`, ...part });
/** Two classes with ten rows each; `right` rows of each are recognised. */
const counts = (right0: number, right1: number): number[] => [right0, 10 - right0, 10 - right1, right1];
const run = (id: number, configId: number, seed: number, right: [number, number], part: Partial<CompareRun> = {}): CompareRun => ({
  id,
  configId,
  seed,
  state: "complete",
  epoch: 5,
  bestEpoch: 3,
  trainMs: 1000 * id,
  engine: "reference",
  backend: "cpu",
  engineVersion: "1",
  startedAt: null,
  finishedAt: null,
  error: null,
  flags: [],
  counts: { best: { validation: counts(...right), test: counts(5, 5) }, last: { validation: counts(0, 10), test: counts(5, 5) } },
  ...part,
});
const data = (configs: Config[], runs: CompareRun[]): CompareData => ({ configs, runs }) as unknown as CompareData;
const TWO = { classNames: ["a", "b"] };
const THREE = { classNames: ["a", "b", "c"] };
const PROBLEM = { classNames: ["a", "b"], trainCounts: [30, 10] };
const VIEW: View = { at: "best", problem: PROBLEM, provisional: false };
const ACCURACY = { split: "validation", metric: "accuracy" } as const;

describe("means over seeds", () => {
  const base = config(1, { family: "cross-entropy", isControl: true });
  const focal = config(2, { gamma: 2 });
  const groups = groupByConfig(
    data(
      [base, focal],
      [
        run(13, 1, 3, [5, 5]),
        run(11, 1, 1, [8, 8]),
        run(22, 2, 2, [9, 9]),
        run(21, 2, 1, [8, 9]),
        run(23, 2, 3, [1, 1], { state: "failed" }),
        run(24, 2, 4, [10, 10], { state: "running" }),
      ],
    ),
  );

  it("takes complete runs only, in order of seed, and counts them", () => {
    expect(groups[1]!.runs.map((r) => r.seed)).toEqual([1, 2, 3, 4]);
    // Accuracies 17/20 and 18/20: mean 0.875, sample sd 0.05 / sqrt 2.
    const s = summarize(groups[1]!, ACCURACY, VIEW);
    expect(s.n).toBe(2);
    expect(s.mean).toBeCloseTo(0.875, 12);
    expect(s.sd).toBeCloseTo(0.05 / Math.SQRT2, 12);
    expect([s.min, s.max]).toEqual([0.85, 0.9]);
  });
  it("adds running runs, never failed ones, when provisional values are asked for", () => {
    const s = summarize(groups[1]!, ACCURACY, { ...VIEW, provisional: true });
    expect(s.n).toBe(3);
    expect(s.mean).toBeCloseTo((0.85 + 0.9 + 1) / 3, 12);
  });
  it("shows no spread for one seed", () => {
    const [alone] = groupByConfig(data([focal], [run(1, 2, 7, [8, 8])]));
    expect(summarize(alone!, ACCURACY, VIEW)).toEqual({ mean: 0.8, sd: null, n: 1, min: 0.8, max: 0.8 });
  });
  it("pairs differences by seed and drops seeds that only one side has", () => {
    // Common seed: 1 (seed 3 of the focal configuration failed): 0.85 - 0.8.
    const d = pairedDelta(groups[1]!, groups[0]!, ACCURACY, VIEW);
    expect(d.n).toBe(1);
    expect(d.mean).toBeCloseTo(0.05, 12);
    expect(d.sd).toBeNull();
    expect(pairedDelta(groups[0]!, groups[0]!, ACCURACY, VIEW)).toMatchObject({ mean: 0, n: 2, sd: 0 });
  });
  it("reads the last epoch when asked", () => {
    expect(runValue(groups[1]!.runs[0]!, { split: "validation", metric: "recall:0" }, { ...VIEW, at: "last" })).toBe(0);
    expect(runValue(groups[1]!.runs[0]!, { split: "validation", metric: "recall:0" }, VIEW)).toBe(0.8);
  });
  it("averages the time of complete runs", () => {
    expect(summarizeTime(groups[1]!).mean).toBe(21_500);
  });
  it("takes the cross-entropy control as baseline", () => {
    expect(defaultBaseline([focal, base])).toBe(1);
    expect(defaultBaseline([focal])).toBeNull();
  });
  it("marks every exact tie of the best mean and nothing without values", () => {
    const s = (mean: number | null) => ({ mean, sd: null, n: 1, min: mean, max: mean });
    expect(
      bestMeans(
        new Map([
          [1, s(0.5)],
          [2, s(0.7)],
          [3, s(0.7)],
          [4, s(null)],
        ]),
        ACCURACY,
        TWO,
      ),
    ).toEqual(new Set([2, 3]));
    expect(bestMeans(new Map([[1, s(null)]]), ACCURACY, TWO)).toEqual(new Set());
    const equal = new Map([1, 2].map((id) => [id, s(0)]));
    expect([bestMeans(equal, ACCURACY, TWO), bestMeans(new Map([[1, s(0)]]), ACCURACY, TWO)]).toEqual([new Set(), new Set([1])]);
  });
  it("takes the lowest mean of an error as the best", () => {
    const s = (mean: number | null) => ({ mean, sd: null, n: 1, min: mean, max: mean });
    const means = new Map([1, 2, 3].map((id) => [id, s(id / 10)]));
    expect([bestMeans(means, { metric: "nll" }, TWO), bestMeans(means, { metric: "classwiseEce:1" }, TWO), bestMeans(means, { metric: "mcc" }, TWO)]).toEqual([
      new Set([1]),
      new Set([1]),
      new Set([3]),
    ]);
  });
});

describe("metrics by name", () => {
  it("derives averages and per-class values from counts", () => {
    // Rows: 8 of 10 and 9 of 10 right; predicted 9 and 11.
    const c = counts(8, 9);
    expect(countValue(c, PROBLEM, "precision:0")).toBeCloseTo(8 / 9, 12);
    expect(countValue(c, PROBLEM, "f1:1")).toBeCloseTo(18 / 21, 12);
    expect(countValue(c, PROBLEM, "macroF1")).toBeCloseTo((16 / 19 + 18 / 21) / 2, 12);
    expect(countValue([0, 10, 0, 10], PROBLEM, "precision:0")).toBeNull();
    // Agreement 17/20; by chance (10 * 9 + 10 * 11) / 400 = 1/2.
    expect(countValue(c, PROBLEM, "kappa")).toBeCloseTo((0.85 - 0.5) / 0.5, 12);
    // With 30 training rows a is the head, b with 10 the tail.
    expect([countValue(c, PROBLEM, "headRecall"), countValue(c, PROBLEM, "tailRecall"), countValue(c, PROBLEM, "midRecall")]).toEqual([0.8, 0.9, null]);
  });
  it("says why there is no value, for counts and for scores", () => {
    const none = run(1, 1, 1, [10, 0], { counts: { best: { validation: [10, 0, 10, 0], test: counts(5, 5) }, last: { validation: [], test: [] } } });
    expect(told(measuredOf(none, { split: "validation", metric: "precision:1" }, VIEW))).toEqual({ value: null, reason: "no row is predicted as class “b”" });
    expect(told(measuredOf(none, { split: "validation", metric: "headRecall" }, { ...VIEW, problem: { ...PROBLEM, trainCounts: null } })).reason).toBe(
      "the training rows per class are not known",
    );
    const kept: StoredRun = {
      measures: [
        {
          variant: "raw",
          overall: { ece: 0.02, top3: null },
          classes: { rocAuc: [0.9, null] },
          reasons: { top3: { id: "kept", text: "too few classes" }, "rocAuc:1": { id: "kept", text: "no row" } },
        },
      ],
      absent: { "focal-link": { id: "kept", text: "It changes nothing." } },
    };
    const view: View = { ...VIEW, stored: (_, split) => (split === "test" ? kept : undefined) };
    const of = (metric: "ece" | "top3" | "rocAuc:0" | "rocAuc:1", split: "test" | "validation" = "test") => told(measuredOf(none, { split, metric }, view));
    expect(of("ece")).toEqual({ value: 0.02, reason: null });
    expect(of("top3")).toEqual({ value: null, reason: "too few classes" });
    expect([of("rocAuc:0").value, of("rocAuc:1").reason]).toEqual([0.9, "no row"]);
    expect(of("ece", "validation").reason).toBe("it is being loaded");
    expect(told(measuredOf(none, { split: "test", metric: "ece", variant: "focal-link" }, view)).reason).toBe("It changes nothing.");
    expect(told(measuredOf(none, { split: "test", metric: "ece" }, { ...VIEW, stored: () => null })).reason).toMatch(/train it again/);
    const failed = { ...none, state: "failed" as const };
    expect(whyUndefined({ config: config(1), runs: [failed] }, ACCURACY, VIEW)).toBe("1 run failed");
  });
  it("names them and refuses classes that do not exist", () => {
    expect(metricLabel("recall:1", TWO)).toBe("Recall of b");
    expect(metricLabel("classwiseEce:0", TWO)).toBe("ECE of a");
    // 20 of counts, 10 of scores, 6 of each class.
    expect(allMetricIds(THREE)).toHaveLength(20 + 10 + 18);
    expect(allMetricIds(THREE).every((id) => isMetricId(id, THREE))).toBe(true);
    expect(["recall", "recall:1:2", "recall:-1", "recall:1.5", "ece:0", "nothing"].filter((id) => isMetricId(id, THREE))).toEqual([]);
    expect(["macroF1", "top2", "brier", "rocAuc:1"].map((id) => groupOf(id as "macroF1", THREE))).toEqual(["overall", "ranking", "calibration", "perClass"]);
    expect([higherIsBetter("rocAuc", THREE), higherIsBetter("brier", THREE), higherIsBetter("classwiseEce:2", THREE)]).toEqual([true, false, false]);
    expect(isMetricId("f1:2", THREE)).toBe(true);
    expect(isMetricId("f1:3", THREE)).toBe(false);
  });
});

describe("columns", () => {
  it("round-trip their ids and drop what the data set cannot have", () => {
    for (const id of allColumns(THREE)) expect(measureId(parseMeasure(id, THREE)!)).toBe(id);
    expect(parseMeasure("validation/recall:5", THREE)).toBeNull();
    expect(restoreColumns(["test/macroF1", "validation/recall:9", "time", 4], THREE, [])).toEqual(["test/macroF1", "time"]);
    expect(restoreColumns(["nothing"], THREE, [])).toBeNull();
    expect(restoreColumns("text", THREE, [])).toBeNull();
    // Columns of settings as versions before parameters by name kept them, as far as the sweep has them.
    expect(
      restoreColumns(["gamma", "alpha", "rate", "param/lr_max", "param/gone"], THREE, [{ name: "gamma" }, { name: "strength" }, { name: "lr_max" }]),
    ).toEqual(["param/gamma", "param/strength", "param/lr_max"]);
  });
  it("of what was done after training stand right after their raw ones, on test only", () => {
    const shown = ["validation/macroF1", "test/macroF1", "test/rocAuc", "test/ece", "time"];
    expect(withVariants(shown, [], THREE)).toEqual(shown);
    expect(withVariants(shown, ["temperature", "thresholds-f1"], THREE)).toEqual([
      "validation/macroF1",
      "test/macroF1",
      "test/macroF1@thresholds-f1",
      "test/rocAuc",
      "test/ece",
      "test/ece@temperature",
      "time",
    ]);
    // Nothing chosen that a temperature moves: the raw ECE comes with it, never the fitted one alone.
    expect(withVariants(["validation/macroF1"], ["temperature"], THREE)).toEqual(["validation/macroF1", "test/ece", "test/ece@temperature"]);
    expect(parseMeasure("test/ece@temperature", THREE)).toEqual({ split: "test", metric: "ece", variant: "temperature" });
    expect(["validation/ece@temperature", "test/ece@thresholds-f1", "test/ece@nothing", "test/ece@temperature@x"].map((id) => parseMeasure(id, THREE))).toEqual(
      [null, null, null, null],
    );
    expect(restoreColumns(["test/ece@temperature"], THREE, [])).toBeNull();
  });
  it("start with the ranking metric and show the rarest class", () => {
    expect(rarestClass([4913, 329, 28, 88, 115])).toBe(2);
    const columns = defaultColumns({ classCounts: [90, 10], classNames: ["a", "b"], runs: [] });
    expect(columns[0]).toBe("validation/macroF1");
    expect(columns).toContain("validation/recall:1");
    expect(columns.indexOf("test/macroF1")).toBeGreaterThan(columns.indexOf("validation/recall:1"));
  });
  it("pass over a class that has no row in validation or in test", () => {
    const part = (validation: number[], test: number[]) => ({ validation, test });
    // Rows of the classes: 4, 1, 0 in validation and 4, 2, 1 in test.
    const evaluated = part([4, 0, 0, 0, 1, 0, 0, 0, 0], [4, 0, 0, 0, 2, 0, 0, 0, 1]);
    const runs = [run(1, 1, 1, [5, 5], { counts: { best: evaluated, last: evaluated } })];
    const columns = defaultColumns({ classCounts: [20, 8, 2], classNames: ["a", "b", "c"], runs });
    expect([columns.includes("validation/recall:1"), columns.includes("validation/recall:2")]).toEqual([true, false]);
    const data = { classNames: ["a", "b", "c"], runs };
    expect([classRows(data, "validation"), classRows(data, "test"), classRows({ ...data, runs: [] }, "test")]).toEqual([[4, 1, 0], [4, 2, 1], null]);
  });
});

describe("filters", () => {
  it("find words in any order, a typed hyphen finds the true minus", () => {
    expect(matchesText("γ 2 · α n^−0.5", "n^-0.5 γ")).toBe(true);
    expect(matchesText("γ 2 · α n^−0.5", "γ 3")).toBe(false);
    expect(matchesText("anything", "")).toBe(true);
  });
  it("narrow by family and inclusive range of gamma", () => {
    const two = config(1, { gamma: 2 });
    const params = paramsOf([two]);
    const range = restricted(restricted(NO_FILTER, "gamma", ">=", 2), "gamma", "<=", 2);
    expect(passes(two, range, params)).toBe(true);
    expect(passes(two, restricted(range, "gamma", ">=", 2.1), params)).toBe(false);
    expect(restricted(restricted(range, "gamma", ">=", null), "gamma", "<=", null)).toEqual(NO_FILTER);
    expect(passes(two, restricted(NO_FILTER, "family", "=", "cross-entropy"), params)).toBe(false);
    expect(passes(config(2, { isControl: true }), { ...NO_FILTER, text: "control" }, params)).toBe(true);
  });
  it("take the name of a parameter and a value for a condition, and leave the symbols of names as words", () => {
    const two = config(1, { gamma: 2 });
    const params = paramsOf([two]);
    const holds = (text: string): boolean => passes(two, { ...NO_FILTER, text }, params);
    expect(["gamma 2", "gamma=2", "gamma>1", "Gamma 1..3", "γ 2", "learning_rate 0.001 focal", "γ gamma 2"].filter((text) => !holds(text))).toEqual([]);
    expect(["gamma 3", "gamma<2", "gamma 2.5..3", "gamma!=2", "γ 3", "family cross-entropy"].filter(holds)).toEqual([]);
  });
});

describe("curves", () => {
  const epoch = (n: number, loss: number | null, right: [number, number]): EpochRecord => ({
    epoch: n,
    trainLoss: loss,
    lossKind: loss === null ? "nan" : "finite",
    validation: counts(...right),
    test: counts(5, 5),
    anatomy: null,
  });

  it("mean, smallest and largest seed at each epoch, with n where seeds are missing", () => {
    const band = bandOf([
      { x: [1, 2, 3], y: [0.2, 0.4, null] },
      { x: [1, 2], y: [0.4, 0.8] },
    ]);
    expect(band.x).toEqual([1, 2, 3]);
    expect(band.y[0]).toBeCloseTo(0.3, 12);
    expect(band.y[1]).toBeCloseTo(0.6, 12);
    expect(band.y[2]).toBeNull();
    expect(band.low).toEqual([0.2, 0.4, null]);
    expect(band.high).toEqual([0.4, 0.8, null]);
    expect(band.n).toEqual([2, 2, 0]);
  });
  it("name losses that are no number and leave a gap there", () => {
    const epochs = [epoch(1, 0.5, [5, 5]), epoch(2, null, [8, 8])];
    expect(lossCurve(epochs)).toEqual({ x: [1, 2], y: [0.5, null] });
    expect(lossGaps(epochs)).toEqual([{ epoch: 2, kind: "nan" }]);
    expect(metricCurve(epochs, "validation", "accuracy", PROBLEM).y).toEqual([0.5, 0.8]);
  });
  it("share one x axis", () => {
    expect(
      alignCurves([
        { x: [2, 4], y: [1, 2] },
        { x: [1, 2], y: [3, 4] },
      ]),
    ).toEqual({
      x: [1, 2, 4],
      ys: [
        [null, 1, 2],
        [3, 4, null],
      ],
    });
  });
});

describe("rows of the table", () => {
  const groups = groupByConfig(data([config(1, { gamma: 1 }), config(2, { gamma: 2 }), config(3, { gamma: 3 })], [run(5, 2, 2, [1, 1]), run(4, 2, 1, [1, 1])]));
  it("sort with null last both ways and keep runs below their configuration", () => {
    const value = (g: (typeof groups)[number]): number | null => (g.config.id === 3 ? null : Number(g.config.params["gamma"]));
    expect(treeRows(groups, new Set([2]), value, true).map((r) => r.key)).toEqual(["c2", "r4", "r5", "c1", "c3"]);
    expect(treeRows(groups, new Set(), value, false).map((r) => r.key)).toEqual(["c1", "c2", "c3"]);
  });
  it("sort numbers in texts by value and stay stable", () => {
    expect(compareValues("seed 10", "seed 9", false)).toBeGreaterThan(0);
    expect(compareValues(null, 3, true)).toBeGreaterThan(0);
    const rows = [
      { id: 1, v: 2 },
      { id: 2, v: 1 },
      { id: 3, v: 2 },
    ];
    const columns = [{ id: "v", label: "v", width: 1, text: () => "", sort: (r: { v: number }) => r.v }];
    expect(sortRows(rows, columns, { id: "v", descending: true }).map((r) => r.id)).toEqual([1, 3, 2]);
    expect(sortRows(rows, columns, null)).toBe(rows);
  });
  it("count every state of the runs", () => {
    const states = (["complete", "failed", "complete", "running"] as const).map((state) => ({ state }));
    expect(completenessOf(states)).toEqual({
      total: 4,
      complete: 2,
      others: [
        { state: "running", count: 1 },
        { state: "failed", count: 1 },
      ],
    });
  });
  it("sum matrices of seeds cell by cell without touching them", () => {
    const first = counts(8, 9);
    expect(sumCounts([first, counts(1, 2)])).toEqual([9, 11, 9, 11]);
    expect(first).toEqual(counts(8, 9));
  });
});
