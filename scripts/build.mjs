/**
 * @file Builds everything that runs: the window, the main side (Electron main, CLI, trainer, reader of tables) as ES modules, the preload as CommonJS.
 * Reads: src-renderer, src-main, src-shared. Writes: dist/renderer, dist/main.
 *
 * `--renderer` or `--main` builds that half only; `--stale` builds only the halves that are older than their sources.
 */
import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { mainBuildIsStale, rendererBuildIsStale } from "./freshness.mjs";
import { root } from "./node-24.mjs";

const flags = new Set(process.argv.slice(2));
const unknown = [...flags].filter((flag) => !["--renderer", "--main", "--stale"].includes(flag));
if (unknown.length > 0) {
  process.stderr.write(`build knows no ${unknown.join(", ")}; it takes --renderer, --main and --stale.\n`);
  process.exit(2);
}
const both = !flags.has("--renderer") && !flags.has("--main");
const wanted = (half, isStale) => (both || flags.has(half)) && (!flags.has("--stale") || isStale());

/** Native code, files found beside the code (wasm), and the host: these stay packages. Everything else goes into the bundles. */
const EXTERNAL = [/^electron$/, /^better-sqlite3$/, /^@tensorflow\//, /^node:/];
/** How long each plugin took is of interest to nobody who starts the app. */
const CHECKS = { bundlerTimings: false };
const outDir = join(root, "dist", "main");

/** The time of the start, not of the end: a source saved in between is newer than the build. */
function stamp(folder, startedAt) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, ".built");
  writeFileSync(file, "");
  utimesSync(file, startedAt, startedAt);
}

function bundle(input, output) {
  return build({
    configFile: false,
    root,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: "node24",
      minify: false,
      sourcemap: true,
      rolldownOptions: { input, external: EXTERNAL, platform: "node", output, checks: CHECKS },
    },
  });
}

if (wanted("--renderer", rendererBuildIsStale)) {
  const startedAt = new Date();
  await build({ configFile: join(root, "vite.config.ts"), logLevel: "warn", build: { rolldownOptions: { checks: CHECKS } } });
  stamp(join(root, "dist", "renderer"), startedAt);
  process.stdout.write(`built dist/renderer in ${((Date.now() - startedAt.getTime()) / 1000).toFixed(1)} s\n`);
}

if (wanted("--main", mainBuildIsStale)) {
  const startedAt = new Date();
  rmSync(outDir, { recursive: true, force: true });
  const source = (name) => join(root, "src-main", name);
  await bundle(
    {
      main: source("main.ts"),
      cli: source("cli.ts"),
      trainer: source("training/child/entry.ts"),
      reader: source("reads/entry.ts"),
      table: source("table-readers/entry.ts"),
    },
    { format: "esm", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
  );
  // A sandboxed preload is loaded by Electron's own loader, which knows CommonJS only.
  await bundle({ preload: source("preload.ts") }, { format: "cjs", entryFileNames: "[name].cjs" });
  stamp(outDir, startedAt);
  process.stdout.write(`built dist/main in ${((Date.now() - startedAt.getTime()) / 1000).toFixed(1)} s\n`);
}
