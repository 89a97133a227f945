/**
 * @file `npm run engine:tensorflow`: starts the installer of the TensorFlow engine on Node 24.
 * Reads: argv: --again installs anew. Writes: what the installer writes. Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { join } from "node:path";
import { findNode24, projectEnv, root } from "./node-24.mjs";
import { passThrough } from "./pass-through.mjs";
import { install } from "./prepare.mjs";

await install();
const entry = join(root, "src-main", "engine-install", "command.ts");
process.exitCode = await passThrough([findNode24(), "--disable-warning=ExperimentalWarning", entry, ...process.argv.slice(2)], {
  cwd: root,
  env: projectEnv(),
});
