/**
 * @file What the app answers to an import of a file that it has, and of one that names what cannot be kept.
 * Reads: migrations. Writes: temporary folders.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { profileFile } from "#main/data/profile/profile.ts";
import { sha256OfFile } from "#main/data/text/fingerprint.ts";
import { importDataset } from "#main/commands/datasets.ts";
import { getDataset, insertDataset } from "#main/store/dataset-rows.ts";
import { importOptions, refusalOf } from "../fixtures/data-files.ts";
import { openApp } from "../fixtures/open-app.ts";
import { openDatabase } from "../fixtures/open-database.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

/** A row index and two spellings of a class. */
function leakyTable(folder: string): string {
  const path = join(folder, "t.csv");
  writeFileSync(path, `id,x,y\n${Array.from({ length: 60 }, (_, i) => `${i},${(i * 37) % 11},${["ok", "ok.", "bad"][i % 3]}`).join("\n")}\n`);
  return path;
}

it("a data set of an earlier version is answered with what is found in the file now, and stays as it was stored", async () => {
  const folder = temporaryFolder();
  const path = leakyTable(folder);
  const db = openDatabase();
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, "datasets"));
  const options = importOptions("y");
  const { findings, ...profile } = await profileFile(path, "t.csv", options);
  const sha256 = await sha256OfFile(path);
  const facts = { name: "old", fileName: "t.csv", storedFile: `${sha256}.csv`, sha256, sizeBytes: 1, createdAt: "2026-01-01T00:00:00.000Z" };
  // Those versions stored no findings.
  const id = insertDataset(db, { ...facts, options, profile });
  const again = await importDataset(db, dataDir, { path, fileName: "t.csv", name: undefined, options }, "2026-02-01T00:00:00.000Z");
  expect([again.id, again.name, again.options]).toEqual([id, "old", options]);
  expect(again.profile.findings!.map((finding) => finding.id)).toEqual(["row-index", "classes-alike", "classes-few-held-out"]);
  expect(again.profile.findings).toEqual(findings);
  expect(getDataset(db, id).profile).toEqual(profile);
});

it("“__proto__” among the merges is refused by the app, with the next step", async () => {
  const folder = temporaryFolder();
  const app = await openApp(temporaryFolder());
  const options = JSON.parse('{"delimiter":",","header":true,"label":"y","rules":2,"merge":{"__proto__":"bad"}}') as never;
  expect(await refusalOf(app.call("dataset.check", { source: { path: leakyTable(folder) }, options }))).toBe(
    "input/invalid: “__proto__” is not valid: nothing can be set for a class or column of this name; rename it in the file.",
  );
});
