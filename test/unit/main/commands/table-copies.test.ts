/** @file The copy of a table that is imported: whole or not there. Real files. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { takeCopy } from "#main/commands/table-copies.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

function table() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "datasets"));
  const path = join(folder, "t.csv");
  writeFileSync(path, "x,y\n1,a\n");
  return { folder, path, left: () => readdirSync(join(folder, "datasets")) };
}

it("gets its name when it is kept, and goes when it is not", async () => {
  const { folder, path, left } = table();
  const first = await takeCopy(folder, path, "t.csv");
  expect(left()).toHaveLength(1);
  await first.drop();
  expect(left()).toEqual([]);
  const second = await takeCopy(folder, path, "t.csv");
  await second.keepAs("abc.csv");
  await second.drop();
  expect(readFileSync(join(folder, "datasets", "abc.csv"), "utf8")).toBe("x,y\n1,a\n");
});

it.each([
  ["written to meanwhile", (path: string) => appendFileSync(path, "2,b\n"), { code: "data/being-written" }],
  [
    "cut off by a full disk",
    () => {
      throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    },
    { code: "ENOSPC" },
  ],
])("is refused and leaves nothing when it was %s", async (_what, harm, told) => {
  const { folder, path, left } = table();
  const copy: typeof copyFile = async (from, to) => {
    await copyFile(from, to);
    harm(path);
  };
  await expect(takeCopy(folder, path, "t.csv", copy)).rejects.toMatchObject(told);
  expect(left()).toEqual([]);
});
