/** @file A sweep under comparison: what is loaded when, and one state for each way to look at it, read-only outside and remembered. */
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { CompareData } from "../../../../src-shared/wire/records.ts";
import { Comparison } from "../../../../src-renderer/views/compare/state/comparison.svelte.ts";
import { lookOf } from "../../../../src-renderer/views/compare/state/export-look.ts";
import { scopeRequest } from "../../../../src-renderer/views/compare/state/export-scope.ts";
import { columnsOf } from "../../../fixtures/compare-columns.ts";
import { compareOf, demoSweep, rowOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const sweep = demoSweep(1, 1, { name: "grid", gammas: [0, 1, 2], strengths: [0, 0.5], seeds: [1, 2], epochs: 9 });
for (const run of sweep.runs) Object.assign(run, { state: "complete", epoch: 9 });
const data = compareOf(sweep);
const [first, second, third] = data.configs.map((config) => config.id) as [number, number, number];
const control = data.configs.find((config) => config.isControl)!.id;
const F1 = { split: "validation", metric: "macroF1" } as const;
const RELOAD_MS = 1_500;
const running: CompareData = { ...data, runs: data.runs.map((run) => ({ ...run, state: "running" as const })) };

/** A comparison whose data are there. */
async function loaded(of: CompareData = data) {
  const { app } = fakeWindow();
  const comparison = new Comparison(app, 1);
  app.one("compare.columns").answer(columnsOf(of));
  await settled();
  return { app, comparison };
}
/** The same sweep, looked at again. */
async function again({ app, comparison }: Awaited<ReturnType<typeof loaded>>, of: CompareData = data, tab: Comparison["tab"] | null = null) {
  comparison.remember();
  comparison.close();
  const next = new Comparison(app, 1, tab);
  app.one("compare.columns").answer(columnsOf(of));
  await settled();
  return next;
}
const ended = (runId: number) => ({ sweepId: 1, runs: [rowOf(sweep, { ...sweep.runs.find((run) => run.id === runId)!, state: "failed" })] });

describe("the data of a comparison", () => {
  it("are asked for again a moment after runs end, once for all of them, and not for another sweep", async () => {
    const { app, comparison } = await loaded();
    for (const run of sweep.runs) app.emit("runs.changed", ended(run.id));
    app.emit("sweeps.changed", { ids: [1] });
    vi.advanceTimersByTime(RELOAD_MS - 1);
    expect(app.held("compare.columns")).toEqual([]);
    vi.advanceTimersByTime(1);
    app.one("compare.columns").answer(columnsOf({ ...data, runs: [] }));
    await settled();
    expect(comparison.core.data?.runs).toEqual([]);
    app.emit("sweeps.changed", { ids: [2] });
    app.emit("runs.changed", { ...ended(sweep.runs[0]!.id), sweepId: 2 });
    vi.advanceTimersByTime(2 * RELOAD_MS);
    expect(app.held("compare.columns")).toEqual([]);
  });

  it("are asked for once more where something changed during a question", async () => {
    const { app } = fakeWindow();
    const comparison = new Comparison(app, 1);
    app.emit("sweeps.changed", { ids: [1] });
    vi.advanceTimersByTime(RELOAD_MS);
    app.connect();
    app.one("compare.columns").answer(columnsOf({ ...data, runs: [] }));
    await settled();
    expect(comparison.core.data?.runs).toEqual([]);
    app.one("compare.columns").answer(columnsOf(data));
    await settled();
    expect(comparison.core.data?.runs).toHaveLength(sweep.runs.length);
    expect(app.countOf("compare.columns")).toBe(2);
  });

  it("do not move epoch by epoch, unless runs that still train are counted", async () => {
    const { app, comparison } = await loaded(running);
    const epoch = { sweepId: 1, runs: [rowOf(sweep, { ...sweep.runs[0]!, state: "running", epoch: 5 })] };
    app.emit("runs.changed", epoch);
    vi.advanceTimersByTime(2 * RELOAD_MS);
    expect(app.held("compare.columns")).toEqual([]);
    expect(comparison.core.hasProvisional).toBe(true);
    expect(comparison.core.summary(F1, comparison.core.groups[0]!).n).toBe(0);
    comparison.core.countProvisional(true);
    expect(comparison.core.summary(F1, comparison.core.groups[0]!).n).toBe(2);
    app.emit("runs.changed", epoch);
    vi.advanceTimersByTime(RELOAD_MS);
    expect(app.held("compare.columns")).toHaveLength(1);
  });

  it("stay on screen over a lost connection, with the reason, and are asked for after it", async () => {
    const { app, comparison } = await loaded();
    app.emit("sweeps.changed", { ids: [1] });
    vi.advanceTimersByTime(RELOAD_MS);
    app.lose();
    await settled();
    expect(comparison.core.error?.code).toBe("host/unreachable");
    expect(comparison.core.data?.runs).toHaveLength(sweep.runs.length);
    app.connect();
    app.one("compare.columns").answer(columnsOf({ ...data, runs: [] }));
    await settled();
    expect([comparison.core.error, comparison.core.data?.runs]).toEqual([null, []]);
  });

  it("say that the sweep is gone", async () => {
    const { app } = fakeWindow();
    const comparison = new Comparison(app, 1);
    app.one("compare.columns").refuse(new AppError("run/not-found", { what: "sweep", id: 1 }));
    await settled();
    expect([comparison.core.data, comparison.core.error?.code]).toEqual([null, "run/not-found"]);
  });

  it("are asked for no more when the view has moved on", async () => {
    const { app, comparison } = await loaded();
    app.emit("sweeps.changed", { ids: [1] });
    comparison.close();
    app.emit("runs.changed", ended(sweep.runs[0]!.id));
    app.connect();
    vi.advanceTimersByTime(2 * RELOAD_MS);
    expect(app.countOf("compare.columns")).toBe(1);
  });

  it("bring new scores along where some were shown", async () => {
    const { app, comparison } = await loaded();
    comparison.core.scores.want([{ split: "test", metric: "ece" }], "best");
    app.one("compare.measures").answer({ chosen: true, runIds: [], reasons: [], variants: [], columns: [] });
    await settled();
    app.emit("sweeps.changed", { ids: [1] });
    vi.advanceTimersByTime(RELOAD_MS);
    app.one("compare.columns").answer(columnsOf(data));
    await settled();
    expect(app.one("compare.measures").input).toEqual({ sweepId: 1, at: "best", split: "test", classes: false, columns: ["ece"] });
  });
});

describe("figures", () => {
  it("are against the control until another baseline is pinned, which survives a restart", async () => {
    const all = await loaded();
    const { core } = all.comparison;
    expect(core.baselineId).toBe(control);
    const other = core.byId.get(second)!;
    core.pin(first);
    expect(core.delta(F1, core.byId.get(first)!).mean).toBe(0);
    const difference = core.summary(F1, other).mean! - core.summary(F1, core.baseline!).mean!;
    expect(core.delta(F1, other).mean).toBeCloseTo(difference, 12);
    sessionStorage.removeItem("focaldesk.compare.1");
    expect((await again(all)).core.baselineId).toBe(first);
  });

  it("follow the epoch that is read", async () => {
    const { comparison } = await loaded();
    const { core } = comparison;
    const means = () => core.groups.map((group) => core.summary(F1, group).mean);
    const best = means();
    core.readAt("last");
    expect(means()).not.toEqual(best);
    core.readAt("best");
    expect(means()).toEqual(best);
  });

  it("do not keep a pin on a configuration that is gone", async () => {
    const all = await loaded();
    all.comparison.core.pin(first);
    const next = await again(all, { ...data, configs: data.configs.slice(1), runs: data.runs.filter((run) => run.configId !== first) });
    expect(next.core.baselineId).not.toBe(first);
  });
});

describe("the selection", () => {
  it("is what curves and matrices show; without one they show the best means and the baseline", async () => {
    const { comparison } = await loaded();
    const { core, selection } = comparison;
    const ids = () => selection.charted.map((group) => group.config.id);
    const ranked = core.groups.toSorted((a, b) => core.summary(F1, b).mean! - core.summary(F1, a).mean!).map((group) => group.config.id);
    expect(ids()).toEqual([...new Set([...ranked.slice(0, 3), control])]);
    selection.choose([third, first]);
    expect(ids()).toEqual([third, first]);
    selection.drop(third);
    expect(ids()).toEqual([first]);
    selection.clear();
    expect(ids()).toHaveLength(new Set([...ranked.slice(0, 3), control]).size);
    selection.drop(ranked[0]!);
    expect(ids()).not.toContain(ranked[0]);
    expect([...selection.ids]).toEqual(ids());
  });

  it("gives what is drawn over each other colours that are apart", async () => {
    const { comparison } = await loaded();
    comparison.selection.choose([first, second, third]);
    expect(new Set([first, second, third].map((id) => comparison.selection.ranks.get(id))).size).toBe(3);
  });

  it("loses what the sweep does not have any more", async () => {
    const all = await loaded();
    all.comparison.selection.choose([first, second]);
    all.comparison.table.toggleOpened(first);
    const next = await again(all, { ...data, configs: data.configs.filter((config) => config.id !== first) });
    expect([...next.selection.ids]).toEqual([second]);
    expect(next.table.opened.size).toBe(0);
  });
});

describe("the table", () => {
  it("keeps its columns over a restart, and gives them back", async () => {
    const all = await loaded();
    const { table } = all.comparison;
    const usual = table.columns;
    table.showColumn("param/weightDecay", true);
    table.showColumn(usual[0]!, false);
    sessionStorage.removeItem("focaldesk.compare.1");
    const { table: next } = await again(all);
    expect(next.columns).toEqual([...usual.slice(1), "param/weightDecay"]);
    next.resetColumns();
    expect(next.columns).toEqual(usual);
  });

  it("keeps columns and baseline apart: changing one does not put back the other", async () => {
    const all = await loaded();
    all.comparison.core.pin(first);
    all.comparison.table.setColumns(["param/gamma"]);
    all.comparison.core.pin(second);
    const next = await again(all);
    expect([next.core.baselineId, next.table.columns]).toEqual([second, ["param/gamma"]]);
  });

  it("lists what the filter lets through, and everything when it is cleared", async () => {
    const { comparison } = await loaded();
    const { table } = comparison;
    table.restrict("gamma", ">=", 1);
    table.restrict("gamma", "<=", 1);
    expect(table.listed.map((group) => group.config.params["gamma"])).toEqual([1, 1]);
    expect(table.isFiltered).toBe(true);
    table.clearFilter();
    expect([table.listed.length, table.isFiltered]).toEqual([data.configs.length, false]);
  });

  it("shows variants in their own order, and none for two classes where there are more", async () => {
    const all = await loaded();
    const { table } = all.comparison;
    table.showVariant("binary-threshold-f1", true);
    table.showVariant("temperature", true);
    expect((await again(all)).table.variants).toEqual(["temperature"]);
  });

  it("is exported as it is on screen", async () => {
    const { comparison } = await loaded();
    const { core, table, selection } = comparison;
    table.setColumns(["param/gamma", "validation/macroF1"]);
    table.restrict("gamma", ">=", 2);
    table.sortBy({ id: "param/strength", descending: true });
    const look = lookOf(core, table, selection);
    expect(scopeRequest(look, "shown", "configs")).toEqual({
      configs: data.configs
        .filter((config) => config.params["gamma"] === 2)
        .toSorted((a, b) => Number(b.params["strength"]) - Number(a.params["strength"]))
        .map((config) => config.id),
      metrics: ["validation_macro_f1"],
    });
  });
});

describe("statistics", () => {
  it("are of the whole sweep, or of the selection with the baseline, and of the whole again when it is cleared", async () => {
    const { comparison } = await loaded();
    const { selection, statistics } = comparison;
    const all = statistics.statistics.ids.length;
    expect(all).toBe(data.configs.length);
    statistics.compareOnlySelected(true);
    expect(statistics.statistics.ids).toHaveLength(all);
    const other = data.configs.find((config) => config.id !== control)!.id;
    selection.choose([other]);
    expect(statistics.onlySelected).toBe(true);
    expect([...statistics.statistics.ids].toSorted()).toEqual([control, other].toSorted());
    selection.clear();
    expect(statistics.onlySelected).toBe(false);
    expect(statistics.statistics.ids).toHaveLength(all);
  });

  it("drop a variant that the metric or the part does not have", async () => {
    const { comparison } = await loaded();
    const { statistics } = comparison;
    statistics.test({ split: "test", metric: "ece", variant: "temperature" });
    expect(statistics.measure).toEqual({ split: "test", metric: "ece", variant: "temperature" });
    statistics.test({ split: "validation" });
    expect(statistics.measure).toEqual({ split: "validation", metric: "ece" });
  });
});

describe("how a sweep is looked at", () => {
  it("is remembered whole while the window lives", async () => {
    const all = await loaded();
    const { core, map, selection, statistics, table } = all.comparison;
    all.comparison.open("map");
    core.readAt("last");
    core.showDifferences(true);
    selection.choose([second]);
    table.sortBy({ id: "param/gamma", descending: false });
    table.filterBy({ text: "2" });
    table.toggleOpened(third);
    table.showFamilies(true);
    table.chooseFamiliesBy("accuracy");
    table.showVariant("temperature", true);
    statistics.test({ split: "test", metric: "recall:1" });
    map.showMetric("recall:2");
    map.showSplit("test");
    const next = await again(all);
    expect([next.tab, next.core.at, next.core.showDeltas, [...next.selection.ids]]).toEqual(["map", "last", true, [second]]);
    expect(next.table.look).toEqual(table.look);
    expect([next.statistics.measure, next.map.measure]).toEqual([
      { split: "test", metric: "recall:1" },
      { split: "test", metric: "recall:2" },
    ]);
    expect((await again({ app: all.app, comparison: next }, data, "curves")).tab).toBe("curves");
  });

  it("falls back where the sweep has no such class", async () => {
    const all = await loaded();
    all.comparison.statistics.test({ metric: "recall:4" });
    all.comparison.map.showMetric("recall:4");
    all.comparison.table.chooseFamiliesBy("recall:4");
    const two = { ...data, classNames: data.classNames.slice(0, 2), runs: [] };
    const next = await again(all, two);
    expect([next.statistics.measure.metric, next.map.metric, next.table.familyMetric]).toEqual(["macroF1", "macroF1", "macroF1"]);
  });

  it("is read-only outside: a view changes it by name", async () => {
    const { comparison } = await loaded();
    const { core, map, selection, statistics, table } = comparison;
    for (const [state, name] of [
      [core, "at"],
      [core, "data"],
      [core.scores, "error"],
      [selection, "ids"],
      [table, "columns"],
      [statistics, "measure"],
      [map, "metric"],
      [comparison, "tab"],
    ] as const)
      expect(() => Object.assign(state, { [name]: null })).toThrow(TypeError);
  });
});
