/** @file A sweep of a loss that couples its rows, by the command line: the engine that trains it, a rare class learned, the kernel refused. Reads, writes: a temporary folder. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, it, onTestFinished } from "vitest";
import { createRandom } from "#shared/numbers/random.ts";
import type { SweepSpecInput } from "#shared/sweep/spec.ts";
import { smallSweep } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

async function focaldesk(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["src-main/cli.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

const LOSSES: SweepSpecInput["losses"] = [{ family: "cross-entropy" }, { family: "focal-tversky", tverskyAlpha: [0.5, 0.7] }];

/** Two overlapping clouds, 1 row in 25 of the rare one. */
function setUp(engine: SweepSpecInput["engine"]) {
  const folder = temporaryFolder();
  const random = createRandom(6, "test");
  const rows = Array.from({ length: 2000 }, (_, i) => {
    const at = i % 25 === 0 ? 1.3 : 0;
    return `${(at + random.gaussian()).toFixed(4)},${(at + random.gaussian()).toFixed(4)},${at > 0 ? "rare" : "common"}`;
  });
  writeFileSync(join(folder, "clouds.csv"), ["x1,x2,label", ...rows].join("\n"));
  const spec = join(folder, "s.sweep.json");
  const training = { epochs: 40, batchSize: 128, learningRate: [0.02] };
  writeFileSync(
    spec,
    JSON.stringify(smallSweep({ dataset: { file: "clouds.csv", label: "label" }, engine, losses: LOSSES, controls: false, seeds: [1], training })),
  );
  return { spec, data: join(folder, "data"), out: join(folder, "out.csv") };
}

it.each(["auto", "reference"] as const)(
  "engine “%s”: trains on the reference engine, and the rare class is found that cross entropy misses",
  async (engine) => {
    const { spec, data, out } = setUp(engine);
    const ended = await focaldesk("run", spec, "--out", out, "--data-dir", data, "--trainers", "1");
    expect([ended.code, ended.err]).toEqual([0, expect.stringMatching(/^Engine reference on /m)]);
    const runs = parse(readFileSync(out), { columns: true }) as Record<string, string>[];
    expect(runs).toHaveLength(3);
    const recallOf = (family: string): number[] => runs.filter((run) => run["family"] === family).map((run) => Number(run["test_recall[rare]"]));
    for (const recall of recallOf("focal-tversky")) expect(recall).toBeGreaterThan(recallOf("cross-entropy")[0]! + 0.1);
  },
);

it("a sweep that names the kernel is refused with the reason before anything is stored", async () => {
  const { spec, data } = setUp("wasm");
  const ended = await focaldesk("run", spec, "--data-dir", data, "--trainers", "1");
  expect(ended.code).not.toBe(0);
  expect(ended.err).toContain("The engine “wasm” does not train the loss “focal-tversky” of this sweep.");
  expect((await focaldesk("list", "--data-dir", data)).out).not.toContain("small");
});

it("doctor says which engines lack it", async () => {
  const { out } = await focaldesk("doctor", "--data-dir", join(temporaryFolder(), "data"), "--trainers", "1");
  const trains = Object.fromEntries(
    ["wasm", "reference"].map((engine) => [engine, new RegExp(`^${engine} .*mlp, single-label, (.*?) *$`, "m").exec(out)?.[1]]),
  );
  expect(trains).toEqual({ wasm: "every loss but focal-tversky", reference: "every loss" });
});
