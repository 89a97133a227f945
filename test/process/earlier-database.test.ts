/** A data folder of the version before there were rules of reading: the same commands go on with what it holds. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { restoreEarlier } from "../fixtures/earlier-database.ts";
import { openApp } from "../fixtures/open-app.ts";

it("a sweep is found by the same command, with its data set", async () => {
  const { folder, data } = restoreEarlier();
  const ended = await focaldesk("run", join(folder, "small.sweep.json"), "--data-dir", data, "--json");
  expect(JSON.parse(ended.out)).toMatchObject({ sweepId: 1, runs: 1, complete: 1 });
  expect(ended.err).toContain("1 complete already");
  const imported = await focaldesk("import", join(folder, "small.csv"), "--label", "kind", "--name", "again", "--data-dir", data, "--json");
  expect(JSON.parse(imported.out)).toMatchObject({ id: 1, name: "small" });
  expect(imported.err).toContain("is already data set 1 “small”, which keeps its name (“again” is not used)");
});

it("another reading is another data set", async () => {
  const { folder, data } = restoreEarlier();
  const imported = await focaldesk("import", join(folder, "small.csv"), "--label", "kind", "--merge", "c=b", "--data-dir", data, "--json");
  expect((JSON.parse(imported.out) as { id: number }).id).toBeGreaterThan(3);
});

it("the sample is the one that is there", async () => {
  const { data } = restoreEarlier();
  const app = await openApp(data);
  expect(await app.call("dataset.importSample", {})).toMatchObject({ id: 2, name: "page-blocks" });
});
