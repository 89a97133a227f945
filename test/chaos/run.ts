/** @file `npm run test:chaos -- --kills 200 --seed 7`: kills the program that often and prints what was hit. Reads: options. Writes: temporary folders. */
import { parseArgs } from "node:util";
import { chaos } from "./chaos.ts";

const { values } = parseArgs({ options: { kills: { type: "string", default: "200" }, seed: { type: "string" } } });
const kills = Number(values.kills);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed) || seed < 0) throw new Error("--kills and --seed are whole numbers.");
process.stdout.write(`Seed ${seed}\n`);
const started = performance.now();
const report = await chaos({ seed, kills, say: (line) => process.stdout.write(`${line}\n`) });
process.stdout.write(`${JSON.stringify({ seed, ...report, seconds: Math.round((performance.now() - started) / 1000) }, null, 2)}\n`);
