/**
 * @file How the tests that need no browser run: rules and arithmetic, the store on real SQLite, real child processes.
 * Reads: test/unit, test/store, test/process.
 */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Importing the real package from plain Node would start a download of Electron's binary.
const alias = { electron: `${import.meta.dirname}/test/fixtures/electron-stub.ts` };

export default defineConfig({
  test: {
    environment: "node",
    pool: "forks",
    // Training in a real process on a loaded two-core machine; a pass never waits for these.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    // Hundreds of short programs are started from their sources: two thirds of their time is reading those.
    env: { NODE_COMPILE_CACHE: `${import.meta.dirname}/node_modules/.cache/node-compile` },
    projects: [
      { resolve: { alias }, test: { name: "unit", include: ["test/unit/**/*.test.ts"], exclude: ["test/unit/renderer/**/*.svelte.test.ts"] } },
      { resolve: { alias }, test: { name: "store", include: ["test/store/**/*.test.ts"] } },
      // One file at a time: each starts processes that train on all cores.
      {
        resolve: { alias },
        test: { name: "process", include: ["test/process/**/*.test.ts"], fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 },
      },
      {
        plugins: [svelte({ configFile: false })],
        resolve: { alias, conditions: ["browser"] },
        test: { name: "window", environment: "./test/fixtures/window-environment.ts", include: ["test/unit/renderer/**/*.svelte.test.ts"] },
      },
    ],
  },
});
