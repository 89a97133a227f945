/** A split that a column of the file names, in the window: the table of the data set, the form, and what is said when the column is a feature. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test, importTable } from "./app.ts";

/** Per class 20 rows of training, 7 of validation, 5 of test. */
function writeTable(folder: string): string {
  const parts = [...Array<string>(20).fill("train"), ...Array<string>(7).fill("val"), ...Array<string>(5).fill("test")];
  const path = join(folder, "parted.csv");
  writeFileSync(path, `x,part,kind\n${parts.flatMap((part, i) => [`${-1 - i / 40},${part},a`, `${1 + i / 40},${part},b`]).join("\n")}\n`);
  return path;
}

async function splitBy(page: Page, choice: string): Promise<void> {
  await page.getByLabel("Split by").click();
  await page.getByRole("option", { name: choice }).click();
}

test("a data set that leaves the column out is split by it; one that has it as a feature says what to do", async ({ page, server, folder }) => {
  const path = writeTable(folder);
  const options = { delimiter: ",", header: true, label: "kind", missing: "median", categorical: [] };
  const add = async (name: string, ignore: string[]) => ({ id: await importTable(server.call, path, name, { ...options, ignore }) });
  const parted = await add("parted", ["part"]);
  const feature = await add("feature", []);

  await page.goto(`${server.url.split("#")[0]}#/data/${parted.id}`);
  await splitBy(page, "Column “part”");
  await expect(page.getByRole("row", { name: /^a / })).toContainText(/20\s*7\s*5/);

  await page.goto(`${server.url.split("#")[0]}#/sweeps/new/${parted.id}`);
  await expect(page.getByLabel("Split seed")).toBeVisible();
  await splitBy(page, "Column “part”");
  await expect(page.getByLabel("Split seed")).toBeHidden();
  await page.getByRole("button", { name: "Add paused" }).click();
  // The form leads to the sweeps once its own call is answered, later than the server has the sweep: an address opened before that would be left again.
  await expect(page.getByRole("heading", { name: "Sweeps", level: 1 })).toBeVisible();
  const [sweep] = await server.call<{ id: number }[]>("sweep.list");
  const { spec } = await server.call<{ spec: { split: { column: string } } }>("sweep.get", { id: sweep!.id });
  expect(spec.split.column).toBe("part");

  await page.goto(`${server.url.split("#")[0]}#/sweeps/new/${feature.id}`);
  await splitBy(page, "Column “part”");
  await expect(page.getByText("“split.column” of the sweep is “part”, which is a feature of data set “feature”.")).toBeVisible();
  await splitBy(page, "Fractions of every class");
  await expect(page.getByText("which is a feature of data set")).toBeHidden();
});
