/** @file Curves, matrices and data sets of a comparison: what they show follows the selection, the seeds that count, and what has arrived. */
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { CompareData } from "../../../../src-shared/wire/records.ts";
import { ConfusionView } from "../../../../src-renderer/views/compare/confusion/confusion-view.svelte.ts";
import { CurvesView } from "../../../../src-renderer/views/compare/curves/curves-view.svelte.ts";
import { DatasetsView } from "../../../../src-renderer/views/compare/datasets/datasets-view.svelte.ts";
import { CompareCore } from "../../../../src-renderer/views/compare/state/compare.svelte.ts";
import { Selection } from "../../../../src-renderer/views/compare/state/selection.svelte.ts";
import { RunDetailsState } from "../../../../src-renderer/views/run-parts/run-details.svelte.ts";
import { columnsOf } from "../../../fixtures/compare-columns.ts";
import { compareOf, demoSweep, detailOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const sweep = demoSweep(1, 1, { name: "grid", gammas: [0, 2], strengths: [0], seeds: [1, 2], epochs: 4 });
for (const run of sweep.runs) Object.assign(run, { state: "complete", epoch: 4 });
const whole = compareOf(sweep);
const config = whole.configs.find(({ params }) => params["gamma"] === 2)!;
const [seed1, seed2] = whole.runs.filter((run) => run.configId === config.id);
/** The second seed of γ 2 has failed at its second epoch. */
const failed: CompareData = {
  ...whole,
  runs: whole.runs.map((run) =>
    run.id === seed2!.id ? { ...run, state: "failed", epoch: 2, error: { code: "train/diverged", data: {}, kept: "It diverged." } } : run,
  ),
};
const detail = (id: number) =>
  detailOf(
    sweep,
    sweep.runs.find((run) => run.id === id)!,
  );

async function loaded(data: CompareData = whole) {
  const all = fakeWindow();
  const core = new CompareCore(all.app, 1);
  const selection = new Selection(core, null);
  all.app.one("compare.columns").answer(columnsOf(data));
  await settled();
  selection.choose([config.id]);
  return { ...all, core, selection };
}

describe("curves", () => {
  it("are of the seeds that are here, and get a range with the second", async () => {
    const { app, window, core, selection } = await loaded();
    const details = window.kept(RunDetailsState);
    const curves = new CurvesView(core, selection, details);
    expect(curves.runIds).toEqual([seed1!.id, seed2!.id]);
    details.watch(curves.runIds);
    expect([curves.loaded, curves.scores.bands]).toEqual([0, []]);
    app.held("run.get")[1]!.answer(detail(seed2!.id));
    await settled();
    expect([curves.loaded, curves.scores.bands.map(({ range }) => range)]).toEqual([1, [null]]);
    app.held("run.get")[0]!.answer(detail(seed1!.id));
    await settled();
    const losses = [seed1!, seed2!].map(({ id }) => detail(id).epochs.map((epoch) => epoch.trainLoss!));
    expect(curves.losses.x).toEqual([1, 2, 3, 4]);
    const [band] = curves.losses.bands;
    for (const [i, y] of band!.y.entries()) expect(y).toBeCloseTo((losses[0]![i]! + losses[1]![i]!) / 2, 12);
    for (const [i, low] of band!.range!.low.entries()) expect(low).toBe(Math.min(losses[0]![i]!, losses[1]![i]!));
    expect([curves.loaded, curves.seeds, curves.unfinished]).toEqual([2, 2, []]);
  });

  it("leave out a run that failed, fetch it all the same, and say what became of it", async () => {
    const { app, window, core, selection } = await loaded(failed);
    app.answers("run.get", ({ id }) => detail(id));
    const details = window.kept(RunDetailsState);
    const curves = new CurvesView(core, selection, details);
    details.watch(curves.runIds);
    await settled();
    expect([curves.runIds.length, curves.seeds, curves.scores.bands.map(({ range }) => range)]).toEqual([2, 1, [null]]);
    expect(curves.unfinished).toMatchObject([{ label: config.label }]);
    expect(curves.unfinished[0]!.standing).toContain("failed");
  });

  it("change with metric and part", async () => {
    const { app, window, core, selection } = await loaded();
    app.answers("run.get", ({ id }) => detail(id));
    const details = window.kept(RunDetailsState);
    const curves = new CurvesView(core, selection, details);
    details.watch(curves.runIds);
    await settled();
    const before = curves.scores.bands[0]!.y;
    curves.showSplit("test");
    expect(curves.scores.bands[0]!.y).not.toEqual(before);
    const onTest = curves.scores.bands[0]!.y;
    curves.showMetric("recall:2");
    expect(curves.scores.bands[0]!.y).not.toEqual(onTest);
  });
});

describe("confusion matrices", () => {
  it("are summed over the seeds that count, at the epoch and on the part that are looked at", async () => {
    const { core, selection } = await loaded();
    const confusion = new ConfusionView(core, selection);
    const sum = (at: "best" | "last", split: "validation" | "test") => seed1!.counts![at][split].map((n, i) => n + seed2!.counts![at][split][i]!);
    expect(confusion.matrices).toMatchObject([{ config: { id: config.id }, seeds: 2, counts: sum("best", "validation") }]);
    core.readAt("last");
    confusion.showSplit("test");
    expect(confusion.matrices[0]!.counts).toEqual(sum("last", "test"));
    expect(confusion.mode).toBe("share");
    confusion.showAs("counts");
    expect(confusion.mode).toBe("counts");
  });

  it("leave out a run that failed; without any the standing says why", async () => {
    const { core, selection } = await loaded({ ...failed, runs: failed.runs.filter((run) => run.id !== seed1!.id) });
    const [matrix] = new ConfusionView(core, selection).matrices;
    expect([matrix!.seeds, matrix!.counts]).toEqual([0, null]);
    expect(matrix!.standing).toContain("failed");
  });
});

describe("sweeps of several data sets", () => {
  const other: CompareData = { ...whole, sweep: { ...whole.sweep, id: 2, datasetId: 2, datasetName: "wine" }, datasetSha256: "b".repeat(64) };

  it("are ranked when all of them are here, by the configurations they share and that are taken", async () => {
    const { app, core } = await loaded();
    const datasets = new DatasetsView(app, core);
    datasets.want();
    app.one("compare.columns").answer(columnsOf(whole));
    await settled();
    expect([datasets.sweepIds, datasets.common.length]).toEqual([[1], whole.configs.length]);
    datasets.takeSweep(2, true, [2, 1]);
    expect([datasets.sweepIds, datasets.entries, datasets.table]).toEqual([[2, 1], null, null]);
    datasets.want();
    app.one("compare.columns").answer(columnsOf(other));
    await settled();
    expect([datasets.entries?.length, datasets.twice, datasets.table?.scores.length]).toEqual([2, null, 2]);
    datasets.take(config.label, false);
    expect([datasets.labels.includes(config.label), datasets.isTaken(config.label)]).toEqual([false, false]);
    datasets.takeNone();
    expect(datasets.labels).toEqual([]);
    datasets.takeAll();
    expect([...datasets.order].toSorted()).toEqual(datasets.labels.map((_, place) => place));
  });

  it("of one data set are not ranked: it would count twice", async () => {
    const { app, core } = await loaded();
    const datasets = new DatasetsView(app, core);
    datasets.takeSweep(2, true, [1, 2]);
    datasets.want();
    for (const held of app.held("compare.columns")) held.answer(columnsOf({ ...whole, sweep: { ...whole.sweep, id: held.input.sweepId } }));
    await settled();
    expect(datasets.twice).not.toBeNull();
    expect(datasets.ranking).toBeNull();
  });

  it("need scores for a metric of scores, and say why they are not here", async () => {
    const { app, core } = await loaded();
    const datasets = new DatasetsView(app, core);
    datasets.showMetric("ece");
    datasets.showSplit("validation");
    datasets.want();
    expect(app.one("compare.measures").input).toMatchObject({ split: "validation", at: "best" });
    app.one("compare.columns").refuse(new AppError("run/not-found", { what: "sweep", id: 1 }));
    await settled();
    expect([datasets.error?.code, datasets.entries]).toEqual(["run/not-found", null]);
  });
});
