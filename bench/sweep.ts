/**
 * @file The whole command of a sweep beside its peers: 49 runs on page-blocks, 20 epochs, per-class scores of every epoch.
 * Reads: argv: engines (default auto), --seeds N (default 1), --rounds N (default 3), --no-peers; PYTHON. Writes: a table to stdout; temporary folders.
 *
 * Time is that of the process, from its start to its end with the CSV written: a new data folder, import of the table and start of the
 * trainers included. Focaldesk and peers take turns, and the median of the rounds is taken.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "1" },
    rounds: { type: "string", default: "3" },
    "no-peers": { type: "boolean", default: false },
  },
});
const [seeds, rounds] = [Number(values.seeds), Number(values.rounds)];
const root = join(import.meta.dirname, "..");
const python = process.env.PYTHON ?? "python3";
const folder = mkdtempSync(join(tmpdir(), "focaldesk-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly seconds: number;
  /** Rows of the table, without its header if it has one. */
  readonly rows: number;
  /** Longest stall of the main process in milliseconds; only ours. */
  readonly stallMs: number | null;
  /** 99th percentile of the same. */
  readonly stallP99: number | null;
}

/** @returns seconds, or the last line of what the program said when it failed. */
function timed(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number | string> {
  return new Promise((resolve) => {
    const begin = performance.now();
    const child = spawn(command[0]!, command.slice(1), { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (text: Buffer) => (complaint = (complaint + text.toString()).slice(-2000)));
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? (performance.now() - begin) / 1000 : (complaint.trim().split("\n").at(-1) ?? `exit code ${code}`)));
  });
}

const linesOf = (file: string): number => readFileSync(file, "utf8").trim().split("\n").length;

/** One run of `focaldesk run` in a new data folder. */
async function ours(engine: string, round: number): Promise<Outcome | string> {
  const example = JSON.parse(readFileSync(join(root, "examples", "page-blocks.sweep.json"), "utf8")) as { dataset: { file: string } };
  const spec = {
    ...example,
    dataset: { ...example.dataset, file: join(root, "examples", example.dataset.file) },
    engine,
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
  };
  const name = join(folder, `${engine}-${round}`);
  writeFileSync(`${name}.json`, JSON.stringify(spec));
  const stall = `${name}.stall`;
  const probe = { NODE_OPTIONS: `--import ${join(import.meta.dirname, "stall-probe.mjs")}`, FOCALDESK_STALL_FILE: stall };
  const seconds = await timed(
    [process.execPath, join(root, "bin", "focaldesk.mjs"), "run", `${name}.json`, "--out", `${name}.csv`, "--data-dir", `${name}-data`],
    probe,
  );
  if (typeof seconds === "string") return seconds;
  const { maxMs, p99Ms } = JSON.parse(readFileSync(stall, "utf8")) as { maxMs: number; p99Ms: number };
  return { seconds, rows: linesOf(`${name}.csv`) - 1, stallMs: maxMs, stallP99: p99Ms };
}

async function peer(script: string, header: number, round: number): Promise<Outcome | string> {
  const out = join(folder, `${script}-${round}.csv`);
  const seconds = await timed([python, join(import.meta.dirname, "peers", script), out, String(seeds)], { OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" });
  return typeof seconds === "string" ? seconds : { seconds, rows: linesOf(out) - header, stallMs: null, stallP99: null };
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

const engines = positionals.length > 0 ? positionals : ["auto"];
const contenders: [string, (round: number) => Promise<Outcome | string>][] = engines.map((engine) => [`focaldesk, ${engine}`, (round) => ours(engine, round)]);
if (!values["no-peers"]) {
  contenders.push(["PyTorch, 2 processes", (round) => peer("torch_sweep.py", 0, round)], ["Optuna + PyTorch", (round) => peer("optuna_sweep.py", 1, round)]);
}
const results = new Map<string, Outcome[]>();
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of contenders) {
    const outcome = await run(round);
    if (typeof outcome === "string") console.log(`${name}: ${outcome}`);
    else if (outcome.rows !== 49 * seeds) console.log(`${name}: wrote ${outcome.rows} rows instead of ${49 * seeds}`);
    else results.set(name, [...(results.get(name) ?? []), outcome]);
  }
}

console.log(`${49 * seeds} runs, median of ${rounds}; ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}`);
const seconds = new Map([...results].map(([name, outcomes]) => [name, median(outcomes.map((o) => o.seconds))]));
for (const [name, time] of seconds) {
  const stalls = results.get(name)!.flatMap((o) => o.stallMs ?? []);
  const p99 = results.get(name)!.flatMap((o) => o.stallP99 ?? []);
  const ratios = [...seconds]
    .filter(([other]) => other !== name && !other.startsWith("focaldesk"))
    .map(([other, theirs]) => `${(theirs / time).toFixed(1)}x ${other}`);
  const own = name.startsWith("focaldesk")
    ? `  ${ratios.join(", ")}  longest stall ${Math.max(...stalls).toFixed(0)} ms, 99th percentile ${median(p99).toFixed(1)} ms`
    : "";
  console.log(`${name.padEnd(24)} ${time.toFixed(2)} s  ${((1000 * time) / 49 / seeds).toFixed(1)} ms per run${own}`);
}
