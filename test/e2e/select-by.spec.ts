/** What selects the best epoch, in the form: chosen by name, of one class where it has one, saved in the file and read back from it. */
import { readFileSync } from "node:fs";
import { expect, test } from "./app.ts";

test("a metric of one class is chosen, saved and read back; a file with another is shown", async ({ page, server, folder }) => {
  const { id } = await server.call<{ id: number }>("dataset.importSample");
  await page.reload();
  await page.evaluate(`location.hash = "#/sweeps/new/${id}"`);
  const metric = page.getByRole("combobox", { name: "Best epoch by" });
  await expect(metric).toHaveValue("Macro F1");
  await metric.click();
  await metric.fill("recall of one");
  await page.getByRole("option", { name: "Recall of one class" }).click();
  const ofClass = page.getByRole("combobox", { name: "Of the class" });
  await ofClass.click();
  await ofClass.fill("2");
  await page.getByRole("option", { name: "2", exact: true }).click();
  if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT });
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as file" }).click();
  const path = `${folder}/saved.sweep.json`;
  await (await downloading).saveAs(path);
  const file = JSON.parse(readFileSync(path, "utf8")) as { selectBy?: string };
  expect(file.selectBy).toBe("recall[2]");

  await metric.click();
  await metric.fill("nll");
  await page.getByRole("option", { name: "NLL" }).click();
  await expect(ofClass).toBeHidden();
  await page.locator("input[type=file]").setInputFiles(path);
  await expect(metric).toHaveValue("Recall of one class");
  await expect(ofClass).toHaveValue("2");
});
