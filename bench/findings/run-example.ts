/**
 * @file Runs an example of the product by its own command line and hands back the figures that it prints.
 * Reads: examples/*.sweep.json and their data. Writes: the data folder it is given, the sweep file it makes there.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SweepSpecInput } from "#shared/sweep/spec.ts";
import type { ConfigFigures } from "../../src-main/cli/sweep/sweep-figures.ts";

const root = join(import.meta.dirname, "../..");

export const EXAMPLES = { g1: "g1-mnist-long-tail", g2: "g2-page-blocks", g3: "g3-yeast", g4: "g4-mammography" } as const;
export type ExampleName = keyof typeof EXAMPLES;

export interface ExampleResult {
  readonly figures: readonly ConfigFigures[];
  readonly classNames: readonly string[];
  readonly runs: number;
  readonly seconds: number;
}

/** The example as its file has it. */
export function readExample(name: ExampleName): SweepSpecInput {
  return JSON.parse(readFileSync(join(root, "examples", `${EXAMPLES[name]}.sweep.json`), "utf8")) as SweepSpecInput;
}

/**
 * Trains an example, or a smaller version of it, and reads the test figures of the last epoch.
 * @param folder for the sweep file and the data folder. @param change what differs from the example. @param log where progress goes.
 * @throws Error with what the command said when it ended with another code than 0.
 */
export async function runExample(
  name: ExampleName,
  folder: string,
  change: (spec: SweepSpecInput) => SweepSpecInput = (spec) => spec,
  log: "inherit" | "ignore" = "ignore",
): Promise<ExampleResult> {
  const spec = readExample(name);
  const file = resolve(root, "examples", spec.dataset.file!);
  if (name === "g1" && !existsSync(file)) spawnSync(process.execPath, [join(root, "examples", "make-mnist-long-tail.mjs")], { stdio: log });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.sweep.json`);
  writeFileSync(path, JSON.stringify(change({ ...spec, dataset: { ...spec.dataset, file } })));
  const begin = performance.now();
  const args = [join(root, "src-main/cli.ts"), "run", path, "--at", "last", "--json", "--data-dir", join(folder, "data")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", log === "inherit" ? "inherit" : "pipe"] });
  let [out, complaint] = ["", ""];
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`focaldesk run ${name} ended with code ${code}: ${complaint.trim()}`);
  const { figures, classNames, runs } = JSON.parse(out) as Omit<ExampleResult, "seconds">;
  return { figures, classNames, runs, seconds: (performance.now() - begin) / 1000 };
}
