/** Compare in the window: what the table, the differences, the map and the matrix show is what the stored counts say. */
import type { Locator, Page } from "@playwright/test";
import { classMetrics, meanAndSpread, scoresOf } from "../../src-shared/metrics/from-counts.ts";
import type { CompareData, RunDetail } from "../../src-shared/wire/records.ts";
import { closePopup, expect, test, trainedSweep } from "./app.ts";

const CLASSES = 5;
const SEEDS = { seeds: [1, 2] };
/** As a paper would print it: three digits, true minus. */
const print = (value: number): string => value.toFixed(3).replace("-", "−");

/** Validation macro F1 at the best epoch by seed, for each configuration. */
function macroF1BySeed(data: CompareData): Map<string, Map<number, number>> {
  return new Map(
    data.configs.map((config) => [
      config.label,
      new Map(data.runs.filter((r) => r.configId === config.id).map((r) => [r.seed, scoresOf(r.counts!.best.validation, CLASSES).macroF1!])),
    ]),
  );
}

const table = (page: Page): Locator => page.getByRole("treegrid", { name: "Configurations" });
/** The row of a configuration: labels are parts of one another, so the name cell must be whole. */
const rowOf = (page: Page, label: string): Locator =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByTitle(label, { exact: true }) });

/** Columns come when their figures do: what is read of the table is right once it has come to rest. */
const settled = (look: () => Promise<void>): Promise<void> => expect(look).toPass({ timeout: 60_000 });

/** The texts under a heading, top to bottom. */
async function column(page: Page, heading: RegExp): Promise<string[]> {
  const at = (await table(page).getByRole("columnheader").allInnerTexts()).findIndex((text) => heading.test(text.replace(/\s+/g, " ")));
  expect(at, `a column ${heading}`).toBeGreaterThanOrEqual(0);
  const rows = await table(page).getByRole("row").all();
  const texts = await Promise.all(rows.slice(1).map((row) => row.getByRole("gridcell").nth(at).innerText()));
  return texts.map((text) => text.replace(/\s+/g, " ").trim());
}

async function openCompare(page: Page, sweepId: number): Promise<void> {
  await page.evaluate(`location.hash = "#/compare/${sweepId}"`);
  await expect(page.getByText("8 of 8 runs complete")).toBeVisible();
}

test("the table ranks by the mean over seeds, differences are paired by seed, and both follow the stored counts", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, SEEDS);
  const data = await server.call<CompareData>("compare.get", { sweepId });
  const scores = macroF1BySeed(data);
  await openCompare(page, sweepId);

  const ranked = [...scores].map(([label, bySeed]) => ({ label, ...meanAndSpread([...bySeed.values()]) })).toSorted((a, b) => b.mean! - a.mean!);
  expect(ranked).toHaveLength(4);
  await settled(async () => expect(await column(page, /^Macro F1 validation/)).toEqual(ranked.map((r) => `${print(r.mean!)} ± ${print(r.sd!)}`)));
  for (const [i, r] of ranked.entries())
    await expect(
      table(page)
        .getByRole("row")
        .nth(i + 1),
    ).toContainText(r.label);

  // The rarest class, with how few rows its recall is of: what the matrices of the runs count.
  const rare = data.classCounts.indexOf(Math.min(...data.classCounts));
  const rows = classMetrics(data.runs[0]!.counts!.best.validation, data.classNames.length)[rare]!.support;
  await expect(
    table(page)
      .getByRole("columnheader", { name: `Recall of ${data.classNames[rare]}` })
      .first(),
  ).toHaveText(new RegExp(`validation · ${rows} rows?\\s*$`));

  // Another order, by the heading: the lowest mean first.
  await table(page).getByRole("columnheader", { name: "Macro F1" }).first().getByRole("button").click();
  await settled(async () => expect(await column(page, /^Macro F1 validation/)).toEqual(ranked.toReversed().map((r) => `${print(r.mean!)} ± ${print(r.sd!)}`)));

  const delta = (label: string, baseline: string): string => {
    const differences = [...scores.get(label)!].map(([seed, value]) => value - scores.get(baseline)!.get(seed)!);
    const { mean, sd } = meanAndSpread(differences);
    const size = print(Math.abs(mean!));
    return `${size === "0.000" ? "±" : mean! > 0 ? "+" : "−"}${size} ± ${print(sd!)}`;
  };
  const cell = async (label: string): Promise<string> => {
    const labels = await column(page, /^Configuration/);
    return (await column(page, /^Δ Macro F1 validation/))[labels.findIndex((text) => text.replace(" control", "") === label)]!;
  };
  await page.getByLabel("Differences to").check();
  await expect.poll(() => cell("γ 2 · α n^−1")).toBe(delta("γ 2 · α n^−1", "cross entropy"));
  await page.getByRole("combobox", { name: "Baseline", exact: true }).selectOption({ label: "γ 2 · α off" });
  await expect.poll(() => cell("γ 2 · α n^−1")).toBe(delta("γ 2 · α n^−1", "γ 2 · α off"));
  expect(delta("γ 2 · α n^−1", "γ 2 · α off")).not.toBe(delta("γ 2 · α n^−1", "cross entropy"));
});

test("the filter lists what fits, and chosen columns are there again after a reload", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, SEEDS);
  const data = await server.call<CompareData>("compare.get", { sweepId });
  await openCompare(page, sweepId);
  const names = async (): Promise<string[]> => (await column(page, /^Configuration/)).map((text) => text.replace(" control", "")).toSorted();

  await page.getByLabel("γ from").fill("2");
  await expect(page.getByText("2 of 4 configurations")).toBeVisible();
  await settled(async () => expect(await names()).toEqual(["γ 2 · α n^−1", "γ 2 · α off"]));
  await page.getByRole("searchbox", { name: "Find configurations" }).fill("off");
  await expect(page.getByText("1 of 4 configurations")).toBeVisible();
  await settled(async () => expect(await names()).toEqual(["γ 2 · α off"]));
  await page.getByRole("button", { name: "Clear filter" }).click();
  await expect(page.getByText("4 of 4 configurations")).toBeVisible();

  await page.getByRole("button", { name: "Columns", exact: true }).click();
  await page.getByRole("searchbox", { name: "Find a column" }).fill("precision of 5");
  await page
    .getByRole("checkbox", { name: /^Precision of 5 on validation/ })
    .first()
    .check();
  await closePopup(page);
  const expected = data.configs.map((config) => {
    const values = data.runs.filter((r) => r.configId === config.id).map((r) => classMetrics(r.counts!.best.validation, CLASSES)[4]!.precision);
    const { mean, sd } = meanAndSpread(values);
    return mean === null ? "–" : sd === null ? print(mean) : `${print(mean)} ± ${print(sd)}`;
  });
  await page.reload();
  await expect(page.getByText("8 of 8 runs complete")).toBeVisible();
  await settled(async () => expect((await column(page, /^Precision of 5 validation/)).toSorted()).toEqual(expected.toSorted()));
});

test("the map as a table holds the means of its cells, and small maps show every class", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, SEEDS);
  const data = await server.call<CompareData>("compare.get", { sweepId });
  await openCompare(page, sweepId);
  await page.getByRole("button", { name: "γ × α map" }).click();

  const meanOf = (gamma: number, strength: number, value: (counts: readonly number[]) => number | null): string => {
    const config = data.configs.find((c) => c.params["gamma"] === gamma && (c.params["strength"] ?? 0) === strength)!;
    const { mean } = meanAndSpread(data.runs.filter((r) => r.configId === config.id).map((r) => value(r.counts!.best.validation)));
    return mean!.toFixed(4);
  };
  const rowsOf = async (title: string): Promise<string[][]> => {
    await page
      .getByRole("group", { name: title, exact: true })
      .getByRole("button", { name: /Show the numbers/ })
      .click();
    const grid = page.getByRole("grid", { name: title });
    await expect(grid.getByRole("row")).toHaveCount(3);
    const rows = await grid.getByRole("row").all();
    return Promise.all(rows.slice(1).map(async (row) => (await row.getByRole("gridcell").allInnerTexts()).map((text) => text.trim())));
  };
  const macroF1 = (counts: readonly number[]): number | null => scoresOf(counts, CLASSES).macroF1;
  expect(await rowsOf("Macro F1, validation")).toEqual([1, 0].map((s) => [String(s), meanOf(0, s, macroF1), meanOf(2, s, macroF1)]));
  const recallOf2 = (counts: readonly number[]): number | null => classMetrics(counts, CLASSES)[1]!.recall;
  expect(await rowsOf("Recall of 2")).toEqual([1, 0].map((s) => [String(s), meanOf(0, s, recallOf2), meanOf(2, s, recallOf2)]));
  await expect(page.getByRole("group", { name: /^Recall of \d$/ })).toHaveCount(CLASSES);
});

test("curves and matrices start with the best and the baseline, and a run's matrix is its counts", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, SEEDS);
  const data = await server.call<CompareData>("compare.get", { sweepId });
  await openCompare(page, sweepId);
  const ranked = [...macroF1BySeed(data)]
    .map(([label, bySeed]) => ({ label, mean: meanAndSpread([...bySeed.values()]).mean! }))
    .toSorted((a, b) => b.mean - a.mean)
    .map((r) => r.label);
  const suggested = [...new Set([...ranked.slice(0, 3), "cross entropy"])];

  await page.getByRole("button", { name: "Confusion", exact: true }).click();
  await expect(page.getByRole("heading", { level: 3 })).toHaveText(suggested);
  await page.getByRole("button", { name: "Curves", exact: true }).click();
  await expect(page.getByRole("list", { name: "Legend" }).getByRole("listitem")).toHaveText(suggested);

  // A chosen configuration takes their place, and is still chosen after a look at one of its runs.
  await page.getByRole("button", { name: "Choose in the table" }).click();
  await rowOf(page, "γ 2 · α n^−1").click();
  await page.getByRole("button", { name: "Confusion", exact: true }).click();
  await expect(page.getByText("1 configuration selected")).toBeVisible();
  const config = data.configs.find((c) => c.label === "γ 2 · α n^−1")!;
  const run = data.runs.find((r) => r.configId === config.id && r.seed === 2)!;
  await page.evaluate(`location.hash = "#/run/${run.id}"`);
  await expect(page.getByText("Provenance")).toBeVisible();

  const detail = await server.call<RunDetail>("run.get", { id: run.id });
  const counts = detail.epochs.find((e) => e.epoch === detail.row.bestEpoch)!.validation;
  const cells = page.getByRole("grid").first().getByRole("gridcell");
  await expect(cells).toHaveCount(CLASSES * CLASSES);
  expect((await cells.allInnerTexts()).map((text) => Number(text.replace(/\s/g, "")))).toEqual(counts);

  await page.goBack();
  await expect(page.getByText("1 configuration selected")).toBeVisible();
});

test("the best of each family is chosen on validation, and what is reported is test", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, { ...SEEDS, losses: [{ family: "focal-softmax", gamma: [0, 1, 2, 4], strength: [0, 1] }] });
  const data = await server.call<CompareData>("compare.get", { sweepId });
  const meanOf = (configId: number, part: "validation" | "test"): { mean: number; sd: number } => {
    const { mean, sd } = meanAndSpread(data.runs.filter((r) => r.configId === configId).map((r) => scoresOf(r.counts!.best[part], CLASSES).macroF1!));
    return { mean: mean!, sd: sd! };
  };
  const focal = data.configs.filter((config) => Number(config.params["gamma"]) > 0 && config.params["strength"] === 0);
  expect(focal).toHaveLength(3);
  const best = focal.toSorted((a, b) => meanOf(b.id, "validation").mean - meanOf(a.id, "validation").mean)[0]!;

  await page.evaluate(`location.hash = "#/compare/${sweepId}"`);
  await page.getByRole("button", { name: "Best of each family" }).click();
  const grid = page.getByRole("grid", { name: "Best of each family" });
  await expect(grid.getByRole("row")).toHaveCount(1 + 4);
  const row = grid.getByRole("row").filter({ has: page.getByTitle("Focal loss", { exact: true }) });
  const test = meanOf(best.id, "test");
  const validation = meanOf(best.id, "validation");
  const cells = (await row.getByRole("gridcell").allInnerTexts()).map((text) => text.trim());
  expect(cells.slice(0, 6)).toEqual([
    "Focal loss",
    best.label,
    "of 3",
    "2",
    `${print(validation.mean)} ± ${print(validation.sd)}`,
    `${print(test.mean)} ± ${print(test.sd)}`,
  ]);
  await expect(grid.getByTitle("Baseline of the differences")).toHaveCount(1);

  // Another metric chooses among configurations, not among epochs: only then the note says so.
  const epochs = page.getByText("Each run’s epoch was still chosen by validation macro F1");
  await expect(epochs).toHaveCount(0);
  await page.getByLabel("Choose on validation by").selectOption("balancedAccuracy");
  await expect(epochs).toBeVisible();
  await page.getByLabel("Choose on validation by").selectOption("macroF1");

  // By keyboard: the first row, Enter shows its panel; the choice is there again after a reload.
  await grid.focus();
  await grid.press("Enter");
  await expect(page.getByRole("button", { name: "Baseline of the differences" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("grid", { name: "Best of each family" }).getByRole("row")).toHaveCount(1 + 4);
});

test("another sweep is shown in the same way, and an address of nothing says so", async ({ page, server }) => {
  const first = await trainedSweep(server, SEEDS);
  const second = await trainedSweep(server, { ...SEEDS, name: "other", training: { epochs: 2, batchSize: 256 } });
  await openCompare(page, first);
  await page.getByRole("button", { name: "Statistics", exact: true }).click();
  await page.getByRole("combobox", { name: "Sweep" }).selectOption(String(second));
  await expect(page).toHaveURL(new RegExp(`#/compare/${second}$`));
  await expect(page.getByRole("button", { name: "Statistics", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("grid", { name: "Statistics over seeds" })).toBeVisible();

  await page.evaluate(`location.hash = "#/nonsense"`);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await expect(page.getByText("Nothing is at “#/nonsense”.")).toBeVisible();
  await page.getByRole("link", { name: "Open the data sets" }).click();
  await expect(page).toHaveURL(/#\/data$/);
});
