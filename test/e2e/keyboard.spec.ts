/** Without a mouse: from the empty window to a paused queue, the palette, a run and the exported file. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, tabTo, test, trainedSweep } from "./app.ts";

test.describe("with runs that do not end meanwhile", () => {
  test.use({ holdAfterEpoch: 1 });
  test("sample, form, start, pause and resume by keyboard alone", async ({ page, server }) => {
    await tabTo(page, "Open the sample");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "New sweep" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Start 45 runs" })).toBeVisible();
    // A chip is removed with Backspace, another typed.
    await tabTo(page, "γ, focusing");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await page.keyboard.type("3,");
    await expect(page.getByRole("button", { name: "Start 36 runs" })).toBeVisible();
    await tabTo(page, "Epochs");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("5000");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
    const running = async () => (await server.call<{ running: number }>("queue.status")).running;
    await expect.poll(running).toBeGreaterThan(0);
    await tabTo(page, "Pause queue");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Resume queue" })).toBeVisible();
    await expect.poll(running).toBe(0);
    const [sweep] = await server.call<{ counts: Record<string, number>; runCount: number }[]>("sweep.list");
    expect(sweep).toMatchObject({ runCount: 36, counts: { waiting: 36, failed: 0 } });
  });
});

test("palette, compare and export by keyboard alone", async ({ page, server }) => {
  await trainedSweep(server);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("compare");
  await page.keyboard.press("Enter");
  await expect(page.getByText("4 of 4 runs complete")).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByRole("dialog", { name: "Export results" })).toBeVisible();
  const downloading = page.waitForEvent("download");
  await tabTo(page, "Download");
  await page.keyboard.press("Enter");
  expect((await downloading).suggestedFilename()).toBe("short-runs.csv");
});

test("a file is corrected and imported by keyboard alone", async ({ page, server, folder }) => {
  const path = join(folder, "own.csv");
  writeFileSync(
    path,
    `x,z,kind\n${Array.from({ length: 40 }, (_, i) => `${i % 9 === 0 ? "leer" : i},${i % 7},${i % 4 === 0 ? "rare" : "usual"}`).join("\n")}\n`,
  );
  await page.locator("input[type=file]").setInputFiles(path);
  await expect(page.getByRole("heading", { name: /^Import own/ })).toBeVisible();
  await tabTo(page, "Words that mean missing in features");
  await page.keyboard.type("leer");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /^leer/ })).toBeVisible();
  await tabTo(page, "Role of column z");
  await page.keyboard.press("e");
  await expect(page.getByText("1 of 3 columns used as features.")).toBeVisible();
  await tabTo(page, "Name");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "own", exact: true, level: 1 })).toBeVisible();
  const [dataset] = await server.call<{ options: { ignore: string[]; missingWords: string[] } }[]>("dataset.list");
  expect(dataset!.options.ignore).toEqual(["z"]);
  expect(dataset!.options.missingWords).toContain("leer");
});
