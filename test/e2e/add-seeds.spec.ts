/** More seeds for a sweep that is there, from the list of sweeps. */
import { expect, test, trainedSweep } from "./app.ts";

test("seeds are added to a finished sweep: its runs stay, the new ones train, and a seed it has is refused", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, { seeds: [1, 2] });
  const before = await server.call<{ id: number; seed: number }[]>("run.list", { sweepId });
  await page.getByRole("link", { name: "Sweeps" }).click();
  await page.getByRole("button", { name: "Actions for short" }).click();
  await page.getByRole("menuitem", { name: "Add seeds…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add seeds to “short”" });
  const field = dialog.getByLabel("New seeds");
  await expect(field).toHaveValue("3, 4");
  await expect(dialog).toContainText("It has 1, 2.");

  await field.fill("2");
  await dialog.getByRole("button", { name: "Add runs" }).click();
  await expect(dialog).toContainText("Sweep “short” has the seeds 2 already.");

  await field.fill("7");
  await field.press("Enter");
  await expect(page.getByText(`${before.length / 2} runs added to “short”.`)).toBeVisible();
  await expect(dialog).toBeHidden();
  const runs = () => server.call<{ id: number; seed: number; state: string }[]>("run.list", { sweepId });
  await expect.poll(async () => (await runs()).filter((run) => run.state === "complete").length, { timeout: 240_000 }).toBe(1.5 * before.length);
  const after = await runs();
  expect(after.slice(0, before.length).map((run) => run.id)).toEqual(before.map((run) => run.id));
  expect(new Set(after.slice(before.length).map((run) => run.seed))).toEqual(new Set([7]));

  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByText(`${1.5 * before.length} of ${1.5 * before.length} runs complete`)).toBeVisible();
  await expect(page.getByText("n = 3 seeds")).toBeVisible();
});
