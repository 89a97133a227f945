/** @file The real sources keep the rules of the layers, and every rule bites. Reads: src-shared, src-main, src-renderer. Writes: nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import { findBreaches, importsOf } from "../../fixtures/source-rules.ts";

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

const header = "/** @file Planted. Reads: nothing. Writes: nothing. */\n";

it.each<[string, Record<string, string>, string]>([
  [
    "electron outside the shell",
    { "src-main/queue/a.ts": 'import { app } from "electron";' },
    "src-main/queue/a.ts: electron belongs to the shell (imports electron)",
  ],
  [
    "electron in the window",
    { "src-renderer/a.ts": 'import type { App } from "electron";' },
    "src-renderer/a.ts: electron belongs to the shell (imports electron)",
  ],
  [
    "SQLite outside the store",
    { "src-main/services/a.ts": 'import Database from "better-sqlite3";' },
    "src-main/services/a.ts: better-sqlite3 belongs to the store (imports better-sqlite3)",
  ],
  [
    "SQL outside the store",
    { "src-main/services/a.ts": "const q = `SELECT id\n  FROM run`;" },
    "src-main/services/a.ts: SQL belongs to the store (SELECT id\n  FROM)",
  ],
  [
    "tfjs outside training",
    { "src-main/queue/a.ts": 'const tf = await import("@tensorflow/tfjs-core");' },
    "src-main/queue/a.ts: TensorFlow.js belongs to training (imports @tensorflow/tfjs-core)",
  ],
  [
    "src-shared reaching out",
    { "src-shared/a.ts": 'import { readFileSync } from "node:fs";' },
    "src-shared/a.ts: src-shared imports zod and itself only (imports node:fs)",
  ],
  [
    "the window reaching into the main side",
    { "src-renderer/a.ts": 'import { x } from "../src-main/base/host.ts";' },
    "src-renderer/a.ts: the window imports src-shared and itself only (imports src-main/base/host.ts)",
  ],
  [
    "a part that knows a view",
    { "src-renderer/parts/A.svelte": '<!-- @file A. -->\n<script lang="ts">\n  import V from "../views/V.svelte";\n</script>' },
    "src-renderer/parts/A.svelte: parts and charts know no views and no state (imports src-renderer/views/V.svelte)",
  ],
  [
    "a chart that knows state",
    { "src-renderer/charts/a.ts": 'import { s } from "../state/s.svelte.ts";' },
    "src-renderer/charts/a.ts: parts and charts know no views and no state (imports src-renderer/state/s.svelte.ts)",
  ],
  [
    "a store that looks up",
    { "src-main/store/a.ts": 'import { x } from "#main/queue/b.ts";' },
    "src-main/store/a.ts: the store imports src-shared and itself only (imports src-main/queue/b.ts)",
  ],
  [
    "training with a store",
    { "src-main/training/a.ts": 'import { x } from "../store/open.ts";' },
    "src-main/training/a.ts: training knows no store, queue or transport (imports src-main/store/open.ts)",
  ],
  ["a planner that reads files", { "src-main/planner/a.ts": 'import "node:fs";' }, "src-main/planner/a.ts: the planner is pure (imports node:fs)"],
  [
    "a service that builds the app",
    { "src-main/services/a.ts": 'import { createApp } from "../app.ts";' },
    "src-main/services/a.ts: only the entries build the app (imports src-main/app/app.ts)",
  ],
  [
    "a transport that reads the store",
    { "src-main/transport/a.ts": 'import { x } from "../store/open.ts";' },
    "src-main/transport/a.ts: the transport knows the app by its type only (imports src-main/store/open.ts)",
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
  [
    "a cycle",
    { "src-shared/a.ts": 'import { b } from "./b.ts";\nexport const a = b;', "src-shared/b.ts": 'export { a as b } from "#shared/a.ts";' },
    "import cycle: src-shared/a.ts -> src-shared/b.ts -> src-shared/a.ts",
  ],
])("notices %s", (_what, planted, breach) => {
  const sources = new Map(Object.entries(planted).map(([path, text]) => [path, text.startsWith("<!--") ? text : header + text]));
  expect(findBreaches(sources)).toEqual([breach]);
});

it("notices a file without header", () => {
  expect(findBreaches(new Map([["src-main/export/a.ts", "export const a = 1;\n"]]))).toEqual(["src-main/export/a.ts: no @file header"]);
});

it("lets pass what only looks like a breach", () => {
  const innocent = new Map([
    ["src-main/queue/a.ts", `${header}// import { app } from "electron";\n/* SELECT a FROM b */\nexport const word = "Date.now() and Math.random()";`],
    ["src-main/transport/a.ts", `${header}import type { App } from "../app.ts";\nexport type A = App;`],
    ["src-main/export/a.ts", `${header}${"export {};\n".repeat(399)}`],
    ["src-shared/a.ts", `${header}import type { B } from "./b.ts";\nexport type A = B;`],
    ["src-shared/b.ts", `${header}import { z } from "zod";\nimport type { A } from "./a.ts";\nexport type B = A;\nexport { z };`],
  ]);
  expect(findBreaches(innocent)).toEqual([]);
});

it("reads every way to import", () => {
  const text = `import "./a.ts";\nimport b, { type c } from "../b.ts";\nimport type { d } from "#shared/d.ts";\nexport * from "e";\nconst f = await import("#main/f.ts");\nimport {\n  g,\n  h,\n} from "./g.ts";`;
  expect(importsOf("src-main/x/y.ts", text)).toEqual([
    { target: "src-main/x/a.ts", typeOnly: false },
    { target: "src-main/b.ts", typeOnly: false },
    { target: "src-shared/d.ts", typeOnly: true },
    { target: "e", typeOnly: false },
    { target: "src-main/f.ts", typeOnly: false },
    { target: "src-main/x/g.ts", typeOnly: false },
  ]);
});
