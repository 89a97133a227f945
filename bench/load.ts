/**
 * @file What ten thousand finished runs in one sweep cost whoever looks at them: start, Compare, map, exports, and small calls meanwhile.
 * Reads: argv: --folder DIR (kept and used again), --gammas N (default 101: 9,999 runs), --rounds N (default 3). Writes: a table to stdout; the folder.
 *
 * The window is the built one in Chromium on `focaldesk serve`. Medians of the rounds; the longest wait is the longest of all rounds.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeFolder, runsOf } from "./load/folder.ts";
import { peakOf, Server } from "./load/server.ts";
import { openWindow } from "./load/window.ts";

const { values } = parseArgs({
  options: { folder: { type: "string" }, gammas: { type: "string", default: "101" }, rounds: { type: "string", default: "3" } },
});
const [gammas, rounds] = [Number(values.gammas), Number(values.rounds)];
const root = join(import.meta.dirname, "..");
const temporary = mkdtempSync(join(tmpdir(), "focaldesk-load-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
const folder = values.folder ?? join(temporary, "data");

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
const ms = (numbers: readonly number[]): string => `${median(numbers).toFixed(0)} ms`;
const mb = (numbers: readonly (number | null)[]): string => (numbers.includes(null) ? "not told" : `${Math.max(...(numbers as number[])).toFixed(0)} MB`);
function row(what: string, figure: string, goal: string, more = ""): void {
  console.log(`${what.padEnd(46)} ${figure.padStart(10)}  ${goal.padEnd(16)} ${more}`);
}

/** The command in a process of its own. */
function exported(file: string): Promise<{ ms: number; mb: number | null }> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(process.execPath, [join(root, "dist", "main", "cli.js"), "export", "1", "--out", file, "--data-dir", folder], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    let peak: number | null = null;
    const watch = setInterval(() => (peak = peakOf(child.pid!) || peak), 20);
    child.once("close", (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ ms: performance.now() - begin, mb: peak });
      else reject(new Error(`focaldesk export ended with exit code ${String(code)}`));
    });
  });
}

const LONG_CALLS: readonly (readonly [name: string, input: object, what: string, goal: string])[] = [
  ["compare.get", { sweepId: 1 }, "compare.get", ""],
  ["compare.measures", { sweepId: 1, at: "best", split: "test", columns: ["ece", "averagePrecision"] }, "compare.measures, two columns", ""],
  ["compare.measures", { sweepId: 1, at: "best", split: "test", classes: true }, "compare.measures, all there are", ""],
  ["run.list", { sweepId: 1 }, "run.list", ""],
  ["export.render", { sweepId: 1, format: "csv", rows: "runs" }, "export.render, CSV of all runs", "below 5 s"],
  ["export.render", { sweepId: 1, format: "csv", rows: "configs" }, "export.render, CSV of configurations", ""],
];

const trained = await makeFolder(folder, gammas);
console.log(
  `${runsOf(gammas)} runs in one sweep${trained === null ? "" : `, trained in ${trained.toFixed(0)} s`}; database ${(statSync(join(folder, "focaldesk.db")).size / 2 ** 20).toFixed(0)} MB; ` +
    `${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; ${rounds} rounds`,
);

const windows = [];
for (let round = 0; round < rounds; round++) {
  const server = await Server.start(folder);
  windows.push({ server: server.startMs, ...(await openWindow(server.url)) });
  await server.stop();
}
row("server answers after its start", ms(windows.map((w) => w.server)), "");
row("window usable after start", ms(windows.map((w) => w.usable)), "below 1000 ms", "from the address to the list of sweeps");
row("Compare open", ms(windows.map((w) => w.compare)), "below 1500 ms");
row("map", ms(windows.map((w) => w.map)), "below 500 ms");
row("statistics", ms(windows.map((w) => w.statistics)), "");

const server = await Server.start(folder);
const idle = await server.measure("app.info", {}, 1_000);
row("small call with nothing beside it", `${idle.smallMs.toFixed(0)} ms`, "", `longest of ${idle.smallCalls}`);
let longest = 0;
for (const [name, input, what, goal] of LONG_CALLS) {
  const found = [];
  server.forgetPeak();
  for (let round = 0; round < rounds; round++) found.push(await server.measure(name, input));
  const wait = Math.max(...found.map((f) => f.smallMs));
  longest = Math.max(longest, wait);
  row(
    what,
    ms(found.map((f) => f.ms)),
    goal,
    `${(found[0]!.bytes / 1e6).toFixed(1)} MB; a small call waits ${wait.toFixed(0)} ms at most; memory of the server ${mb([server.peakMb])}`,
  );
}
await server.stop();
row("longest wait of a small call", `${longest.toFixed(0)} ms`, "below 100 ms");

const exports = [];
for (let round = 0; round < rounds; round++) exports.push(await exported(join(temporary, `runs-${round}.csv`)));
row(
  "focaldesk export, CSV of all runs",
  ms(exports.map((e) => e.ms)),
  "below 5000 ms",
  `${(statSync(join(temporary, "runs-0.csv")).size / 1e6).toFixed(1)} MB`,
);
row("memory of that process", mb(exports.map((e) => e.mb)), "below 300 MB");
