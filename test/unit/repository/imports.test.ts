/** @file Every rule of who may import whom bites: a tree with one breach of each is refused. Reads: .dependency-cruiser.mjs. Writes: a temporary folder. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { cruise, type ICruiseResult, type IConfiguration } from "dependency-cruiser";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

/** File, what it imports, the rule that refuses it. */
const PLANTED: readonly (readonly [string, string, string])[] = [
  ["src-main/queue/electron.ts", "electron", "electron-in-shell"],
  ["src-renderer/views/electron.ts", "electron", "electron-in-shell"],
  ["src-main/commands/sqlite.ts", "better-sqlite3", "sqlite-in-store"],
  ["src-main/queue/tensors.ts", "@tensorflow/tfjs-core", "tensorflow-in-training"],
  ["src-shared/loss/files.ts", "node:fs", "shared-alone"],
  ["src-renderer/state/main-side.ts", "../../src-main/base/version.ts", "window-alone"],
  ["src-renderer/views/files.ts", "node:fs", "window-no-node"],
  ["src-renderer/parts/view.ts", "../views/here.ts", "src-renderer/parts"],
  ["src-renderer/parts/chart.ts", "../charts/here.ts", "src-renderer/parts"],
  ["src-renderer/charts/state.ts", "../state/here.ts", "src-renderer/charts"],
  ["src-main/store/up.ts", "../queue/here.ts", "src-main/store"],
  ["src-main/training/child/store.ts", "../../store/here.ts", "src-main/training/child"],
  ["src-main/planner/files.ts", "node:fs", "planner-is-pure"],
  ["src-main/commands/app.ts", "../app/app.ts", "entries-build-the-app"],
  ["src-main/transport/store.ts", "../store/here.ts", "src-main/transport"],
  ["src-shared/errors/up.ts", "../sweep/here.ts", "src-shared/errors"],
  ["src-shared/metrics/first.ts", "./second.ts", "no-circle"],
];
/** The other halves of circles: of two files, and of two folders whose files are none. */
const HALVES: readonly (readonly [string, string])[] = [
  ["src-shared/metrics/second.ts", "./first.ts"],
  ["src-shared/metrics/left/a.ts", "../right/b.ts"],
  ["src-shared/metrics/right/c.ts", "../left/d.ts"],
];
const ENDS = [
  "src-shared/metrics/right/b",
  "src-shared/metrics/left/d",
  "src-main/base/version",
  "src-main/queue/here",
  "src-main/store/here",
  "src-main/app/app",
  "src-shared/sweep/here",
];
const WINDOW_ENDS = ["views/here", "charts/here", "state/here"].map((end) => `src-renderer/${end}`);

function plant(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

it("each breach is refused by its rule", async () => {
  const root = temporaryFolder();
  for (const end of [...ENDS, ...WINDOW_ENDS]) plant(root, `${end}.ts`, "export const here = 1;\n");
  for (const name of ["electron", "better-sqlite3", "@tensorflow/tfjs-core"]) {
    plant(root, `node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
    plant(root, `node_modules/${name}/index.js`, "module.exports = {};\n");
  }
  plant(root, "package.json", JSON.stringify({ dependencies: { electron: "1", "better-sqlite3": "1", "@tensorflow/tfjs-core": "1" } }));
  for (const [file, target] of [...PLANTED, ...HALVES]) plant(root, file, `import * as it from "${target}";\nexport const kept = it;\n`);
  const rules = pathToFileURL(join(import.meta.dirname, "../../../.dependency-cruiser.mjs")).href;
  const { default: config } = (await import(rules)) as { default: IConfiguration };
  const { tsConfig: _ofTheRepository, ...options } = config.options!;
  const { output } = await cruise(["src-main", "src-shared", "src-renderer"], {
    ...options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: config.forbidden! },
  });
  const found = (output as ICruiseResult).summary.violations;
  for (const [file, target, rule] of PLANTED)
    expect(
      found.some((v) => v.from === file && v.rule.name === rule),
      `${file} imports ${target}: ${rule}`,
    ).toBe(true);
  expect(found.map(({ rule }) => rule.name)).toContain("no-circle-of-folders");
});
