/** A command beside the server: its sweep appears in the open window, trains there, and Ctrl+C of the command pauses it there. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, shortSweep, test } from "./app.ts";

// However long the window takes, no run ends meanwhile.
test.use({ holdAfterEpoch: 1 });

test("the window sees the runs of a command, and that it stopped them", async ({ page, server, folder }) => {
  await server.call("dataset.importSample");
  const spec = join(folder, "line.sweep.json");
  writeFileSync(spec, JSON.stringify(shortSweep({ name: "from the line" })));
  await page.getByRole("link", { name: "Queue" }).click();
  const command = spawn(process.execPath, ["dist/main/cli.js", "run", spec, "--data-dir", server.dataDir], { stdio: "ignore" });
  try {
    await expect(page.getByRole("row").filter({ hasText: "Running" })).toHaveCount(4);
    await page.getByRole("link", { name: "Sweeps" }).click();
    await expect(page.getByText("from the line").first()).toBeVisible();
    const ended = once(command, "close") as Promise<[number | null]>;
    command.kill("SIGINT");
    expect((await ended)[0]).toBe(130);
    await expect(page.getByText("Paused").first()).toBeVisible();
    await expect
      .poll(async () => (await server.call<{ paused: boolean; counts: Record<string, number> }[]>("sweep.list"))[0])
      .toMatchObject({ paused: true, counts: { waiting: 4, running: 0 } });
  } finally {
    command.kill("SIGKILL");
  }
});
