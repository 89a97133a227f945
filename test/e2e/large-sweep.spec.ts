/** A sweep of more configurations than are tested before the first painting: what comes later does come, and maps answer to pointer and keys. */
import { expect, test, trainedSweep } from "./app.ts";

const CLASSES = 5;

test("marks of the table and the maps of the classes follow what is painted first; cells of a map answer", async ({ page, server }) => {
  const gamma = { from: 0, to: 5.1, step: 0.05 };
  const sweepId = await trainedSweep(server, {
    seeds: [1, 2],
    training: { epochs: 1, batchSize: 1024 },
    losses: [{ family: "focal-softmax", gamma, strength: [0, 1] }],
    controls: false,
  });
  await page.evaluate(`location.hash = "#/compare/${sweepId}"`);
  await expect(page.getByText("412 of 412 runs complete")).toBeVisible();
  // Two seeds tell nothing apart, which only the tests of all 206 configurations can say.
  await expect(page.getByText(/^2 seeds cannot tell the best from the others/)).toBeVisible();

  await page.getByRole("button", { name: "γ × α map" }).click();
  const maps = page.getByRole("region", { name: "Per class" }).getByRole("grid");
  await expect(maps).toHaveCount(CLASSES);
  const large = page.getByRole("grid", { name: /Macro F1, validation/ });
  const cell = large.getByRole("gridcell", { name: /^γ 0\.05, / }).first();
  await cell.hover();
  await expect(cell).toHaveClass(/\blit\b/);
  // The same configuration on every other map.
  await expect(page.locator("[role=gridcell].lit")).toHaveCount(1 + CLASSES);
  await page.mouse.move(0, 0);
  await expect(page.locator("[role=gridcell].lit")).toHaveCount(0);
  await cell.focus();
  await page.keyboard.press("ArrowRight");
  await expect(large.getByRole("gridcell", { name: /^γ 0\.1, / }).first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary").filter({ hasText: "γ 0.1" })).toBeVisible();
});
