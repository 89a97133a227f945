/** @file `focaldesk log`: what a command and an unclean end leave there. Reads, writes: a temporary folder. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

it("tells where the log is and what was written last, also before there is one", async () => {
  const folder = temporaryFolder();
  const data = join(folder, "data");
  const path = join(data, "focaldesk.log");
  expect(await focaldesk("log", "--data-dir", data)).toMatchObject({ code: 0, out: `${path} is not there: nothing has used this data folder yet.\n` });
  expect((await focaldesk("import", writeSmallTable(folder), "--label", "kind", "--data-dir", data)).code).toBe(0);
  const { out } = await focaldesk("log", "--data-dir", data, "--json");
  const { lines, ...rest } = JSON.parse(out) as { path: string; lines: string[] };
  expect(rest).toEqual({ path });
  expect(lines.map((line) => line.split(" ")[2])).toEqual(["started", "ended"]);
  expect(lines[0]).toMatch(/ started focaldesk=\d+\.\d+\.\d+ host=cli node=\d+/);
  // Values of the table have no place there.
  expect(out).not.toContain("kind");
  expect((await focaldesk("log", "--data-dir", data, "--lines", "1")).out.trim().split("\n").at(-1)).toBe(path);
});
