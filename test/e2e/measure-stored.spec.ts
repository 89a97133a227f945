/** @file Runs of a version that knew fewer metrics, in Compare: the offer says what it costs, and the cells fill in when it is taken. */
import Database from "better-sqlite3";
import { join } from "node:path";
import { closePopup, expect, test, trainedSweep } from "./app.ts";

test("cells of a metric that came later fill in when the runs are measured in it", async ({ page, server }) => {
  const sweepId = await trainedSweep(server, { seeds: [1] });
  const brier = async (): Promise<(number | null)[]> => {
    const request = { sweepId, at: "best", split: "test", columns: ["brier"] };
    return (await server.call<{ columns: { values: (number | null)[] }[] }>("compare.measures", request)).columns.flatMap(({ values }) => values);
  };
  const whole = await brier();
  await server.kill();
  const db = new Database(join(server.dataDir, "focaldesk.db"));
  db.exec("UPDATE run_measure SET overall = json_remove(overall, '$.brier'); DELETE FROM score WHERE run_id = (SELECT max(run_id) FROM score)");
  db.close();
  await server.start();

  await page.evaluate(`location.hash = "#/compare/${sweepId}"`);
  await page.reload();
  const grid = page.getByRole("treegrid", { name: "Configurations" });
  await expect(grid).toBeVisible();
  const start = page.getByRole("button", { name: "Measure them now" });
  // Nothing that is shown lacks anything yet.
  await expect(start).toBeHidden();
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  const chooser = page.getByRole("dialog", { name: "Columns" });
  await chooser.getByRole("searchbox").fill("brier");
  await chooser.getByRole("checkbox", { name: /^Brier score on test/ }).check();
  await closePopup(page);
  await expect(page.getByText("3 runs ended under a version that did not measure Brier")).toBeVisible();
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-offer.png` });
  await start.click();
  await expect(start).toBeHidden();
  await expect.poll(brier).toEqual([...whole.slice(0, 3), null]);
  const headings = await grid.getByRole("columnheader").allTextContents();
  const at = headings.findIndex((text) => text.includes("Brier"));
  const cell = grid.getByRole("row").nth(1).getByRole("gridcell").nth(at);
  await expect(cell).toContainText(/0\.\d+/);
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-done.png` });
});
