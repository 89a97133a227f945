import { describe, expect, it } from "vitest";
import type { FitReason } from "#shared/calibration/notes.ts";
import type { RunFlag } from "#shared/wire/run-flags.ts";
import type { Anatomy, EpochResult, RunMeasure } from "#shared/wire/trainer-protocol.ts";
import { taskOf } from "#shared/task/registry.ts";
import { storedRuns } from "#shared/results/stored-columns.ts";
import {
  absentVariants,
  anatomyOfRun,
  flagsOfRun,
  flagsOfSweep,
  settledOfRun,
  measuresOfRun,
  measureReader,
  readLabels,
  readScores,
  storeFlag,
  storeLabels,
  storeMeasured,
  variantsOfRun,
} from "#main/store/measure-rows.ts";
import { compareMeasures, measureSlices } from "#main/commands/compare-measures.ts";
import { forgetEpochsAfter, storeEpochs, storeScores } from "#main/store/result-rows.ts";
import { claimCohort, completeRun } from "#main/store/run-rows.ts";
import { listConfigs } from "#main/store/sweep-rows.ts";
import { cellOf } from "../fixtures/config-of.ts";
import { addDataset, addSweepRows, openDatabase } from "../fixtures/open-database.ts";

const LEASE = { owner: "me", now: "2026-01-01T00:00:00.000Z" };

function setUp() {
  const db = openDatabase();
  const sweepId = addSweepRows(db, addDataset(db));
  const [run] = claimCohort(db, LEASE, sweepId, () => 1);
  return { db, sweepId, runId: run!.id };
}

const measure = (change: Partial<RunMeasure> = {}): RunMeasure => ({
  which: "best",
  split: "test",
  variant: "raw",
  overall: { rocAuc: 0.75, nll: null },
  classes: { rocAuc: [0.5, null, 1] },
  reasons: { nll: { id: "row-not-finite", row: { unit: "row", number: 3 } }, "rocAuc:1": { id: "class-without-rows", className: "b" } },
  ...change,
});

describe("what is known of a run beside its counts", () => {
  it("of a sweep come values per class only when asked for, and why a variant does not exist", () => {
    const { db, sweepId, runId } = setUp();
    const variant = (which: "best" | "last", name: string, reason: FitReason | null) => ({ which, variant: name, parameters: {}, notes: [], reason });
    const variants = [
      variant("best", "focal-link", { id: "link-is-identity" }),
      variant("best", "temperature", null),
      variant("last", "temperature", { id: "no-validation-rows" }),
    ];
    storeMeasured(db, runId, [measure()], variants);
    const classes = (withClasses: boolean) => measureReader(db, "best", "test", { classes: withClasses })(runId)[0]!.classes;
    expect([classes(false), classes(true)]).toEqual([{}, { rocAuc: [0.5, null, 1] }]);
    expect([...absentVariants(db, sweepId, "best")]).toEqual([[runId, { "focal-link": { id: "link-is-identity" } }]]);
    expect([...absentVariants(db, sweepId, "last")]).toEqual([[runId, { temperature: { id: "no-validation-rows" } }]]);
  });

  it("of thousands of runs come in slices of a hundred, all of them, in order; of runs that are not complete none", () => {
    const db = openDatabase();
    const gamma = Array.from({ length: 210 }, (_, i) => i / 100);
    const sweepId = addSweepRows(db, addDataset(db), { losses: [{ family: "focal-softmax", gamma }], controls: false, seeds: [1] });
    const ids = claimCohort(db, LEASE, sweepId, () => 1000).map((run) => run.id);
    for (const [i, id] of ids.entries()) storeMeasured(db, id, [measure({ overall: { nll: i } }), measure({ which: "last" })], []);
    for (const id of ids.slice(0, 205)) completeRun(db, id, { bestEpoch: 1, trainMs: 1, now: LEASE.now });
    const slices = measureSlices(db, { sweepId, at: "best", split: "test", classes: false });
    const yields: unknown[] = [];
    let slice = slices.next();
    for (; !slice.done; slice = slices.next()) yields.push(slice.value);
    expect(yields).toHaveLength(3);
    expect(storedRuns(slice.value).runs.map((run) => [run.runId, run.measures[0]!.overall["nll"]])).toEqual(ids.slice(0, 205).map((id, i) => [id, i]));
    expect(compareMeasures(db, { sweepId, at: "best", split: "test", classes: false })).toEqual(slice.value);
  });

  it("measures come back as they were stored, and as rows by name for SQL", () => {
    const { db, runId } = setUp();
    const variant = {
      which: "best" as const,
      variant: "temperature",
      parameters: { temperature: 1.5 },
      notes: [{ id: "gamma-biases" } as const],
      reason: null,
    };
    storeMeasured(db, runId, [measure(), measure({ split: "validation" }), measure({ variant: "temperature" })], [variant]);
    expect(measuresOfRun(db, runId)).toHaveLength(3);
    expect(measuresOfRun(db, runId)[0]).toEqual(measure());
    expect(variantsOfRun(db, runId)).toEqual([variant]);
    expect(measureReader(db, "best", "test", { classes: false })(runId).map((m) => [m.variant, m.overall["rocAuc"]])).toEqual([
      ["raw", 0.75],
      ["temperature", 0.75],
    ]);
    expect(measureReader(db, "last", "test", { classes: false })(runId)).toEqual([]);
    const rows = db.prepare(
      "SELECT name, class_index, value, reason FROM run_metric WHERE run_id = ? AND variant = 'raw' AND split = 'test' ORDER BY name, class_index",
    );
    expect(rows.all(runId)).toEqual([
      { name: "nll", class_index: -1, value: null, reason: "row-not-finite" },
      { name: "rocAuc", class_index: -1, value: 0.75, reason: null },
      { name: "rocAuc", class_index: 0, value: 0.5, reason: null },
      { name: "rocAuc", class_index: 1, value: null, reason: "class-without-rows" },
      { name: "rocAuc", class_index: 2, value: 1, reason: null },
    ]);
    // As versions until schema 6 spelled the reason of a class.
    db.prepare("UPDATE run_measure SET reasons = replace(reasons, 'rocAuc:1', 'rocAuc/1')").run();
    expect(rows.all(runId)).toContainEqual({ name: "rocAuc", class_index: 1, value: null, reason: "class-without-rows" });
    expect(measuresOfRun(db, runId)[0]).toEqual(measure());
    storeMeasured(db, runId, [measure({ overall: { rocAuc: 1 } })], []);
    expect(measuresOfRun(db, runId).map((m) => m.overall)).toEqual([{ rocAuc: 1 }]);
    expect(variantsOfRun(db, runId)).toEqual([]);
  });

  it("labels and scores come back to the number", () => {
    const { db, sweepId, runId } = setUp();
    const labels = { validation: Int32Array.of(0, 1, 2, 0), test: Int32Array.of(2, 1) };
    storeLabels(db, sweepId, labels);
    storeLabels(db, sweepId, labels);
    expect(readLabels(db, sweepId, "validation")).toEqual(labels.validation);
    expect(readLabels(db, sweepId, "test")).toEqual(labels.test);
    expect(readLabels(db, sweepId + 1, "test")).toBeNull();
    const logits = Float32Array.of(0.1, -0, Infinity, 1e-40, -3e38, 2);
    storeScores(db, runId, [{ which: "best", split: "test", epoch: 1, outputs: 3, logits }]);
    expect(readScores(db, runId, "best", "test")).toEqual({ which: "best", split: "test", epoch: 1, outputs: 3, logits });
    expect(readScores(db, runId, "last", "test")).toBeNull();
    storeScores(db, runId, [{ which: "last", split: "test", epoch: 7, outputs: 3, logits }]);
    expect(readScores(db, runId, "last", "test")!.epoch).toBe(7);
  });

  it("anatomy and findings belong to epochs and go with them when a run continues from an earlier one", () => {
    const { db, sweepId, runId } = setUp();
    const anatomy: Anatomy = { gradientShare: [0.2, 0.3, 0.5], easyGradientShare: [0.1, null, 0], easyRows: [0.9, null, 0], meanP: [0.95, null, 0.25] };
    const counts = [3, 1, 0, 0, 2, 0, 1, 0, 0];
    const epoch = (n: number): EpochResult => ({ runId, epoch: n, trainLoss: 0.5, validation: counts, test: counts, anatomy });
    storeEpochs(db, taskOf({}), [epoch(1), epoch(2)]);
    const flag = (n: number, classIndex: number | null): RunFlag => ({
      kind: "class-lost",
      epoch: n,
      classIndex,
      kept: { text: `epoch ${n}`, remedy: "more" },
    });
    storeFlag(db, runId, flag(1, 2));
    storeFlag(db, runId, flag(2, null));
    expect([...anatomyOfRun(db, runId).keys()]).toEqual([1, 2]);
    expect(anatomyOfRun(db, runId).get(2)).toEqual(anatomy);
    expect(flagsOfRun(db, runId)).toEqual([flag(1, 2), flag(2, null)]);
    forgetEpochsAfter(db, runId, 1);
    expect([...anatomyOfRun(db, runId).keys()]).toEqual([1]);
    expect(flagsOfSweep(db, sweepId).get(runId)).toEqual([flag(1, 2)]);
  });

  it("a finding that was settled is no warning, takes the place of the one before, and gives it back when it returns", () => {
    const { db, sweepId, runId } = setUp();
    const flag = (kind: RunFlag["kind"], n: number, classIndex = 1): RunFlag => ({ kind, epoch: n, classIndex, kept: { text: `${kind} ${n}`, remedy: "" } });
    storeFlag(db, runId, flag("class-lost", 1));
    storeFlag(db, runId, flag("class-lost", 1, 2));
    storeFlag(db, runId, flag("class-found", 2));
    expect(flagsOfRun(db, runId)).toEqual([flag("class-lost", 1, 2)]);
    expect(flagsOfSweep(db, sweepId).get(runId)).toEqual([flag("class-lost", 1, 2)]);
    expect(settledOfRun(db, runId)).toEqual([flag("class-found", 2)]);
    storeFlag(db, runId, flag("class-lost", 3));
    expect(flagsOfRun(db, runId)).toEqual([flag("class-lost", 1, 2), flag("class-lost", 3)]);
    expect(settledOfRun(db, runId)).toEqual([]);
  });

  it("of a complete run a class that its best epoch finds is not lost, whatever an earlier version wrote", () => {
    const { db, sweepId, runId } = setUp();
    const flag = (classIndex: number): RunFlag => ({ kind: "class-lost", epoch: 1, classIndex, kept: { text: "lost", remedy: "" } });
    // Rows true, columns predicted: the best epoch, 1, finds class 1; the last finds class 2.
    const epoch = (n: number, validation: number[]): EpochResult => ({ runId, epoch: n, trainLoss: 0.5, validation, test: validation });
    storeEpochs(db, taskOf({}), [epoch(1, [3, 0, 0, 0, 2, 0, 1, 0, 0]), epoch(2, [3, 0, 0, 2, 0, 0, 0, 0, 1])]);
    for (const c of [1, 2]) storeFlag(db, runId, flag(c));
    expect(flagsOfRun(db, runId)).toEqual([flag(1), flag(2)]);
    completeRun(db, runId, { bestEpoch: 1, trainMs: 1, now: "2026-01-01T00:00:00Z" });
    expect(flagsOfRun(db, runId)).toEqual([flag(2)]);
    expect(flagsOfSweep(db, sweepId).get(runId)).toEqual([flag(2)]);
  });

  it("options of a loss are kept with its configuration and given to the trainer; only one kind of loss trains together", () => {
    const { db } = setUp();
    const sweepId = addSweepRows(db, addDataset(db), {
      losses: [{ family: "cross-entropy" }, { family: "ldam", maxMargin: 0.3 }, { family: "logit-adjusted", tau: [1, 2] }],
      seeds: [1],
      controls: false,
    });
    expect(listConfigs(db, sweepId).map((c) => [cellOf(c).family, cellOf(c).options])).toEqual([
      ["cross-entropy", {}],
      ["ldam", { maxMargin: 0.3, scale: 30, beta: 0.9999, reweightFrom: 0.8 }],
      ["logit-adjusted", { tau: 1 }],
      ["logit-adjusted", { tau: 2 }],
    ]);
    const claimed = (): unknown[] => claimCohort(db, LEASE, sweepId, () => 100).map((r) => [r.params["family"], r.params["tau"] ?? null]);
    expect(claimed()).toEqual([["cross-entropy", null]]);
    expect(claimed()).toEqual([["ldam", null]]);
    expect(claimed()).toEqual([
      ["logit-adjusted", 1],
      ["logit-adjusted", 2],
    ]);
  });
});
