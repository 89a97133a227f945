/** @file The real sources keep fences, headers and lengths, and every rule bites. Reads: src-shared, src-main, src-renderer. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import { findBreaches } from "../../fixtures/source-rules.ts";

const root = join(import.meta.dirname, "../../..");

function readSources(): Map<string, string> {
  const files = ["src-shared", "src-main", "src-renderer"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() && /\.(ts|svelte)$/.test(entry.name) ? [join(entry.parentPath, entry.name)] : [],
    ),
  );
  return new Map(files.map((file) => [relative(root, file).split(sep).join("/"), readFileSync(file, "utf8")]));
}

it("the sources keep every rule", () => {
  const sources = readSources();
  // A folder that moved would make every rule pass for want of files.
  expect([...sources.keys()].filter((path) => path.startsWith("src-main/store/")).length).toBeGreaterThan(3);
  expect([...sources.keys()].filter((path) => path.startsWith("src-main/training/")).length).toBeGreaterThan(3);
  expect(findBreaches(sources)).toEqual([]);
});

const header = "/** @file Planted. */\n";

it.each<[string, Record<string, string>, string]>([
  [
    "SQL outside the store",
    { "src-main/services/a.ts": "const q = `SELECT id\n  FROM run`;" },
    "src-main/services/a.ts: SQL belongs to the store (SELECT id\n  FROM)",
  ],
  [
    "a clock in the planner",
    { "src-main/planner/a.ts": "export const t = Date.now();" },
    "src-main/planner/a.ts: time and chance come in as arguments (Date.now()",
  ],
  [
    "chance in training",
    { "src-main/training/a.ts": "export const t = Math.random();" },
    "src-main/training/a.ts: time and chance come in as arguments (Math.random()",
  ],
  ["a long file", { "src-main/export/a.ts": "export {};\n".repeat(400) }, "src-main/export/a.ts: longer than 400 lines"],
])("notices %s", (_what, planted, breach) => {
  const sources = new Map(Object.entries(planted).map(([path, text]) => [path, text.startsWith("<!--") ? text : header + text]));
  expect(findBreaches(sources)).toEqual([breach]);
});

it("notices a file without header", () => {
  expect(findBreaches(new Map([["src-main/export/a.ts", "export const a = 1;\n"]]))).toEqual(["src-main/export/a.ts: no @file header"]);
});

it("lets pass what only looks like a breach", () => {
  const innocent = new Map([
    ["src-main/queue/a.ts", `${header}/* SELECT a FROM b */\nexport const word = "Date.now() and Math.random()";`],
    ["src-main/export/a.ts", `${header}${"export {};\n".repeat(399)}`],
  ]);
  expect(findBreaches(innocent)).toEqual([]);
});
