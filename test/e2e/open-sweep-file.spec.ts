/** A sweep file in the window trains what it says, on the data set it names: opened on another data set's form in a window just started, and where its data is not here. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test, importTable } from "./app.ts";

interface Created {
  readonly id: number;
  readonly name: string;
  readonly datasetName: string;
  readonly runCount: number;
}
type Call = <T>(name: string, input?: unknown) => Promise<T>;

/** 5 x 6 cells and the inverse-frequency control; cross entropy is the cell of γ 0 and strength 0: 31 configurations. */
const RIVALS = {
  name: "rivals on page-blocks",
  model: { hidden: [24] },
  training: { epochs: 11, batchSize: 64, learningRate: [0.004] },
  losses: [{ family: "focal-softmax", gamma: [0, 1, 2, 3, 4], strength: [0, 0.2, 0.4, 0.6, 0.8, 0.9] }],
  seeds: [11, 12, 13, 14, 15, 16],
  controls: true,
};

async function openFile(page: Page, folder: string, dataset: Record<string, unknown>): Promise<void> {
  const path = join(folder, "rivals.sweep.json");
  writeFileSync(path, JSON.stringify({ ...RIVALS, dataset }));
  await page.locator("input[type=file]").setInputFiles(path);
}
async function importMessy(call: Call, folder: string): Promise<number> {
  const path = join(folder, "messy.csv");
  writeFileSync(path, `x,kind\n${Array.from({ length: 60 }, (_, i) => `${i / 10},${i % 3 === 0 ? "b" : "a"}`).join("\n")}\n`);
  const options = { delimiter: ",", header: true, label: "kind", missing: "median", ignore: [], categorical: [] };
  return importTable(call, path, "messy", options);
}
const onlySweep = async (call: Call): Promise<{ sweep: Created; spec: Record<string, unknown> }> => {
  const [sweep, ...others] = await call<Created[]>("sweep.list");
  expect(others).toEqual([]);
  return { sweep: sweep!, spec: (await call<{ spec: Record<string, unknown> }>("sweep.get", { id: sweep!.id })).spec };
};

for (const by of ["name", "file", "sha256"] as const) {
  test(`opened on the form of another data set in a window just started, a file fills the form of the one it names by ${by}`, async ({
    page,
    server,
    folder,
  }) => {
    const blocks = await server.call<{ id: number; sha256: string }>("dataset.importSample");
    const messy = await importMessy(server.call, folder);
    await page.goto(`${server.url.split("#")[0]}#/sweeps/new/${messy}`);
    await page.reload();
    await expect(page.getByLabel("Name of the sweep")).toHaveValue("messy: γ × α");
    // The sample of the other form comes late; it must not replace the file.
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await page.route("**/api/call", async (route) => {
      if (!route.request().postData()?.includes('"sweep.sample"')) return route.continue();
      asked.resolve();
      await held.promise;
      return route.continue();
    });
    const names = { name: { name: "page-blocks" }, file: { file: "tables/page-blocks.csv" }, sha256: { sha256: blocks.sha256 } };
    await openFile(page, folder, names[by]);
    await asked.promise;
    await expect(page).toHaveURL(new RegExp(`#/sweeps/new/${blocks.id}$`));
    const late = page.waitForResponse((response) => response.request().postData()?.includes('"sweep.sample"') ?? false);
    held.resolve();
    await (await late).finished();
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
    await expect(page.getByLabel("Name of the sweep")).toHaveValue(RIVALS.name);
    await expect(page.getByRole("combobox", { name: "Data set" })).toHaveValue("page-blocks");
    await expect(page.getByText("which is not imported here")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Start 186 runs" })).toBeEnabled();
    await page.getByRole("button", { name: "Add paused" }).click();
    await expect(page.getByRole("heading", { name: "Sweeps", level: 1 })).toBeVisible();
    const { sweep, spec } = await onlySweep(server.call);
    expect(sweep).toMatchObject({ name: RIVALS.name, datasetName: "page-blocks", runCount: 186 });
    const { model, training, losses, seeds } = RIVALS;
    expect(spec).toMatchObject({ name: RIVALS.name, dataset: { sha256: blocks.sha256 }, model, training, losses, seeds, controls: true });
  });
}

test("a file whose data is not here waits under a standing warning until somebody says to use this data set", async ({ page, server, folder }) => {
  const messy = await importMessy(server.call, folder);
  await page.goto(`${server.url.split("#")[0]}#/sweeps/new/${messy}`);
  await page.reload();
  await expect(page.getByRole("button", { name: /^Start \d+ runs$/ })).toBeEnabled();
  await openFile(page, folder, { file: "tables/page-blocks.csv", label: "Class" });
  const warning = page.getByText("The file names “page-blocks.csv”, which is not imported here; this sweep would train on “messy”.");
  const start = page.getByRole("button", { name: "Start 186 runs" });
  await expect(warning).toBeVisible();
  await expect(start).toBeDisabled();
  await expect(page.getByRole("button", { name: "Add paused" })).toBeDisabled();
  // Neither the shortcut nor a reload gets around it.
  await page.getByLabel("Name of the sweep").press("Control+Enter");
  await page.reload();
  await expect(warning).toBeVisible();
  await expect(start).toBeDisabled();
  expect(await server.call("sweep.list")).toEqual([]);
  await page.getByRole("button", { name: "Use messy" }).focus();
  await page.keyboard.press("Enter");
  await expect(warning).toHaveCount(0);
  await expect(page.getByRole("combobox", { name: "Data set" })).toBeFocused();
  await expect(start).toBeEnabled();
  await page.getByRole("button", { name: "Add paused" }).click();
  await expect(page.getByRole("heading", { name: "Sweeps", level: 1 })).toBeVisible();
  expect((await onlySweep(server.call)).sweep).toMatchObject({ name: RIVALS.name, datasetName: "messy", runCount: 186 });
});

test("where two data sets have the name, the file trains on neither until one is chosen; each keeps its own draft", async ({ page, server, folder }) => {
  const plain = await importMessy(server.call, folder);
  const options = { delimiter: ",", header: true, label: "kind", missing: "mean", ignore: [], categorical: [] };
  const mean = await importTable(server.call, join(folder, "messy.csv"), "messy", options);
  await page.goto(`${server.url.split("#")[0]}#/data`);
  await page.reload();
  const rows = page.getByRole("navigation", { name: "Data sets" }).getByRole("link");
  await expect(rows.filter({ hasText: `No. ${plain} ·` })).toHaveCount(1);
  await expect(rows.filter({ hasText: `No. ${mean} ·` })).toHaveCount(1);
  await page.evaluate(`location.hash = "#/sweeps/new/${mean}"`);
  await expect(page.getByRole("button", { name: /^Start \d+ runs$/ })).toBeEnabled();
  await openFile(page, folder, { name: "messy" });
  const question = page.getByText("The file names “messy”; 2 data sets fit. Choose the one it means.");
  await expect(question).toBeVisible();
  await expect(page.getByRole("list", { name: "Data sets that fit" })).toContainText('missing: "mean"');
  await expect(page.getByRole("button", { name: "Start 186 runs" })).toBeDisabled();
  await page.reload();
  await expect(question).toBeVisible();
  await page.getByRole("button", { name: `Use no. ${plain} “messy”` }).click();
  await expect(page).toHaveURL(new RegExp(`#/sweeps/new/${plain}$`));
  await expect(question).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Start 186 runs" })).toBeEnabled();
  await page.reload();
  await expect(page.getByLabel("Name of the sweep")).toHaveValue(RIVALS.name);
  await page.evaluate(`location.hash = "#/sweeps/new/${mean}"`);
  await expect(page.getByLabel("Name of the sweep")).toHaveValue("messy: γ × α");
});

test("the same name with other content, or with another label, is not the data set that the file names", async ({ page, server, folder }) => {
  const messy = await importMessy(server.call, folder);
  await page.goto(`${server.url.split("#")[0]}#/sweeps/new/${messy}`);
  await page.reload();
  await expect(page.getByRole("button", { name: /^Start \d+ runs$/ })).toBeEnabled();
  await openFile(page, folder, { name: "messy", label: "site" });
  await expect(page.getByText("The file names “messy” with the label “site”, which is not imported here")).toBeVisible();
  await openFile(page, folder, { name: "messy", sha256: "ab".repeat(32) });
  await expect(page.getByText("The file names “messy” with sha256 abababababab…, which is not imported here")).toBeVisible();
  await openFile(page, folder, { name: "messy", label: "kind" });
  await expect(page.getByText("which is not imported here")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Start 186 runs" })).toBeEnabled();
});
