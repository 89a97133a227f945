/** Files as people have them, imported in the window: what was found is seen, corrected where it is wrong, and stored. Right values: the cases' own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./app.ts";

interface Stored {
  readonly name: string;
  readonly options: Record<string, unknown>;
  readonly profile: {
    readonly rows: number;
    readonly classes: readonly { readonly name: string; readonly count: number }[];
    readonly columns: readonly { readonly name: string; readonly kind: string; readonly mean: number | null }[];
  };
}
const caseFile = (path: string): string => join(import.meta.dirname, "../fixtures/cases", path);

async function open(page: Page, path: string): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(path);
  await expect(page.getByRole("heading", { name: /^Import / })).toBeVisible();
}
const store = async (page: Page, name: string): Promise<void> => {
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("heading", { name, exact: true, level: 1 })).toBeVisible();
};
const choose = async (page: Page, label: string, option: string): Promise<void> => {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
};
const check = (page: Page): Locator => page.getByRole("region", { name: "Before you import" });
const classes = (page: Page): Locator => check(page).getByRole("table", { name: "Classes" });
/** The row of a class says so many rows: its cells are the mark, the name, the rows, the share. */
const shownClass = (page: Page, name: string, rows: number): Promise<void> =>
  expect(
    classes(page)
      .getByRole("row")
      .filter({ has: page.getByRole("checkbox", { name: `Select class ${name}`, exact: true }) })
      .getByRole("cell")
      .nth(2),
  ).toHaveText(String(rows));
const counts = (dataset: Stored): Record<string, number> => Object.fromEntries(dataset.profile.classes.map(({ name, count }) => [name, count]));

test("C01: “None” is a class, said to look like a missing value, and left out only when asked", async ({ page, server }) => {
  await open(page, caseFile("C01/sleep.csv"));
  await shownClass(page, "None", 36);
  await shownClass(page, "Insomnia", 14);
  await shownClass(page, "Sleep Apnea", 10);
  await expect(check(page)).toContainText("1 : 3.6");
  await page.getByRole("button", { name: "“None” means no label" }).click();
  await expect(check(page)).toContainText("24 rows");
  // The button that was pressed is gone: the keyboard is on what takes the step back, and after that on the answer.
  const undo = page.getByRole("button", { name: /^Undo: Rows with label “None”/ });
  await expect(undo).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(check(page)).toContainText("60 rows");
  await expect(check(page)).toBeFocused();
  await store(page, "sleep");
  const [dataset] = await server.call<Stored[]>("dataset.list");
  expect(counts(dataset!)).toEqual({ None: 36, Insomnia: 14, "Sleep Apnea": 10 });
  expect(dataset!.options).toMatchObject({ rules: 2, label: "Disorder" });
});

test("C02: the encoding is found, shown, and can be corrected", async ({ page, server }) => {
  await open(page, caseFile("C02/labels-1252.csv"));
  const rows = page.getByRole("table", { name: "First rows as read" });
  await expect(page.getByLabel("Encoding", { exact: true })).toContainText("Windows-1252");
  await expect(rows).toContainText("Web Attack – XSS");
  await expect(rows).toContainText("défaut");
  await choose(page, "Encoding", "Windows-1251 (Cyrillic)");
  await expect(rows).toContainText("dйfaut");
  await expect(page.getByText("Found: Windows-1252 (Western)")).toBeVisible();
  await page.getByRole("button", { name: "Back to what was found" }).click();
  await expect(rows).toContainText("défaut");
  await shownClass(page, "Web Attack – XSS", 8);
  await store(page, "labels-1252");
  await expect(page.getByText("Windows-1252 (Western)")).toBeVisible();
  const [dataset] = await server.call<Stored[]>("dataset.list");
  expect(counts(dataset!)).toEqual({ normal: 28, "Web Attack – XSS": 8, défaut: 4 });
});

test("C03: a decimal comma is read, with what it becomes beside the column", async ({ page, server }) => {
  await open(page, caseFile("C03/wine-eu.csv"));
  await expect(page.getByLabel("Delimiter", { exact: true })).toContainText("Semicolon");
  const reads = page.getByLabel("How column acidity is read");
  await expect(reads.locator("option:checked")).toHaveText(/^\d+,\d+ → \d+\.\d+$/);
  await expect(page.getByRole("table", { name: "First rows as read" })).toContainText("5.35");
  await expect(check(page)).toContainText("2 inputs");
  await reads.selectOption("text");
  await expect(page.getByRole("table", { name: "First rows as read" })).toContainText("5,35");
  await page.getByRole("button", { name: /^\d+,\d+ → \d+\.\d+$/ }).click();
  await expect(check(page)).toContainText("2 inputs");
  await store(page, "wine-eu");
  const [dataset] = await server.call<Stored[]>("dataset.list");
  expect(dataset!.options).toMatchObject({ numbers: { acidity: { decimal: "," }, sugar: { decimal: "," } } });
  expect(dataset!.profile.columns.map(({ kind, mean }) => [kind, Number(mean!.toFixed(4))])).toEqual([
    ["numeric", 7.4003],
    ["numeric", 3.6337],
  ]);
});

test("C10: classes that look alike are named with counts and merged when asked", async ({ page, server }) => {
  await open(page, caseFile("C10/numbers.csv"));
  await expect(check(page)).toContainText("30 rows together");
  for (const [name, rows] of [["1", 20], ["01", 4], ["1.0", 6], ["2", 10], ["2.0", 5]] as const) await shownClass(page, name, rows); // prettier-ignore
  const group = (first: string): Locator => check(page).getByRole("group", { name: new RegExp(`^Merge “${first}”`) });
  await expect(group("1").getByLabel("Class after merging")).toHaveValue("1");
  await group("1").getByRole("button", { name: "Merge" }).click();
  await shownClass(page, "1", 30);
  await check(page).getByRole("button", { name: /^Undo/ }).click();
  await shownClass(page, "1", 20);
  await group("1").getByRole("button", { name: "Merge" }).click();
  await shownClass(page, "1", 30);
  await group("2").getByRole("button", { name: "Merge" }).click();
  await shownClass(page, "2", 15);
  await expect(check(page)).toContainText("1 : 2");
  await store(page, "numbers");
  await expect(page.getByText("“1.0” → “1”")).toBeVisible();
  const [dataset] = await server.call<Stored[]>("dataset.list");
  expect(counts(dataset!)).toEqual({ "1": 30, "2": 15 });
  expect(dataset!.options).toMatchObject({ merge: { "01": "1", "1.0": "1", "2.0": "2" } });
});

test("C11: patients with several rows are named, and one press keeps their rows together", async ({ page, server }) => {
  await open(page, caseFile("C11/patients.csv"));
  await expect(check(page)).toContainText("30 groups of rows");
  await page.getByRole("button", { name: "Keep its rows together" }).click();
  await expect(page.getByLabel("Keep together", { exact: true })).toHaveValue("patient");
  await expect(check(page)).not.toContainText("30 groups of rows");
  await page.getByRole("button", { name: "Keep for the split" }).click();
  await expect(page.getByLabel("Role of column part").locator("option:checked")).toHaveText("Split column");
  await expect(check(page)).toContainText("120 rows");
  await store(page, "patients");
  const [dataset] = await server.call<Stored[]>("dataset.list");
  expect(dataset!.options).toMatchObject({ label: "state", group: "patient", ignore: ["part"] });
  expect(counts(dataset!)).toEqual({ sick: 24, well: 96 });
  expect(dataset!.profile.columns.map(({ name }) => name)).toEqual(["x1", "x2", "x3", "x4"]);
});

test("C06: a line of units is found; header lines and skipped lines can be corrected and found again", async ({ page, server }) => {
  await open(page, caseFile("C06/units-line.csv"));
  const size = page.locator("header").getByText(/ rows · 3 columns/);
  const line = (number: number): Locator =>
    page
      .getByRole("table", { name: "First lines of the file" })
      .getByRole("row")
      .nth(number - 1);
  await expect(size).toContainText("30 rows");
  await expect(line(2)).toContainText("skipped");
  await expect(line(3)).not.toContainText("names");
  await choose(page, "Column names", "1 header line");
  await expect(size).toContainText("31 rows");
  await choose(page, "Column names", "Automatic");
  await expect(size).toContainText("30 rows");
  await page.getByLabel("Skip below", { exact: true }).fill("4");
  await page.getByLabel("Skip below", { exact: true }).press("Enter");
  await expect(size).toContainText("26 rows");
  await page.getByLabel("Skip below", { exact: true }).fill("many");
  await page.getByLabel("Skip below", { exact: true }).press("Enter");
  await expect(page.getByText("Type a number from 0 to 10 000.")).toBeVisible();
  await page.getByRole("button", { name: "Back to what was found" }).click();
  await expect(size).toContainText("30 rows");
  await expect(page.getByLabel("Skip below", { exact: true })).toHaveValue("0");
  await expect(page.getByText("Type a number from 0 to 10 000.")).toBeHidden();
  await store(page, "units-line");
  const [dataset] = await server.call<Stored[]>("dataset.list");
  expect(counts(dataset!)).toEqual({ "Fully Paid": 24, "Charged Off": 6 });
});

test("a file that cannot be read stays open with its lines, and another choice reads it", async ({ page, folder }) => {
  const path = join(folder, "ragged.csv");
  writeFileSync(path, "a,b,kind\n1,2,x\n3,4\n5,6,y\n");
  await open(page, path);
  await expect(page.getByRole("alert")).toContainText("Line 3 of ragged.csv");
  await expect(page.getByRole("region", { name: "First lines of the file" })).toContainText("5,6,y");
  await expect(page.getByRole("button", { name: "Import", exact: true })).toBeHidden();
  await choose(page, "Delimiter", "Semicolon");
  await expect(page.getByRole("table", { name: "Columns" })).toContainText("a,b,kind");
  await expect(page.getByRole("alert")).toBeHidden();
  await page.getByRole("button", { name: "Back to what was found" }).click();
  await expect(page.getByRole("alert")).toContainText("Line 3 of ragged.csv");
});

test("an error far down shows the lines around it and speaks of the controls beside it", async ({ page, folder }) => {
  const path = join(folder, "late.csv");
  writeFileSync(path, `a,b,kind\n${Array.from({ length: 40 }, (_, i) => (i === 28 ? "29,x" : `${i + 1},${i % 7},x`)).join("\n")}\n`);
  await open(page, path);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("Line 30 of late.csv has 2 instead of 3 fields");
  await expect(alert).toContainText("Choose another “Delimiter”");
  await expect(alert).not.toContainText("--");
  const lines = page.getByRole("table", { name: "First lines of the file" });
  await expect(lines.getByRole("row", { name: "30 error 29,x", exact: true })).toBeInViewport();
  await expect(lines.getByRole("row", { name: "1 a,b,kind", exact: true })).toBeVisible();
});

test("the same file under a second name: the window says which data set it is", async ({ page, folder, server }) => {
  const path = join(folder, "own.csv");
  writeFileSync(path, `x,kind\n${Array.from({ length: 40 }, (_, i) => `${(i * 37) % 101},${i % 4 === 0 ? "rare" : "usual"}`).join("\n")}\n`);
  await open(page, path);
  await store(page, "own");
  await open(page, path);
  await page.getByLabel("Name", { exact: true }).fill("second name");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("own.csv was imported before with the same options: this is data set “own”.")).toBeVisible();
  // Until the next import begins.
  await open(page, path);
  await expect(page.getByText("own.csv was imported before")).toHaveCount(0);
  await page.getByLabel("Name", { exact: true }).fill("second name");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("button", { name: "Rename to “second name”" }).click();
  await expect(page.getByRole("heading", { name: "second name", level: 1 })).toBeVisible();
  expect((await server.call<Stored[]>("dataset.list")).map(({ name }) => name)).toEqual(["second name"]);
});

test("beside other data sets the classes stand next to the form; what is below a table and a taken name are said", async ({ page, folder, server }) => {
  await server.call("dataset.importSample");
  const path = join(folder, "page-blocks.csv");
  const rows = Array.from({ length: 380 }, (_, i) => `${i % 17},${(i * 7) % 13},${i % 19 === 0 ? "cat;dog" : i % 19 === 1 ? "dog;owl" : `class ${i % 19}`}`);
  writeFileSync(path, `"x\nraw",y,class\n${rows.join("\n")}\n`);
  await open(page, path);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("page-blocks");
  await expect(page.getByText("Another data set has this name.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Before you import" })).toBeInViewport();
  await expect(check(page)).toContainText("2 inputs");
  // 15 of 19 classes.
  await expect(page.getByText("4 more below")).toBeInViewport();
  await classes(page).getByRole("row").nth(15).scrollIntoViewIfNeeded();
  await classes(page).hover();
  await page.mouse.wheel(0, 400);
  await expect(page.getByText("more below")).toHaveCount(0);
  // Several labels in a cell cannot be trained on: it is no all-clear.
  await expect(check(page).getByRole("list", { name: "To decide" })).toContainText("cat;dog");
  await expect(page.getByText("Nothing to decide.")).toHaveCount(0);
  // A line break in a name, everywhere the same.
  for (const table of ["Columns", "First rows as read"]) await expect(page.getByRole("table", { name: table })).toContainText("x⟨U+000A⟩raw");
});
