/** The copy of a table in the data folder: damage is told as such, and the same file imported again restores it. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { App } from "#main/app/app.ts";
import { openApp } from "../fixtures/open-app.ts";
import { writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const OPTIONS = { delimiter: ",", header: true, label: "kind" } as const;
const SPLIT = { train: 0.6, validation: 0.2, test: 0.2, seed: 1 };

async function imported(): Promise<{ app: App; table: string; copy: string; id: number }> {
  const folder = temporaryFolder();
  const table = writeSmallTable(folder);
  const app = await openApp(join(folder, "data"));
  const { id } = await app.call("dataset.import", { source: { path: table }, options: OPTIONS });
  const [name] = readdirSync(join(folder, "data", "datasets"));
  return { app, table, copy: join(folder, "data", "datasets", name!), id };
}

it.each([
  ["deleted", (copy: string) => rmSync(copy), "data/changed"],
  ["cut off in a line", (copy: string) => writeFileSync(copy, readFileSync(copy).subarray(0, 1000)), "data/changed"],
  ["changed in one digit", (copy: string) => writeFileSync(copy, readFileSync(copy, "utf8").replace("\n", "\n9")), "the counts of the parts are the same"],
])("a copy that was %s is told by its fingerprint, and comes back with the file", async (_what, damage, told) => {
  const { app, table, copy, id } = await imported();
  const whole = await app.call("dataset.split", { id, split: SPLIT });
  const bytes = readFileSync(copy);
  damage(copy);
  const split = app.call("dataset.split", { id, split: SPLIT }).then(
    () => "the counts of the parts are the same",
    (error: { code: string }) => error.code,
  );
  // One digit changes no count, and the preview reads nothing else; the trainer looks at the fingerprint first (queue.test.ts).
  expect(await split).toBe(told);
  const again = await app.call("dataset.import", { source: { path: table }, options: OPTIONS });
  expect(again.id).toBe(id);
  expect(readFileSync(copy)).toEqual(bytes);
  expect(await app.call("dataset.split", { id, split: SPLIT })).toEqual(whole);
  await app.close();
});
