/** What the seeds say, what is done after training, and one run's scores: the window shows what the server's numbers say. */
import type { Locator, Page } from "@playwright/test";
import { countMetrics } from "../../src-shared/metrics/count-metrics.ts";
import { meanAndSpread, scoresOf } from "../../src-shared/metrics/from-counts.ts";
import type { CompareData, CompareMeasures, RunDetail } from "../../src-shared/wire/records.ts";
import { storedRuns } from "../../src-shared/results/stored-columns.ts";
import { closePopup, expect, test, trainedSweep } from "./app.ts";

const CLASSES = 5;
const print = (value: number): string => value.toFixed(3).replace("-", "−");

/** Two-sided p of the signed-rank test by going through every pattern of signs; no ties, no zeros. */
function signedRankP(differences: readonly number[]): number {
  const order = differences.map((_, i) => i).sort((a, b) => Math.abs(differences[a]!) - Math.abs(differences[b]!));
  const ranks = differences.map((_, i) => order.indexOf(i) + 1);
  const smaller = (sums: number): number => Math.min(sums, (ranks.length * (ranks.length + 1)) / 2 - sums);
  const seen = smaller(ranks.reduce((sum, rank, i) => sum + (differences[i]! > 0 ? rank : 0), 0));
  let asExtreme = 0;
  for (let pattern = 0; pattern < 2 ** ranks.length; pattern++)
    if (smaller(ranks.reduce((sum, rank, i) => sum + (pattern & (2 ** i) ? rank : 0), 0)) <= seen) asExtreme++;
  return asExtreme / 2 ** ranks.length;
}

async function openTab(page: Page, sweepId: number, tab: string): Promise<void> {
  await page.evaluate(`location.hash = "#/compare/${sweepId}"`);
  await expect(page.getByText(/^(\d+) of \1 runs complete$/)).toBeVisible();
  await page.getByRole("button", { name: tab, exact: true }).click();
}
const rowOf = (grid: Locator, label: string): Locator => grid.getByRole("row").filter({ has: grid.page().getByTitle(label, { exact: true }) });

test("p, Holm p and the difference are those of the stored counts, and the panel compares on test rows", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, { seeds: [1, 2, 3, 4, 5, 6, 7, 8] });
  const data = await server.call<CompareData>("compare.get", { sweepId });
  const values = (label: string, split: "validation" | "test"): number[] => {
    const config = data.configs.find((c) => c.label === label)!;
    return data.runs.filter((r) => r.configId === config.id).map((r) => scoresOf(r.counts!.best[split], CLASSES).macroF1!);
  };
  const differences = (label: string, split: "validation" | "test"): number[] => {
    const base = values("cross entropy", split);
    return values(label, split).map((v, i) => v - base[i]!);
  };
  const others = data.configs.map((c) => c.label).filter((label) => label !== "cross entropy");
  expect(others).toHaveLength(3);
  const ps = others.map((label) => signedRankP(differences(label, "validation")));
  const sorted = [...ps].sort((a, b) => a - b);
  /** Largest of the products up to its own. */
  const holm = (p: number): number => Math.min(1, Math.max(...sorted.slice(0, sorted.indexOf(p) + 1).map((q, j) => (3 - j) * q)));

  await openTab(page, sweepId, "Statistics");
  const grid = page.getByRole("grid", { name: "Statistics over seeds" });
  await expect(page.getByText("3 comparisons with cross entropy: p is Holm-adjusted over all 3.")).toBeVisible();
  await expect(page.getByText(/The best was chosen on the same values/)).toBeVisible();
  for (const [i, label] of others.entries()) {
    const row = rowOf(grid, label);
    const mean = meanAndSpread(differences(label, "validation")).mean!;
    await expect(row).toContainText(`${mean > 0 ? "+" : "−"}${print(Math.abs(mean))}`);
    await expect(row).toContainText(print(ps[i]!));
    await expect(row).toContainText(print(holm(ps[i]!)));
  }

  // By keyboard alone: down to a row, Enter opens its panel.
  await grid.focus();
  await grid.press("ArrowDown");
  await grid.press("Enter");
  await expect(page.getByRole("heading", { name: "Value per seed" })).toBeVisible();
  const label = others[1]!;
  await rowOf(grid, label).click();
  await page.getByRole("button", { name: "Compare on test rows" }).click();
  const rows = page.getByRole("region", { name: "On test rows" });
  const onTest = meanAndSpread(differences(label, "test")).mean!;
  await expect(rows.getByRole("status").first()).toContainText(`${onTest > 0 ? "+" : "−"}${Math.abs(onTest).toFixed(4)}`);
  await expect(rows.getByRole("table").getByRole("row")).toHaveCount(1 + 8);
  await expect(rows.getByRole("columnheader")).toHaveText(["Seed", "Only this one right", "Only baseline right", "p"]);
  await page.getByRole("button", { name: /bootstrap interval/ }).click();
  await expect(page.getByText(/BCa bootstrap, 10000 resamples/)).toBeVisible();
});

test("few seeds get a sentence instead of a star, one data set gets no ranks", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, { seeds: [1, 2] });
  await openTab(page, sweepId, "Statistics");
  await expect(
    page.getByText("2 seeds: the smallest p of a paired test is 0.500, so none can fall below 0.05. Any Holm p below 0.05 takes 7 seeds or more."),
  ).toBeVisible();
  await page.getByRole("button", { name: "Data sets", exact: true }).click();
  await expect(page.getByText("Ranks over 1 data set say nothing about others. Train the same configurations on at least 2, better 10.")).toBeVisible();
});

test("what was done after training stands beside the raw figures, in Compare and on the page of a run", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, { seeds: [1, 2] });
  const data = await server.call<CompareData>("compare.get", { sweepId });
  const { runs } = storedRuns(await server.call<CompareMeasures>("compare.measures", { sweepId, at: "best", split: "test" }));
  const config = data.configs.find((c) => c.label === "γ 2 · α off")!;
  const eceOf = (variant: string): string => {
    const own = data.runs.filter((r) => r.configId === config.id).map((r) => runs.find((m) => m.runId === r.id)!);
    return print(meanAndSpread(own.map((r) => r.measures.find((m) => m.variant === variant)!.overall["ece"]!)).mean!);
  };
  await openTab(page, sweepId, "Table");
  await page.getByRole("button", { name: /^After training/ }).click();
  await page.getByRole("checkbox", { name: /^temperature/ }).check();
  await closePopup(page);
  const grid = page.getByRole("treegrid", { name: "Configurations" });
  let at = -1;
  // Columns come when their figures do.
  await expect(async () => {
    const headings = (await grid.getByRole("columnheader").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
    at = headings.findIndex((text) => /^ECE, 15 equal widths test$/.test(text));
    expect(headings[at + 1]).toBe("ECE, 15 equal widths test · temperature");
  }).toPass({ timeout: 60_000 });
  const cells = rowOf(grid, "γ 2 · α off").getByRole("gridcell");
  await expect(cells.nth(at)).toContainText(eceOf("raw"));
  await expect(cells.nth(at + 1)).toContainText(eceOf("temperature"));
  expect(eceOf("raw")).not.toBe(eceOf("temperature"));

  // Lower is better: the first click on the heading puts the smallest first. Two seeds cannot tell it from the others: no star, and why.
  await grid.getByRole("columnheader", { name: "ECE, 15 equal widths" }).first().getByRole("button").click();
  const eces = data.configs.map((cfg) => {
    const own = data.runs.filter((r) => r.configId === cfg.id).map((r) => runs.find((m) => m.runId === r.id)!);
    return meanAndSpread(own.map((r) => r.measures.find((m) => m.variant === "raw")!.overall["ece"]!)).mean!;
  });
  await expect(grid.getByRole("row").nth(1).getByRole("gridcell").nth(at)).toContainText(print(Math.min(...eces)));
  await expect(grid.getByLabel(/^Best mean/)).toHaveCount(0);
  await expect(page.getByText(/^2 seeds cannot tell the best from the others, so none is marked: 7 or more are needed\.$/)).toBeVisible();

  const run = data.runs.find((r) => r.configId === config.id)!;
  await page.evaluate(`location.hash = "#/run/${run.id}"`);
  const table = page.getByRole("table", { name: "After training, on test" });
  const detail = await server.call<RunDetail>("run.get", { id: run.id });
  const raw = countMetrics(run.counts!.best.test, data.classNames, detail.trainCounts).overall;
  await expect(table.getByRole("row").nth(1)).toContainText(`${print(raw.accuracy.value!)}`);
  const temperature = detail.variants.find((v) => v.variant === "temperature" && v.which === "best")!.parameters["temperature"] as number;
  await expect(table.getByRole("row", { name: /^temperature/ })).toContainText(`T ${print(temperature)}`);
  const ece = detail.measures.find((m) => m.variant === "raw" && m.which === "best" && m.split === "test")!.overall["ece"]!;
  await expect(page.getByRole("img", { name: new RegExp(`^Reliability on test: raw: ECE ${print(ece)}`) })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Gradient per class" })).toBeVisible();

  await page.getByLabel("Recall at least").fill("0.5");
  await page.getByLabel("Recall at least").press("Enter");
  await expect(page.getByRole("table", { name: "Decide for a goal" }).getByRole("row", { name: /^recall of .* at least 0\.5/ })).toBeVisible();
  await page.getByLabel("Recall at least").fill("2");
  await page.getByRole("button", { name: "Show the figures" }).click();
  await expect(page.getByRole("alert")).toHaveText("The recall must be above 0 and at most 1.");
  // The figures of the earlier goal are gone: below this error they would be read as its own.
  await expect(page.getByRole("table", { name: "Decide for a goal" })).toHaveCount(0);

  const facts = page.getByRole("complementary", { name: "Settings, Provenance" });
  for (const [name, value] of [
    ["Epochs", "3"],
    ["Batch size", "256"],
    ["Optimiser", "Adam"],
    ["Schedule", "constant"],
    ["Hidden layers", "8, ReLU"],
  ])
    await expect(
      facts
        .locator("div")
        .filter({ has: page.getByRole("term").filter({ hasText: new RegExp(`^${name}$`) }) })
        .getByRole("definition"),
    ).toHaveText(value!);
});
