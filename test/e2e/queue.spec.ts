/** The queue in the window: paused and resumed, one run cancelled and tried again, seen in the window and on the server. */
import { expect, shortSweep, test } from "./app.ts";

interface Row {
  readonly id: number;
  readonly label: string;
  readonly seed: number;
  readonly state: string;
  readonly epoch: number;
}

// However long the buttons take, no run ends meanwhile; each pause or cancel lets the held trainer go on by an epoch.
test.use({ holdAfterEpoch: 1 });

test("pause, resume, cancel one run and retry it", async ({ page, server }) => {
  const dataset = await server.call<{ id: number }>("dataset.importSample");
  const spec = shortSweep({ name: "long", training: { epochs: 100, batchSize: 256 } });
  const { sweepId } = await server.call<{ sweepId: number }>("sweep.create", { datasetId: dataset.id, spec });
  const rows = (): Promise<Row[]> => server.call<Row[]>("run.list", { sweepId });
  const states = async (): Promise<string[]> => [...new Set((await rows()).map((row) => row.state))].toSorted();
  const epochs = async (): Promise<number> => Math.min(...(await rows()).map((row) => row.epoch));
  const target = "γ 2 · α n^−1, seed 1";
  const stateOf = async (): Promise<string> => (await rows()).find((row) => `${row.label}, seed ${row.seed}` === target)!.state;

  await page.getByRole("link", { name: "Queue" }).click();
  await expect.poll(epochs).toBeGreaterThan(0);

  await page.getByRole("button", { name: "Pause queue" }).click();
  await expect(page.getByRole("heading", { name: "Queue" }).locator("..")).toContainText("Paused");
  await expect.poll(states).toEqual(["waiting"]);
  const paused = await epochs();
  await expect(page.getByRole("row").filter({ hasText: "Waiting" })).toHaveCount(4);

  await page.getByRole("button", { name: "Resume queue" }).click();
  await expect.poll(epochs).toBeGreaterThan(paused);

  const before = await epochs();
  const row = page.getByRole("row").filter({ has: page.getByTitle("γ 2 · α n^−1", { exact: true }) });
  await page.getByRole("button", { name: `Cancel ${target}` }).click();
  await expect(row).toContainText("Cancelled");
  await expect.poll(stateOf).toBe("cancelled");
  const others = (await rows()).filter((r) => `${r.label}, seed ${r.seed}` !== target);
  expect(others.map((r) => r.state)).toEqual(["running", "running", "running"]);
  const running = async (): Promise<number> => Math.min(...(await rows()).filter((r) => r.state === "running").map((r) => r.epoch));
  await expect.poll(running).toBeGreaterThan(before);

  // It waits until the cohort that goes on without it has an end; cancelling the others gives it the trainer.
  await page.getByRole("button", { name: `Retry ${target}` }).click();
  await expect.poll(stateOf).toMatch(/waiting|running/);
  for (const other of others) await page.getByRole("button", { name: `Cancel ${other.label}, seed ${other.seed}` }).click();
  await expect.poll(stateOf).toBe("running");
  await expect(row).toContainText("Running");
  await expect.poll(async () => (await rows()).find((r) => `${r.label}, seed ${r.seed}` === target)!.epoch).toBeGreaterThan(0);
});
