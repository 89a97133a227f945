/** @file The command line over parameters that nobody foresaw: rows by condition, in the order of one of them, in the terminal, in JSON and in files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "#main/store/open.ts";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { addUnforeseenSweep } from "../fixtures/unforeseen-sweep.ts";

function folderWithSweep(): string {
  const folder = temporaryFolder();
  const store = openStore(folder, "migrations");
  addUnforeseenSweep(store.db);
  store.close();
  return folder;
}

it("filters and sorts the configurations of a sweep by them, and writes what is left", async () => {
  const folder = folderWithSweep();
  const asked = ["--where", "backbone=resnet18", "--where", "lr_max 0.001..1", "--sort", "lr_max:desc", "--data-dir", folder];

  const table = await focaldesk("list", "script", ...asked);
  expect([table.code, table.err]).toEqual([0, ""]);
  expect([...table.out.matchAll(/lr_max (\S+)/g)].map(([, rate]) => rate).slice(0, 3)).toEqual(["0.1", "0.01", "0.001"]);
  expect(table.out).not.toContain("vit");

  const listed = JSON.parse((await focaldesk("list", "script", "--json", ...asked)).out) as { configs: { params: Record<string, unknown> }[] };
  expect(listed.configs.map(({ params }) => [params["lr_max"], params["backbone"]])).toEqual([0.1, 0.01, 0.001].map((rate) => [rate, "resnet18"]));

  const file = join(folder, "rows.csv");
  const written = await focaldesk("export", "script", "--out", file, "--rows", "configs", ...asked);
  expect([written.code, written.err]).toEqual([0, ""]);
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\r\n");
  const place = head!.split(",").indexOf("lr_max");
  expect(lines.map((line) => line.split(",")[place])).toEqual(["0.1", "0.01", "0.001"]);

  for (const [wrong, sentence] of [
    ["lr_mux 1", "the sweep has no parameter “lr_mux”; the nearest is “lr_max”"],
    ["backbone", "say a condition like “gamma 2”"],
    ["lr_max>1", "no configuration of the sweep is so as --where says"],
  ]) {
    const refused = await focaldesk("list", "script", "--where", wrong!, "--data-dir", folder);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain(sentence);
  }
});
