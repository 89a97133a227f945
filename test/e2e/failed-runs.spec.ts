/** Runs that failed are spoken of as failed: in the table, on the map, beside the curves, in the statistics. */
import { readFileSync } from "node:fs";
import { expect, importTable, test } from "./app.ts";

const FOLDER = "test/fixtures/cases/C27";
/** 1 x 1e30 overflows the loss at once; NaN or infinite is the arithmetic's choice. */
const WHY = /the loss became (NaN|-?[Ii]nfinity) in epoch \d+ \(learning rate 1e\+30\)/;

test("a cell of the map whose runs diverged says so, with epoch and rate; so do table, statistics and curves", async ({ page, server }) => {
  const spec = JSON.parse(readFileSync(`${FOLDER}/diverge.sweep.json`, "utf8")) as { dataset: object; losses: object[] };
  const options = { delimiter: ",", header: true, label: "class" };
  const datasetId = await importTable(server.call, `${FOLDER}/two.csv`, "two", options);
  const losses = [{ ...spec.losses[0]!, strength: [0, 1] }];
  const { sweepId } = await server.call<{ sweepId: number }>("sweep.create", { datasetId, spec: { ...spec, losses, dataset: { name: "two" } } });
  const counts = async () => (await server.call<{ counts: Record<string, number> }[]>("sweep.list"))[0]!.counts;
  await expect.poll(counts, { timeout: 240_000 }).toMatchObject({ complete: 8, failed: 8, waiting: 0, running: 0 });

  await page.evaluate(`location.hash = "#/compare/${sweepId}"`);
  await expect(page.getByText("8 of 16 runs complete, 8 failed")).toBeVisible();
  await expect(page.getByTitle(WHY).first()).toBeVisible();
  await expect(page.getByRole("row", { name: /lr 1e\+30.*0 \/ 2 ?\(2 failed\)/ }).first()).toBeVisible();
  await page
    .getByRole("row", { name: /γ 2 · α off · lr 1e\+30/ })
    .first()
    .click();

  await page.getByRole("button", { name: "Curves" }).click();
  await expect(page.getByText(new RegExp(`γ 2 .*lr 1e\\+30: 2 runs failed: ${WHY.source}`))).toBeVisible();
  await expect(page.getByText("no complete run, so no line")).toBeVisible();
  await page.getByRole("button", { name: "Confusion" }).click();
  await expect(page.getByText(/No results: 2 runs failed: the loss became/)).toBeVisible();

  await page.getByRole("button", { name: "γ × α map" }).click();
  await expect(page.getByText("× failed: the cells say why.")).toBeVisible();
  const cells = await page
    .getByRole("grid", { name: /learning rate 1e\+30 · Macro F1, validation/ })
    .getByRole("gridcell")
    .evaluateAll((found) => found.map((cell) => cell.getAttribute("aria-label")!));
  expect(cells).toHaveLength(4);
  for (const cell of cells) expect(cell).toMatch(new RegExp(`Macro F1: 2 runs failed: ${WHY.source}\\nn = 0 of 2 seeds \\(2 failed\\)$`));

  await page.getByRole("button", { name: "Statistics" }).click();
  await expect(page.getByText(/Left out, a seed has no value: .*lr 1e\+30 \(2 failed\)/)).toBeVisible();
  await expect(page.getByTitle(new RegExp(`^2 runs failed: ${WHY.source}\\. .* cannot be compared with`)).first()).toBeVisible();
});
