/** docs/files.md names every way of reading that the product has: encodings, missing words, policies, options of the command line and of sweep files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMAND_HELP } from "#main/cli/arguments/help.ts";
import { ENCODINGS, GivenOptionsSchema, MISSING_POLICIES, MISSING_WORDS } from "#shared/data/dataset.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/files.md"), "utf8");
const isNamed = (name: string): boolean => page.includes(`\`${name}\``) || page.includes(`"${name}"`);

describe("the page of the files", () => {
  it("names every encoding, missing word and policy", () => {
    expect([...ENCODINGS, ...MISSING_WORDS, ...MISSING_POLICIES].filter((name) => !isNamed(name))).toEqual([]);
  });

  it("names every option of an import, as a sweep file and as the command line spell it", () => {
    expect(Object.keys(GivenOptionsSchema.shape).filter((key) => !isNamed(key))).toEqual([]);
    expect(Object.keys(COMMAND_HELP["import"]!.options).filter((option) => !page.includes(`--${option}`))).toEqual([]);
  });

  it("names no option that an import does not have", () => {
    const known = [...Object.keys(COMMAND_HELP["import"]!.options), "json", "data-dir"];
    const named = [...page.matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it("says of what is not supported which way leads on", () => {
    for (const kind of ["several labels", "soft targets", "images", "XLSX", "Parquet", "JSON lines", "gzip", "LIBSVM", "regression"]) {
      const row = page.split("\n").find((line) => line.startsWith("|") && line.includes(kind));
      expect([kind, row?.split("|").filter((cell) => cell.trim() !== "").length]).toEqual([kind, 3]);
    }
  });
});
