/** A table that takes long: how far it is, small calls answered meanwhile, and a cancel that leaves nothing behind. The reader is held by a fault. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./app.ts";

const FILE = join(import.meta.dirname, "../fixtures/cases/C01/sleep.csv");

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
const holder = (hold: string): number => (existsSync(hold) ? Number(readFileSync(hold, "utf8")) : 0);

test("an import is cancelled from its form, which stays open, and can be repeated", async ({ page, server, folder }) => {
  const hold = join(folder, "hold-reading");
  await page.locator("input[type=file]").setInputFiles(FILE);
  await expect(page.getByRole("region", { name: "Before you import" }).getByRole("table", { name: "Classes" })).toBeVisible();
  writeFileSync(hold, "");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("progressbar", { name: "Importing sleep.csv" })).toBeVisible();
  await expect(page.getByText(/^1\D+2\D+ read$/)).toBeVisible();
  await expect.poll(() => holder(hold)).toBeGreaterThan(0);
  const reader = holder(hold);
  expect(await server.call("app.info")).toMatchObject({ host: "server" });
  await page.getByRole("button", { name: "Cancel import" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Import cancelled. Nothing was stored." })).toBeVisible();
  await expect.poll(() => isRunning(reader)).toBe(false);
  expect([await server.call("dataset.list"), readdirSync(join(server.dataDir, "datasets"))]).toEqual([[], []]);
  rmSync(hold);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("heading", { name: "sleep", exact: true, level: 1 })).toBeVisible();
});

test("a file that is looked at can be left, and its upload goes", async ({ page, server, folder }) => {
  const hold = join(folder, "hold-reading");
  writeFileSync(hold, "");
  await page.locator("input[type=file]").setInputFiles(FILE);
  await expect(page.getByText(/^1\D+2\D+ read$/)).toBeVisible();
  await expect.poll(() => holder(hold)).toBeGreaterThan(0);
  const reader = holder(hold);
  expect(readdirSync(join(server.dataDir, "uploads"))).toHaveLength(1);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Import sleep.csv" })).toBeHidden();
  await expect.poll(() => isRunning(reader)).toBe(false);
  await expect.poll(() => readdirSync(join(server.dataDir, "uploads"))).toEqual([]);
});
