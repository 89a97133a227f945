/** The path of a new user, with nothing but the window: sample, form, queue, compare, exported file checked by value. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import Database from "better-sqlite3";
import { parse } from "csv-parse/sync";
import { classMetrics, scoresOf } from "../../src-shared/metrics/from-counts.ts";
import { closePopup, expect, test, trainedSweep } from "./app.ts";

async function setText(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
}

test("from the sample to a CSV file whose numbers are those of the database", async ({ page, server, folder }) => {
  await page.getByRole("button", { name: "Open the sample" }).click();
  await expect(page.getByRole("heading", { name: "New sweep" })).toBeVisible();

  // The whole set of an axis as text, as one would paste it.
  const setAxis = async (label: string, text: string): Promise<void> => {
    await page.getByRole("button", { name: `Edit as text: ${label}` }).click();
    await page.getByRole("textbox", { name: label }).fill(text);
  };
  await setAxis("γ, focusing", "0, 1..2 step 1");
  await setAxis("Strength s", "0, 1");
  await setAxis("Seeds", "1, 2");
  await setText(page, "Name of the sweep", "first try");
  await setText(page, "Epochs", "4");
  await setText(page, "Hidden layers", "16");
  await page.getByRole("button", { name: "Start 12 runs" }).click();

  await expect(page).toHaveURL(/#\/queue/);
  await expect(page.getByText("first try").first()).toBeVisible();
  await expect.poll(async () => (await server.call<{ counts: Record<string, number> }[]>("sweep.list"))[0]!.counts["complete"], { timeout: 240_000 }).toBe(12);

  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByText("12 of 12 runs complete")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "γ 2 · α n^−1" })).toBeVisible();

  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export results" });
  await expect(dialog.getByText("12 runs, all columns at full precision")).toBeVisible();
  const downloading = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("first-try-runs.csv");
  const file = join(folder, "results.csv");
  await download.saveAs(file);

  // The mark by which Excel knows UTF-8.
  expect(readFileSync(file).toString("hex", 0, 3)).toBe("efbbbf");
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as Record<string, string>[];
  expect(rows).toHaveLength(12);
  expect(new Set(rows.map((row) => `${row["gamma"]}/${row["strength"]}/${row["seed"]}`)).size).toBe(12);
  const db = new Database(join(server.dataDir, "focaldesk.db"), { readonly: true });
  for (const row of rows) {
    const cells = db
      .prepare("SELECT actual, predicted, n FROM confusion JOIN run ON run.id = run_id WHERE run_id = ? AND split = 'test' AND confusion.epoch = best_epoch")
      .all(Number(row["run_id"])) as { actual: number; predicted: number; n: number }[];
    const counts = new Array<number>(25).fill(0);
    for (const cell of cells) counts[cell.actual * 5 + cell.predicted] = cell.n;
    expect(counts.reduce((a, b) => a + b)).toBe(1096);
    expect(Number(row["test_macro_f1"])).toBe(scoresOf(counts, 5).macroF1);
    classMetrics(counts, 5).forEach((c, i) => {
      expect(row[`test_recall[${i + 1}]`]).toBe(String(c.recall));
      expect(row[`test_precision[${i + 1}]`]).toBe(c.precision === null ? "" : String(c.precision));
    });
  }
  db.close();

  // As Excel reads it where the decimal sign is a comma: said beside the button, and then so in the file.
  await page.getByRole("button", { name: "Export" }).click();
  await expect(dialog.getByText("UTF-8 with BOM, separated by commas, decimal point")).toBeVisible();
  await dialog.getByRole("button", { name: "Excel, decimal comma" }).click();
  await expect(dialog.getByText("UTF-8 with BOM, separated by semicolons, decimal comma: opens in a German or French Excel.")).toBeVisible();
  await expect(dialog.getByRole("region", { name: "Preview of the file" })).toContainText("run_id;sweep;");
  const again = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download" }).click();
  const german = join(folder, "german.csv");
  await (await again).saveAs(german);
  const comma = parse(readFileSync(german), { columns: true, bom: true, delimiter: ";" }) as Record<string, string>[];
  expect(comma.map((row) => row["test_macro_f1"]!.replace(",", "."))).toEqual(rows.map((row) => row["test_macro_f1"]));
  expect(comma.every((row) => row["test_macro_f1"]!.includes(","))).toBe(true);
});

test("LaTeX of what the table shows, of the selected row, and the best of each family: rounded as the dialog says, rows and columns as on screen", async ({
  page,
  server,
  folder,
}) => {
  await trainedSweep(server);
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByText("4 of 4 runs complete")).toBeVisible();
  const { configs, runs, classNames } = await server.call<{
    configs: { id: number; label: string }[];
    runs: { configId: number; counts: { best: { test: number[] } } }[];
    classNames: string[];
  }>("compare.get", { sweepId: 1 });
  await page.getByRole("button", { name: /^After training/ }).click();
  await page.getByRole("checkbox", { name: /^focal link/ }).check();
  await closePopup(page);
  const chosen = configs.find((config) => config.label === "cross entropy")!;
  await page.getByRole("row").filter({ hasText: "cross entropy" }).first().click();
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export results" });
  await dialog.getByRole("button", { name: "LaTeX" }).click();
  await expect(dialog.getByRole("button", { name: "One per run" })).toHaveCount(0);
  await expect(dialog.getByText(`${configs.length} configurations, the main metrics rounded to 3 decimals`)).toBeVisible();
  await dialog.getByRole("button", { name: "Selected (1)" }).click();
  await dialog.getByRole("combobox", { name: "Decimals" }).selectOption("4");
  await dialog.getByRole("button", { name: "Tabular only" }).click();
  await expect(dialog.getByText("1 configuration, the metrics of the table rounded to 4 decimals")).toBeVisible();
  const downloading = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download" }).click();
  const file = join(folder, "table.tex");
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/-configs\.tex$/);
  await download.saveAs(file);
  const latex = readFileSync(file, "utf8");
  const head = latex.split("\n").find((line) => line.includes("Configuration &"))!;
  const row = latex.split("\n").find((line) => line.includes("cross entropy (control)"))!;
  const figure = (name: string): string =>
    row.split("&")[head.split("&").findIndex((cell) => cell.replaceAll("\\", "").trim() === name)]!.replaceAll("\\\\", "").trim();
  const values = runs.filter((run) => run.configId === chosen.id).map((run) => scoresOf(run.counts.best.test, classNames.length).macroF1!);
  expect(figure("Macro F1")).toContain((values.reduce((a, b) => a + b) / values.length).toFixed(4));
  // At gamma 0 the link is the identity: its column has the raw figure, not a dash.
  expect(figure("Macro F1")).toMatch(/^\$0\.\d{4}/);
  expect(figure("Macro F1 (focal link)")).toBe(figure("Macro F1"));
  expect(latex).not.toContain("{table}");

  await page.getByRole("button", { name: "Export" }).click();
  await dialog.getByRole("button", { name: "Markdown" }).click();
  await dialog.getByRole("button", { name: "Best of each family" }).click();
  await expect(dialog.getByText(/^First .* families, .* rounded to 4 decimals/)).toBeVisible();
  await dialog.getByRole("button", { name: "One per run" }).click();
  await dialog.getByRole("button", { name: "Everything" }).click();
  await expect(dialog.getByText("4 runs, all columns at full precision")).toBeVisible();

  // While the table shows the best of each family, what it shows are families, not all that a filter lists.
  await closePopup(page);
  await page.getByRole("button", { name: "Best of each family" }).click();
  await page.getByRole("button", { name: "Export" }).click();
  await dialog.getByRole("button", { name: "What the table shows" }).click();
  await expect(dialog.getByRole("button", { name: "Best of each family" })).toHaveAttribute("aria-pressed", "true");
  await expect(dialog.getByText("The families and the", { exact: false })).toBeVisible();
  await dialog.getByRole("button", { name: "One per configuration" }).click();
  await expect(dialog.getByRole("button", { name: "Everything" })).toHaveAttribute("aria-pressed", "true");
});

test("a table of one's own: chosen file, label, import; a broken one is told by line", async ({ page, folder, server }) => {
  const broken = join(folder, "broken.csv");
  writeFileSync(broken, "a,b,kind\n1,2,x\n3,4\n");
  await page.locator("input[type=file]").setInputFiles(broken);
  await expect(page.getByText("Line 3 of broken.csv has 2 instead of 3 fields: “3,4”.")).toBeVisible();

  const own = join(folder, "pasture weeds.tsv");
  writeFileSync(
    own,
    `height\tsoil\tkind\n${Array.from({ length: 60 }, (_, i) => `${i}\t${i % 2 ? "clay" : "sand"}\t${i % 10 === 0 ? "weed" : "grass"}`).join("\n")}\n`,
  );
  await page.locator("input[type=file]").setInputFiles(own);
  await expect(page.getByRole("heading", { name: /Import pasture weeds\.tsv/ })).toBeVisible();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("heading", { name: "pasture weeds", exact: true })).toBeVisible();
  const [dataset] = await server.call<{ profile: Record<string, unknown>; options: Record<string, unknown> }[]>("dataset.list");
  expect(dataset!.options).toMatchObject({ delimiter: "\t", label: "kind" });
  expect(dataset!.profile).toMatchObject({ rows: 60, features: 3, imbalanceRatio: 9 });
});

test("the window finds its way back after the server was killed and started again", async ({ page, server }) => {
  await trainedSweep(server);
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByText("4 of 4 runs complete")).toBeVisible();
  await server.kill();
  await expect(page.getByText(/connection/i).first()).toBeVisible();
  await server.start();
  await server.call("sweep.rename", { id: 1, name: "renamed while away" });
  await expect(page.getByText("renamed while away").first()).toBeAttached({ timeout: 240_000 });
});

test("without the token the page says how to open it, and shows nothing", async ({ browser, server }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(server.url.split("#")[0]!);
  await expect(page.getByText(/address/i).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Queue" })).toHaveCount(0);
});
