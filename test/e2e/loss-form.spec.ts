/** The loss blocks of the form: every family by keyboard, files in and out, notes beside the blocks, axe with everything open. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./app.ts";

const FAMILIES = [
  "Cross entropy",
  "Weighted cross entropy",
  "Focal, softmax",
  "Focal, sigmoid",
  "Focal, sample-dependent γ",
  "Logit-adjusted cross entropy",
  "LDAM",
  "Asymmetric, sigmoid",
];
interface Sweep {
  readonly losses: unknown[];
}
const block = (page: Page, name: string) => page.getByRole("group", { name, exact: true });

async function openForm(page: Page, server: { call<T>(name: string, input?: unknown): Promise<T> }): Promise<void> {
  const { id } = await server.call<{ id: number }>("dataset.importSample");
  await page.reload();
  await page.evaluate(`location.hash = "#/sweeps/new/${id}"`);
  await expect(page.getByText("What α does to each class")).toBeVisible();
}
async function openFile(page: Page, folder: string, losses: unknown[]): Promise<void> {
  const path = join(folder, "opened.sweep.json");
  writeFileSync(
    path,
    JSON.stringify({ name: "opened", dataset: { name: "page-blocks" }, losses, controls: false, watchdog: { policy: "stop", patienceEpochs: 4 } }),
  );
  await page.locator("input[type=file]").setInputFiles(path);
  await expect(page.getByLabel("Name of the sweep")).toHaveValue("opened");
}
async function saved(page: Page): Promise<Sweep & Record<string, unknown>> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as file" }).click();
  return JSON.parse(readFileSync(await (await downloading).path(), "utf8")) as Sweep & Record<string, unknown>;
}

/** 2 + 1 + 4 + 2 + 1 + 2 + 1 + 2 cells. As the schema completes them, so that the saved file is the same to the letter. */
const ALL = [
  { family: "cross-entropy", poly: [0, 1], smoothing: [0.1], sampling: "square-root", biasPrior: "classes" },
  { family: "weighted-cross-entropy", weights: { classes: { 1: 1, 2: 3.5, 3: 10, 4: 8, 5: 2 } }, reweightFrom: 0.8 },
  { family: "focal-softmax", gamma: [0.5, 2], weights: { beta: [0.9, 0.999] } },
  { family: "focal-sigmoid", gamma: [2], alpha: ["off", 0.25], weights: { beta: [0.99] }, reduction: "foreground", smoothing: [0.1], biasPrior: 0.01 },
  { family: "focal-sample-dependent", gamma: [3], gammaHard: [5], hardBelow: 0.25, strength: [0.5], sampling: "class-balanced" },
  { family: "logit-adjusted", tau: [0.5, 1] },
  { family: "ldam", maxMargin: [0.5], scale: 20, beta: 0.9999, reweightFrom: 0.7 },
  { family: "asymmetric", gamma: [0, 1], gammaNegative: [4], clip: [0.05], reduction: "sum" },
];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });
    test("a file with every family opens, is free of axe findings with all extras open, and is saved as it was", async ({ page, server, folder }) => {
      await openForm(page, server);
      await openFile(page, folder, ALL);
      await expect(page.getByRole("button", { name: "Start 45 runs" })).toBeVisible();
      const file = await saved(page);
      expect(file.losses).toEqual(ALL);
      expect(file["watchdog"]).toEqual({ policy: "stop", patienceEpochs: 4 });
      // Closed, the extras say what is set.
      await expect(block(page, "Focal, sigmoid").locator("summary")).toHaveText(/smoothing 0\.1 · reduction by positives · biases start at 0\.01/);
      for (const name of FAMILIES) await block(page, name).locator("summary").click();
      await expect(block(page, "Weighted cross entropy").getByLabel("Weight of 3")).toHaveValue("10");
      await expect(page.getByRole("region", { name: "What moves in the logits of each class" })).toContainText("margin 0.5");
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(
          (v) =>
            `${v.id} on ${v.nodes
              .map((n) => n.target.join(" "))
              .slice(0, 3)
              .join(", ")}`,
        ),
      ).toEqual([]);
    });
  });
}

test("every family is added by keyboard alone, and the sweep can start", async ({ page, server }) => {
  await openForm(page, server);
  const add = page.getByRole("button", { name: "Add a loss" });
  for (const [index, name] of FAMILIES.entries()) {
    await add.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem").first()).toBeFocused();
    for (let i = 0; i < index; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(block(page, name).last()).toBeVisible();
  }
  // The extras of the last block: opened, a value typed, and said when closed.
  const last = block(page, "Asymmetric, sigmoid");
  await last.locator("summary").focus();
  await page.keyboard.press("Enter");
  await last.getByLabel("Biases start at").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await last.getByLabel("Probability", { exact: true }).fill("2");
  await expect(last.getByText("2 for the starting probability is not valid")).toBeVisible();
  await expect(page.getByText("Not ready")).toBeVisible();
  await last.getByLabel("Probability", { exact: true }).fill("0.02");
  await last.locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(last.locator("summary")).toContainText("biases start at 0.02");
  await expect(page.getByRole("button", { name: /^Start \d+ runs$/ })).toBeEnabled();
});

test("α under softmax is replaced and said; what is double or weighs twice stands beside the block", async ({ page, server, folder }) => {
  await openForm(page, server);
  await openFile(page, folder, [
    { family: "focal-softmax", gamma: [0, 2, 5], alpha: 0.25 },
    { family: "weighted-cross-entropy", strength: [0.5, 1] },
  ]);
  const softmax = block(page, "Focal, softmax");
  const note = softmax.getByRole("note");
  await expect(note).toContainText("The file has α 0.25 here. Under softmax one α for all classes only rescales the loss");
  await expect(softmax.getByText("Inverse-frequency weights together with γ ≥ 3: in RetinaNet")).toBeVisible();
  await expect(block(page, "Weighted cross entropy").getByText("All 2 cells are trained already by a cell above.")).toBeVisible();
  expect((await saved(page)).losses[0]).toEqual({ family: "focal-softmax", gamma: [0, 2, 5], strength: [0, 0.5, 1] });
  // The note outlives a reload, until it is closed.
  await page.reload();
  await expect(note).toBeVisible();
  await softmax.getByRole("button", { name: "Close the note about α" }).click();
  await expect(note).toHaveCount(0);

  await openFile(page, folder, [{ family: "weighted-cross-entropy" }]);
  const weighted = block(page, "Weighted cross entropy");
  await weighted.getByLabel("Class weights").click();
  await page.getByRole("option", { name: /Own weights/ }).click();
  await weighted.getByLabel("Weight of 5").fill("");
  await expect(weighted.getByText("class “5” has none")).toBeVisible();
  await weighted.getByLabel("Weight of 5").fill("7,5");
  expect((await saved(page)).losses).toEqual([{ family: "weighted-cross-entropy", weights: { classes: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 7.5 } } }]);
});

test("what is wrong or without effect stands beside its field: seeds given twice, a schedule that never steps, a class that is not there", async ({
  page,
  server,
  folder,
}) => {
  await openForm(page, server);
  const path = join(folder, "hints.sweep.json");
  const classes = { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, "50": 2 };
  const losses = [{ family: "weighted-cross-entropy", weights: { classes } }];
  const training = { epochs: 4, schedule: { kind: "step" } };
  writeFileSync(path, JSON.stringify({ name: "hints", dataset: { name: "page-blocks" }, losses, training, seeds: [1, 2, 2] }));
  await page.locator("input[type=file]").setInputFiles(path);
  await expect(block(page, "Weighted cross entropy").getByText("the data set has no class “50”")).toBeVisible();
  await page.getByRole("button", { name: "Remove its weight" }).click();
  const form = page.getByRole("form", { name: "New sweep" });
  await expect(form.getByText("“seeds” holds a value more than once (2): it is trained once.")).toBeVisible();
  await expect(form.getByText("The learning rate is never reduced: a step comes every 10 epochs, and 4 are trained.")).toBeVisible();
});
