/** axe finds nothing on any view, in light and dark. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { closePopup, expect, test, trainedSweep } from "./app.ts";

async function check(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect
    .soft(
      violations.map(
        (v) =>
          `${name}: ${v.id} on ${v.nodes
            .map((n) => n.target.join(" "))
            .slice(0, 3)
            .join(", ")}`,
      ),
    )
    .toEqual([]);
}
const go = async (page: Page, route: string, ready: string | RegExp): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${route}`)}`);
  await expect(page.getByText(ready).first()).toBeVisible();
};

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("empty views", async ({ page }) => {
      await expect(page.getByText("Start with a table")).toBeVisible();
      await check(page, "data, empty");
      await go(page, "sweeps", /sweep/i);
      await check(page, "sweeps, empty");
      await go(page, "queue", "No run is queued");
      await check(page, "queue, empty");
      await go(page, "compare", /compare/i);
      await check(page, "compare, empty");
      await go(page, "settings", /theme/i);
      await expect(page.getByRole("row", { name: /Kernel used by auto/ })).toBeVisible();
      await expect(page.getByRole("button", { name: "Measure again" })).toBeEnabled();
      await check(page, "settings");
    });

    test("full views", async ({ page, server, folder }) => {
      // Twenty scans of whole pages: on a busy machine they take longer than other tests may.
      test.slow();
      const sweepId = await trainedSweep(server, {
        losses: [
          { family: "focal-softmax", gamma: [0, 2], strength: [0, 1] },
          { family: "focal-sigmoid", gamma: [1], alpha: [0.25, "off"] },
        ],
      });
      await page.reload();
      await go(page, "data", "Feature columns");
      await check(page, "data");
      const table = join(folder, "own.csv");
      writeFileSync(table, "x,kind\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n");
      await page.locator("input[type=file]").setInputFiles(table);
      await expect(page.getByRole("heading", { name: /Import own/ })).toBeVisible();
      await check(page, "import");
      await expect(page.getByRole("table", { name: "Classes" })).toContainText("50");
      await check(page, "import, checked");
      writeFileSync(table, "x,kind\n1,a\n2\n");
      await page.locator("input[type=file]").setInputFiles(table);
      await expect(page.getByRole("alert")).toBeVisible();
      await check(page, "import, refused");
      await go(page, "sweeps/new", "What α does to each class");
      await check(page, "new sweep");
      await go(page, "sweeps", "short");
      await check(page, "sweeps");
      await go(page, "queue", "short");
      await check(page, "queue");
      await go(page, `compare/${sweepId}`, "6 of 6 runs complete");
      for (const tab of ["Statistics", "γ × α map", "Curves", "Confusion", "Data sets", "Table"]) {
        await page.getByText(tab, { exact: true }).first().click();
        await check(page, `compare, ${tab}`);
      }
      await page.getByRole("button", { name: /^After training/ }).click();
      await page.getByRole("checkbox", { name: /^temperature/ }).check();
      await check(page, "compare, after training");
      await closePopup(page);
      await page.getByRole("button", { name: "Columns", exact: true }).click();
      await page.getByRole("button", { name: "Ranking", exact: true }).click();
      await check(page, "compare, columns");
      await closePopup(page);
      await page.getByRole("button", { name: "Best of each family" }).click();
      await check(page, "compare, best of each family");
      await page.getByText("Statistics", { exact: true }).first().click();
      await page.getByRole("grid", { name: "Statistics over seeds" }).getByRole("row").nth(1).click();
      await expect(page.getByRole("heading", { name: "Value per seed" })).toBeVisible();
      await check(page, "compare, statistics of one");
      await page.getByRole("button", { name: "Export" }).click();
      await expect(page.getByText("all columns at full precision")).toBeVisible();
      await check(page, "export");
      await closePopup(page);
      await go(page, "run/1", "Provenance");
      await expect(page.getByRole("img", { name: /^Reliability on test/ })).toBeVisible();
      await page.getByRole("button", { name: "Costs of errors" }).click();
      await check(page, "run");
      await go(page, "nonsense", "There is no such page");
      await check(page, "not found");
    });
  });
}
