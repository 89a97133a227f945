#!/usr/bin/env node
/**
 * @file The `focaldesk` command: finds Node 24 and runs the CLI on it, built or from source.
 * Reads: arguments. Writes: nothing itself. Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { mainBuildIsStale } from "../scripts/freshness.mjs";
import { findNode24, root } from "../scripts/node-24.mjs";
import { passThrough } from "../scripts/pass-through.mjs";

try {
  const entry = mainBuildIsStale() ? join(root, "src-main", "cli.ts") : join(root, "dist", "main", "cli.js");
  process.exitCode = await passThrough([findNode24(), realpathSync(entry), ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
