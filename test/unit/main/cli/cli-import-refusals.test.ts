/** What `focaldesk import` refuses, and whether it names the thing, the value and the next step. Expected: the file as written here. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCommandLine } from "#main/cli/arguments/arguments.ts";
import { planImport } from "#main/cli/import/import-options.ts";
import { asAppError } from "#shared/errors/errors.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

async function refusalOf(text: string, ...args: string[]): Promise<string> {
  const path = join(temporaryFolder(), "t.csv");
  writeFileSync(path, text);
  try {
    const { profile } = await planImport(path, parseCommandLine(["import", path, ...args]).options);
    return `read: ${profile.rows} rows`;
  } catch (thrown) {
    const error = asAppError(thrown);
    return `${error.code}: ${error.message} ${error.action}`;
  }
}

const rows = Array.from({ length: 60 }, (_, i) => `${i},${(i * 7) % 11},${i % 2 ? "yes" : "no"}`).join("\n");

describe("an import is refused with what helps", () => {
  it("where the names of the columns stand further down", async () => {
    // Two lines that have as many cells as the table, so that the first of them is taken for the names.
    const table = `station,depth,sensor\nberlin,12,kx\nx,z,y\n${rows}\n`;
    const refused = await refusalOf(table, "--label", "y");
    expect(refused).toContain(
      "data/label-below: t.csv has no column named “y”. Its columns are read as “station”, “depth” and “sensor”; “y” stands in line 3: “x,z,y”.",
    );
    expect(refused).toContain("--skip 2");
    expect(await refusalOf(table, "--label", "y", "--skip", "2")).toBe("read: 60 rows");
    expect(await refusalOf(table, "--label", "w")).toContain("data/no-label");
  });

  it("where the skip goes beyond the end", async () => {
    expect(await refusalOf(`x,z,y\n${rows}\n`, "--label", "y", "--skip", "99")).toContain(
      "data/skip-beyond: Skipping 99 lines leaves nothing of t.csv: it has 61 lines. ",
    );
  });

  it("where there is a header alone, and where there is nothing", async () => {
    expect(await refusalOf("x,z,y\n", "--label", "y")).toContain("data/no-rows: t.csv has no rows below its header “x,z,y”. ");
    expect(await refusalOf("", "--label", "y")).toContain("data/empty: t.csv is empty");
  });

  it("where the label is left out of the features by name", async () => {
    expect(await refusalOf(`x,z,y\n${rows}\n`, "--label", "y", "--ignore", "y")).toContain("--ignore “y”: that is the label");
  });

  it("where the merge leaves one class", async () => {
    expect(await refusalOf(`x,z,y\n${rows}\n`, "--label", "y", "--merge", "yes=no")).toBe(
      "data/one-class-merged: Merging leaves one class only, “no”, in the label column “y” of t.csv. A classifier needs at least two classes: merge fewer (--merge, “merge” in a sweep file).",
    );
    expect(await refusalOf("x,y\n1,a\n2,a\n", "--label", "y")).toContain("data/one-class: ");
  });
});
