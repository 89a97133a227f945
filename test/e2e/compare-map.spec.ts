/** Maps and baselines in the window: every configuration of a sweep of all families is shown once, with the mean of its stored counts. */
import type { Page } from "@playwright/test";
import { meanAndSpread, scoresOf } from "../../src-shared/metrics/from-counts.ts";
import type { CompareData, Config } from "../../src-shared/wire/records.ts";
import { expect, test, trainedSweep } from "./app.ts";
import { cellOf } from "../fixtures/config-of.ts";

const CLASSES = 5;
const EVERY_FAMILY = {
  seeds: [1, 2],
  training: { epochs: 2, batchSize: 512 },
  losses: [
    { family: "focal-softmax", gamma: [0, 2], strength: [0, 1] },
    { family: "focal-softmax", gamma: [0, 2], strength: [0, 1], smoothing: 0.1 },
    { family: "focal-softmax", gamma: [0, 2], weights: { beta: [0.9, 0.999] } },
    { family: "focal-softmax", gamma: [1, 2], strength: 1, reweightFrom: 0.5 },
    { family: "focal-softmax", gamma: [0, 2], sampling: "class-balanced" },
    { family: "cross-entropy", poly: 1 },
    { family: "focal-sigmoid", gamma: [1, 2], alpha: ["off", 0.25] },
    { family: "focal-sigmoid", gamma: 2, alpha: 0.25, biasPrior: 0.01 },
    { family: "focal-sample-dependent" },
    { family: "logit-adjusted" },
    { family: "ldam" },
    { family: "asymmetric", gamma: [0, 1], gammaNegative: [2, 4] },
  ],
};

const meanOf = (data: CompareData, config: Config): number =>
  meanAndSpread(data.runs.filter((r) => r.configId === config.id).map((r) => scoresOf(r.counts!.best.validation, CLASSES).macroF1!)).mean!;
const print = (value: number, digits: number): string => value.toFixed(digits);

async function openMap(page: Page, sweepId: number): Promise<void> {
  await page.evaluate(`location.hash = "#/compare/${sweepId}"`);
  await page.getByRole("button", { name: "γ × α map" }).click();
}

/** What hover and screen readers are told of the cells of all maps of the sweep: label and mean. Maps per class are left out. */
async function cellsOf(page: Page): Promise<{ label: string; mean: string }[]> {
  const names = await page
    .getByRole("grid", { name: /Macro F1, validation/ })
    .getByRole("gridcell")
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("aria-label")!));
  return names.flatMap((name) => {
    const found = /^[^:]*: (.*)\nMacro F1: ([\d.]+) ± [\d.]+\nn = 2 of 2 seeds$/s.exec(name);
    return found ? [{ label: found[1]!, mean: found[2]! }] : [];
  });
}

test("every configuration of all families has one place with its own mean, and baselines are judged against", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, EVERY_FAMILY);
  const data = await server.call<CompareData>("compare.get", { sweepId });
  await openMap(page, sweepId);
  await expect(page.getByRole("group", { name: "Focal (softmax) · label smoothing 0.1 · Macro F1, validation" })).toBeVisible();
  await expect(page.getByRole("group", { name: "Asymmetric (ASL) · shift 0.05 · Macro F1, validation" })).toBeVisible();

  const cells = await cellsOf(page);
  const items = page.getByRole("list", { name: "Configurations on no map" }).getByRole("button");
  const listed = (await items.evaluateAll((buttons) => buttons.map((b) => b.getAttribute("title")!))).map((title) => {
    const found = /^(.*): ([\d.]+) ± [\d.]+, n = 2 of 2 seeds$/.exec(title)!;
    return { label: found[1]!, mean: found[2]! };
  });
  expect(cells.length + listed.length).toBe(data.configs.length);
  expect(listed.length).toBeGreaterThan(4);
  const byLabel = (a: { label: string }, b: { label: string }): number => (a.label < b.label ? -1 : 1);
  const isListed = new Set(listed.map((l) => l.label));
  const expected = data.configs.map((config) => ({ label: config.label, mean: print(meanOf(data, config), isListed.has(config.label) ? 3 : 4) }));
  expect([...cells, ...listed].toSorted(byLabel)).toEqual(expected.toSorted(byLabel));

  // The sentence on the plain map, counted by hand: its focal cells against all losses without γ, wherever they are.
  const isBaseline = (c: Config): boolean => ["cross-entropy", "weighted-cross-entropy", "logit-adjusted", "ldam"].includes(String(c.params["family"]));
  const top = data.configs.filter(isBaseline).toSorted((a, b) => meanOf(data, b) - meanOf(data, a))[0]!;
  const focal = data.configs.filter((c) => c.params["family"] === "focal-softmax" && Object.keys(cellOf(c).options).length === 0);
  const better = focal.filter((c) => meanOf(data, c) > meanOf(data, top)).length;
  await expect(page.getByRole("group", { name: "Focal (softmax) · Macro F1, validation", exact: true })).toContainText(
    `${better === 0 ? "no cell" : `${better} of ${focal.length} cells`} better than every baseline (by mean; 2 seeds cannot tell)`,
  );
  await expect(page.getByText(`Best baseline (a loss without γ): ${top.label}, ${print(meanOf(data, top), 3)}`)).toBeVisible();

  // A click on a baseline selects it, as one on a cell does.
  await items.first().click();
  await page.getByRole("button", { name: "Curves" }).click();
  await expect(page.getByText("1 configuration selected")).toBeVisible();
});
