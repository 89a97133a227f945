/** @file Metrics of scores, fetched column by column when something needs them, never fewer than there were. */
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { Measure } from "../../../../src-shared/metrics/measure.ts";
import { AcrossDatasets } from "../../../../src-renderer/views/compare/datasets/across-datasets.svelte.ts";
import { ScoreMeasures } from "../../../../src-renderer/views/compare/state/score-measures.svelte.ts";
import { columnsOf } from "../../../fixtures/compare-columns.ts";
import { compareOf, demoSweep, measuresOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const sweep = demoSweep(1, 1, { name: "one", gammas: [0, 2], strengths: [0], seeds: [1], epochs: 9 });
for (const run of sweep.runs) Object.assign(run, { state: "complete", epoch: 9 });
const FIRST = sweep.runs[0]!.id;
const answer = (columns: readonly string[] = ["ece"]) => measuresOf(sweep, { at: "best", split: "test", columns: [...columns] });
const none = (columns: readonly string[]) => ({ ...answer(columns), runIds: [], variants: [], columns: [] });
const ECE: Measure = { split: "test", metric: "ece" };
const AFTER: Measure = { split: "test", metric: "ece", variant: "temperature" };
const OF_CLASS: Measure = { split: "test", metric: "rocAuc:0" as Measure["metric"] };

describe("metrics of scores", () => {
  it("are not asked for where counts do, and once where they do not", async () => {
    const { app } = fakeWindow();
    const scores = new ScoreMeasures(app, 1);
    scores.want([{ split: "test", metric: "macroF1" }], "best");
    expect(app.countOf("compare.measures")).toBe(0);
    scores.want([ECE], "best");
    scores.want([ECE], "best");
    expect(scores.loading).toBe(true);
    expect(scores.of("best", "test", FIRST)).toBeUndefined();
    app.one("compare.measures").answer(answer());
    await settled();
    scores.want([ECE], "best");
    expect(app.countOf("compare.measures")).toBe(1);
    expect(scores.loading).toBe(false);
    expect(scores.of("best", "test", FIRST)?.measures.length).toBeGreaterThan(0);
    expect(scores.of("best", "test", -1)).toBeNull();
    expect(scores.of("last", "test", FIRST)).toBeUndefined();
  });

  it("come column by column: each is asked for once, and what is here stays when others come", async () => {
    const { app } = fakeWindow();
    const scores = new ScoreMeasures(app, 1);
    scores.want([ECE], "best");
    scores.want([ECE, OF_CLASS, AFTER], "best");
    const [first, second] = app.held("compare.measures");
    expect([first!.input.columns, second!.input.columns]).toEqual([["ece"], ["rocAuc:0", "ece@temperature"]]);
    second!.answer(answer(second!.input.columns));
    await settled();
    expect([scores.has(ECE, "best"), scores.has(OF_CLASS, "best"), scores.has(AFTER, "best")]).toEqual([false, true, false]);
    first!.answer(answer(first!.input.columns));
    await settled();
    expect([scores.has(ECE, "best"), scores.has(OF_CLASS, "best"), scores.has(AFTER, "best")]).toEqual([true, true, true]);
    const [raw, after] = ["raw", "temperature"].map((name) => scores.of("best", "test", FIRST)!.measures.find(({ variant }) => variant === name));
    expect([raw!.overall["ece"], raw!.classes!["rocAuc"]![0], after!.overall["ece"]]).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    scores.want([ECE, OF_CLASS, AFTER], "best");
    expect(app.held("compare.measures")).toEqual([]);
  });

  it("are asked for again as they were when runs end, and after a failure when somebody retries", async () => {
    const { app } = fakeWindow();
    const scores = new ScoreMeasures(app, 1);
    scores.want([ECE], "best");
    app.one("compare.measures").answer(none(["ece"]));
    await settled();
    const before = scores.version;
    scores.refresh();
    app.one("compare.measures").answer(answer());
    await settled();
    expect(scores.version).not.toBe(before);
    expect(scores.of("best", "test", FIRST)).not.toBeNull();
    scores.want([{ ...ECE, split: "validation" }], "best");
    app.one("compare.measures").refuse(new AppError("app/internal", { detail: "no" }));
    await settled();
    expect([scores.error?.code, scores.loading]).toEqual(["app/internal", false]);
    scores.retry();
    expect(scores.error).toBeNull();
  });
});

it("an earlier answer that comes late does not take away runs that ended since", async () => {
  const { app } = fakeWindow();
  const scores = new ScoreMeasures(app, 1);
  scores.want([ECE], "best");
  app.one("compare.measures").answer(none(["ece"]));
  await settled();
  scores.refresh();
  scores.refresh();
  const [before, after] = app.held("compare.measures");
  after!.answer(answer());
  await settled();
  before!.answer(none(["ece"]));
  await settled();
  expect(scores.of("best", "test", FIRST)).not.toBeNull();
});

describe("sweeps that are ranked together", () => {
  it("are there when the last of them is, with the scores that the metric needs", async () => {
    const { app } = fakeWindow();
    const across = new AcrossDatasets(app);
    across.want([1, 2], ECE, "best");
    across.want([1, 2], ECE, "best");
    expect(app.held("compare.columns").map(({ input }) => input.sweepId)).toEqual([1, 2]);
    for (const held of app.held("compare.columns")) held.answer(columnsOf(compareOf(sweep)));
    await settled();
    expect(across.entries([1, 2], { split: "test", metric: "macroF1" }, "best")).toHaveLength(2);
    expect(across.entries([1, 2], ECE, "best")).toBeNull();
    for (const held of app.held("compare.measures")) held.answer(answer());
    await settled();
    const entries = across.entries([1, 2], ECE, "best")!;
    expect(entries[0]!.view.stored!(FIRST, "test")).not.toBeNull();
  });

  it("may be asked for again after a failure", async () => {
    const { app } = fakeWindow();
    const across = new AcrossDatasets(app);
    const measure: Measure = { split: "test", metric: "macroF1" };
    across.want([1], measure, "best");
    app.lose();
    await settled();
    expect(across.error?.code).toBe("host/unreachable");
    app.connect();
    across.want([1], measure, "best");
    app.one("compare.columns").answer(columnsOf(compareOf(sweep)));
    await settled();
    expect(across.entries([1], measure, "best")).toHaveLength(1);
  });
});
