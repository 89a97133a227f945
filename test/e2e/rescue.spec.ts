/** A database that is damaged while Focaldesk is closed: the window says so, shows what can be read, and puts a backup or the rest in its place. */
import { closeSync, copyFileSync, openSync, readdirSync, renameSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test, trainedSweep } from "./app.ts";

const PAGE = 4096;
/** What was a table's page is noise: the last third of the file, where the results lie. */
function damage(path: string): void {
  const pages = Math.floor(statSync(path).size / PAGE);
  const file = openSync(path, "r+");
  for (let page = Math.floor((2 * pages) / 3); page < pages - 1; page += 7) writeSync(file, Buffer.alloc(PAGE, 0x5a), 0, PAGE, page * PAGE);
  closeSync(file);
}

/** As after a kill right behind a commit: a log that holds one small change, and every other page in the file itself. */
function leaveLog(path: string): void {
  const db = new Database(path);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.exec("UPDATE sweep SET notes = 'x'");
  for (const end of ["", "-wal"]) copyFileSync(path + end, `${path}${end}.killed`);
  db.close();
  for (const end of ["", "-wal"]) renameSync(`${path}${end}.killed`, path + end);
}

test("is named with the ways out; read-only lists and exports; a backup makes it whole", async ({ server, page }) => {
  await trainedSweep(server);
  await server.kill();
  const path = join(server.dataDir, "focaldesk.db");
  await server.start();
  await expect
    .poll(() => readdirSync(server.dataDir).includes("backups") && readdirSync(join(server.dataDir, "backups")).filter((f) => f.endsWith(".db")).length)
    .toBe(1);
  await server.kill();
  leaveLog(path);
  damage(path);
  await server.start();
  await page.goto(server.url);
  await page.reload();

  await expect(page.getByRole("heading", { name: "The database cannot be used as it is" })).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("is damaged");
  await expect(page.getByRole("button", { name: /Restore the backup of .+ \(.+B\)/ })).toBeVisible();
  await page.getByRole("button", { name: "Open read-only" }).click();
  await expect(page.getByText(/Read-only: the database is damaged/)).toBeVisible();
  await page.getByRole("link", { name: "Sweeps" }).click();
  await expect(page.getByText("short").first()).toBeVisible();
  expect(await server.call("export.render", { sweepId: 1, format: "csv" })).toMatchObject({ rowCount: 4 });
  await expect(server.call("sweep.rename", { id: 1, name: "other" })).rejects.toThrow("was not done, because it would be lost");
  expect((await server.call<{ dataDir: string }>("app.info")).dataDir).toBe(server.dataDir);

  await page.getByRole("button", { name: "Restore or save" }).click();
  await page.getByRole("button", { name: /Restore the backup/ }).click();
  await expect(page.getByRole("heading", { name: "The database cannot be used as it is" })).toBeHidden();
  await expect(page.getByText(/Read-only/)).toBeHidden();
  await server.call("sweep.rename", { id: 1, name: "other" });
  expect(await server.call("store.trouble")).toBeNull();
});
