/** The HTML table as a browser reads it: downloaded from the window, opened from a file. */
import AxeBuilder from "@axe-core/playwright";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, trainedSweep } from "./app.ts";

test("is a page of its own: figures, heads and caption are there, nothing is fetched, in light, in dark and on paper", async ({
  page,
  server,
  folder,
  browser,
}) => {
  const sweepId = await trainedSweep(server);
  const { text } = await server.call<{ text: string }>("export.render", { sweepId, format: "markdown", rows: "configs" });
  await page.evaluate("location.hash = '#/compare'");
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export results" });
  await dialog.getByRole("button", { name: "HTML" }).click();
  await dialog.getByRole("button", { name: "One per configuration" }).click();
  await expect(dialog.getByText("the main metrics rounded to 3 decimals")).toBeVisible();
  await expect(dialog.getByLabel("Preview of the file")).toContainText("<!doctype html>");
  const downloading = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/-configs\.html$/);
  const file = join(folder, "results.html");
  await download.saveAs(file);

  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 900, height: 700 } });
    const table = await context.newPage();
    const asked: string[] = [];
    table.on("request", (request) => asked.push(request.url()));
    await table.goto(pathToFileURL(file).href);
    expect(asked).toHaveLength(1);
    // The main table, read cell by cell, is that of the Markdown file.
    const main = table.getByRole("table").first();
    const cells = await main.getByRole("row").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    const lines = text
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .slice(0, cells.length + 1)
      .filter((line) => !line.startsWith("| ---"));
    expect(cells.map((row) => row.join(" | "))).toEqual(lines.map((line) => line.slice(2, -2).replaceAll(/[*\\]/g, "")));
    await expect(main).toHaveAccessibleName(/^Mean ± sample standard deviation over seeds at the best epoch .*Data: .* SHA-256 [0-9a-f]{64}; split /);
    expect(await main.getByRole("columnheader").count()).toBe(cells[0]!.length);
    expect(await main.getByRole("rowheader").count()).toBe(cells.length - 1);
    await expect(main.getByRole("cell").nth(1)).toHaveCSS("text-align", "right");
    const look = () => table.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await look()).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(22, 25, 29)");
    expect((await new AxeBuilder({ page: table }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
    await table.emulateMedia({ media: "print", colorScheme });
    expect(await look()).toBe("rgb(255, 255, 255)");
    await context.close();
  }
});
