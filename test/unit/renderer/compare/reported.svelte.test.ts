/**
 * @file A metric that nobody foresaw, through the store into everything that shows metrics: table, map, tests, command line, files.
 * What is expected of it was worked out by hand from the values that are stored here.
 */
import { describe, expect, it } from "vitest";
import { exportSweep } from "../../../../src-main/commands/export-sweep.ts";
import { compareSweep } from "../../../../src-main/commands/compare.ts";
import { compareMeasures } from "../../../../src-main/commands/compare-measures.ts";
import { summarizeSweep } from "../../../../src-main/commands/status.ts";
import { figureColumns, sweepFigures } from "../../../../src-main/cli/sweep/sweep-figures.ts";
import { exportChoice } from "../../../../src-main/cli/sweep/export-choice.ts";
import { OptionsSchema } from "../../../../src-main/cli/arguments/options.ts";
import { storeDescriptions } from "../../../../src-main/store/reported-rows.ts";
import { storeEpochs } from "../../../../src-main/store/result-rows.ts";
import { claimCohort, completeRun, getRunPlace } from "../../../../src-main/store/run-rows.ts";
import { getSweep, listConfigs } from "../../../../src-main/store/sweep-rows.ts";
import { metricLabel, ofClassId } from "../../../../src-shared/metrics/metric-id.ts";
import type { Measure } from "../../../../src-shared/metrics/measure.ts";
import { measureId } from "../../../../src-shared/metrics/measure.ts";
import { reportedId } from "../../../../src-shared/metrics/reported.ts";
import { measuredOf } from "../../../../src-shared/results/groups.ts";
import { storedRuns } from "../../../../src-shared/results/stored-columns.ts";
import { taskOf } from "../../../../src-shared/task/registry.ts";
import { isRefused } from "../../../../src-shared/statistics/outcome.ts";
import { Comparison } from "../../../../src-renderer/views/compare/state/comparison.svelte.ts";
import { lookOf } from "../../../../src-renderer/views/compare/state/export-look.ts";
import { columnGroups } from "../../../../src-renderer/views/compare/state/columns.ts";
import { scopeRequest } from "../../../../src-renderer/views/compare/state/export-scope.ts";
import { byStanding, mapStanding } from "../../../../src-renderer/views/compare/map/map-standing.ts";
import { columnsOf } from "../../../fixtures/compare-columns.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";
import { addDataset, addSweepRows, openDatabase } from "../../../fixtures/open-database.ts";

const NAME = "cost/km @0.5";
const COST = reportedId(NAME);
const ON_TEST: Measure = { split: "test", metric: COST };
const LEASE = { owner: "me", until: "2026-01-01T00:01:00.000Z", now: "2026-01-01T00:00:00.000Z" };
const COUNTS = [30, 1, 1, 1, 5, 0, 0, 1, 2];

/** Two gammas, six seeds. Cost of gamma 0: 10 + seed / 10; of gamma 2 half of that. Per class: class index + gamma, none of the second class. */
function stored() {
  const db = openDatabase();
  const sweepId = addSweepRows(db, addDataset(db), {
    losses: [{ family: "focal-softmax", gamma: [0, 2], strength: 0 }],
    controls: false,
    seeds: [1, 2, 3, 4, 5, 6],
  });
  storeDescriptions(db, sweepId, [{ name: NAME, whole: true, perClass: true, better: "lower", unit: "€", range: [0, null] }]);
  const gammaOf = new Map(listConfigs(db, sweepId).map((config) => [config.id, Number(config.params["gamma"])]));
  for (const run of claimCohort(db, LEASE, sweepId, () => 1000)) {
    const gamma = gammaOf.get(getRunPlace(db, run.id).configId)!;
    const cost = (10 + run.seed / 10) / (gamma === 0 ? 1 : 2);
    const of = (split: "validation" | "test", classIndex: number | null, value: number) => ({ name: NAME, split, classIndex, value });
    const reported = [of("validation", null, 99), of("test", null, cost), of("test", 0, gamma), of("test", 2, run.seed === 6 ? NaN : 2 + gamma)];
    const epoch = (n: number, values: typeof reported) => ({ runId: run.id, epoch: n, trainLoss: 1, validation: COUNTS, test: COUNTS, reported: values });
    storeEpochs(db, taskOf({}), [epoch(1, reported), epoch(2, [of("test", null, 77)])]);
    completeRun(db, run.id, { bestEpoch: 1, trainMs: 1, now: LEASE.now });
  }
  return { db, sweepId, data: compareSweep(db, summarizeSweep(db, getSweep(db, sweepId), [], 1)) };
}

async function textOf(...of: Parameters<typeof exportSweep>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of exportSweep(...of).bytes) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
/** mean of 10.1 to 10.6. */
const MEAN = 10.35;

describe("a reported metric", () => {
  it("has its description, its label, and a place of its own among the columns", () => {
    const { data } = stored();
    expect(data.reported).toEqual([{ name: NAME, whole: true, perClass: true, better: "lower", unit: "€", range: [0, null] }]);
    expect([metricLabel(COST, data), metricLabel(ofClassId(COST, 2), data)]).toEqual([NAME, `${NAME} of c`]);
    expect(columnGroups(data).filter((group) => group.id === "reported")).toEqual([{ id: "reported", classIndex: null, metrics: [COST] }]);
  });

  it("sorts, maps and is tested in the window, lower being better, at the epoch that is looked at", async () => {
    const { db, sweepId, data } = stored();
    const { app } = fakeWindow();
    const comparison = new Comparison(app, sweepId);
    app.one("compare.columns").answer(columnsOf(data));
    await settled();
    const { core, table } = comparison;
    core.scores.want([ON_TEST, { split: "test", metric: ofClassId(COST, 1) }, { split: "test", metric: ofClassId(COST, 2) }], "best");
    for (const asked of app.held("compare.measures")) asked.answer(compareMeasures(db, asked.input as never));
    await settled();
    const [plain, focal] = core.groups;
    expect([core.summary(ON_TEST, plain!).mean, core.summary(ON_TEST, focal!).mean]).toEqual([expect.closeTo(MEAN, 12), expect.closeTo(MEAN / 2, 12)]);

    const id = measureId(ON_TEST);
    table.setColumns([id]);
    table.sortBy({ id, descending: false });
    const look = lookOf(core, table, comparison.selection);
    expect(scopeRequest(look, "shown", "configs")).toEqual({ configs: [focal!.config.id, plain!.config.id], metrics: [`test_reported.${NAME}`] });

    comparison.map.showMetric(COST);
    comparison.map.showSplit("test");
    const { measure } = comparison.map;
    const cells = new Map(core.groups.map((group) => [group.config.id, core.summary(measure, group)]));
    expect(mapStanding(cells, new Map(), measure, core.space).best).toEqual(new Set([focal!.config.id]));
    expect(byStanding(cells, measure, core.space)).toEqual([focal!.config.id, plain!.config.id]);

    core.pin(plain!.config.id);
    const { configs } = core.statistics(ON_TEST);
    expect(configs.map(({ standing }) => standing)).toEqual(["behind", "best"]);
    const comparison2 = configs[1]!.comparison!;
    // Six pairs that all differ one way: 2 / 2^6.
    expect(isRefused(comparison2) ? null : [comparison2.test.p, comparison2.effect.meanDifference]).toEqual([2 / 64, expect.closeTo(-MEAN / 2, 12)]);

    const of = (seed: number, c: number) => measuredOf(focal!.runs[seed - 1]!, { split: "test", metric: ofClassId(COST, c) }, core.view);
    expect([of(1, 2).value, of(6, 2).reason, of(1, 1).reason]).toEqual([4, { id: "reported-not-finite", value: "nan" }, { id: "not-reported" }]);
  });

  it("stands in the figures and tables of the command line and of files, under the name that it was reported by", async () => {
    const { db, sweepId, data } = stored();
    const measures = storedRuns(compareMeasures(db, { sweepId, at: "best", split: "test", columns: figureColumns(data), classes: false }));
    const [plain, focal] = sweepFigures(data, measures, "best");
    expect([plain!.test[COST]!.mean, focal!.test[COST]!.mean, plain!.test[COST]!.n]).toEqual([expect.closeTo(MEAN, 12), expect.closeTo(MEAN / 2, 12), 6]);

    const choice = exportChoice(data, OptionsSchema.parse({ metrics: [NAME, `validation_reported.${NAME}`], "select-by": NAME }));
    const text = (rows: "configs" | "families" | "runs", at: "best" | "last", format: "csv" | "markdown" = "csv") =>
      textOf(db, data, { sweepId, format, rows, at, ...choice });
    const cells = (csv: string) => csv.split("\r\n").map((row) => row.split(","));
    const [head, first] = cells(await text("configs", "best"));
    const cell = (name: string): string => first![head!.indexOf(name)]!;
    expect(Number(cell(`test_reported.${NAME}_mean`))).toBeCloseTo(MEAN, 12);
    expect(cell(`validation_reported.${NAME}_mean`)).toBe("99");
    expect(await text("configs", "last")).toContain("77");
    expect(await text("families", "best")).toContain(`Focal loss,reported.${NAME},1,`);
    const [runHead, run] = cells(await text("runs", "best"));
    expect(Number(run![runHead!.indexOf(`test_reported.${NAME}`)])).toBeCloseTo(10.1, 12);
    expect(await text("configs", "best", "markdown")).toContain(`${NAME.replace("/", "/")} ↓`);
    expect((await textOf(db, data, { sweepId, format: "csv", rows: "runs", at: "best" })).split("\r\n")[0]).toContain(`test_reported.${NAME}[c]`);
  });

  it("is read by the name of a built-in metric as something else", async () => {
    const { db, sweepId } = stored();
    storeDescriptions(db, sweepId, [{ name: "macroF1", whole: true, perClass: false, better: "higher", unit: "", range: [0, 1] }]);
    const data = compareSweep(db, summarizeSweep(db, getSweep(db, sweepId), [], 1));
    const choice = (name: string) => exportChoice(data, OptionsSchema.parse({ metrics: [name] })).metrics;
    const head = (name: string) => textOf(db, data, { sweepId, format: "csv", rows: "runs", at: "best", metrics: choice(name)! });
    expect(await head("macro_f1")).toContain("test_macro_f1,");
    expect(await head("reported.macroF1")).toContain("test_reported.macroF1,");
  });
});
