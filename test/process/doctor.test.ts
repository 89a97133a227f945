/** @file `focaldesk doctor` and `focaldesk run` name the engine that trains. Reads, writes: a temporary folder. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { QueueStatus } from "#shared/wire/records.ts";
import { engineLine } from "#main/cli/print/terminal.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

async function focaldesk(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["src-main/cli.ts", ...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

it.each([{}, { FOCALDESK_BACKENDS: "cpu" }])(
  "doctor's choice is the engine that an `auto` sweep says it trains on, and is recorded with (%j)",
  async (given) => {
    const folder = temporaryFolder();
    const env = { ...given, FOCALDESK_ENGINES: join(folder, "engines", "tensorflow") };
    const data = join(folder, "data");
    writeSmallTable(folder);
    const spec = join(folder, "small.sweep.json");
    // The shape that doctor measures is another one: what it found must not decide alone.
    writeFileSync(spec, JSON.stringify(smallSweep({ engine: "auto", seeds: [1], training: { epochs: 400, batchSize: 16 } })));
    const doctor = await focaldesk(["doctor", "--data-dir", data, "--trainers", "2"], env);
    const chosen = /auto takes (\w+): 2 trainer processes/.exec(doctor.out)?.[1];
    expect(chosen).toBe("FOCALDESK_BACKENDS" in given ? "reference" : "wasm");
    const backend = new RegExp(`^${chosen} +ready +(\\S+)`, "m").exec(doctor.out)?.[1];
    const run = await focaldesk(["run", spec, "--data-dir", data, "--trainers", "2", "--out", join(folder, "out.csv")], env);
    expect(run.code).toBe(0);
    expect(run.err).toMatch(new RegExp(`^Engine ${chosen} on ${backend}, `, "m"));
    expect(run.err).toMatch(/^Forecast: about .+ \(an estimate: nothing was trained here yet\), [\d.]+ kB of disk$/m);
    const listed = await focaldesk(["list", "--json", "--data-dir", data], env);
    expect((JSON.parse(listed.out) as { sweeps: { engine: string }[] }).sweeps[0]).toMatchObject({ engine: chosen });
  },
);

it("a sweep that ends at once says its engine all the same, and a second time there is none to say", async () => {
  const folder = temporaryFolder();
  writeSmallTable(folder, 60);
  const spec = join(folder, "small.sweep.json");
  const losses = [{ family: "cross-entropy" as const }];
  writeFileSync(spec, JSON.stringify(smallSweep({ engine: "wasm", seeds: [1], losses, training: { epochs: 1, batchSize: 60 } })));
  const run = () => focaldesk(["run", spec, "--data-dir", join(folder, "data"), "--trainers", "1"], {});
  const first = await run();
  expect([first.code, first.err]).toEqual([0, expect.stringMatching(/^Engine wasm on \S+/m)]);
  const second = await run();
  expect([second.code, second.err]).toEqual([0, expect.not.stringContaining("Engine ")]);
});

it("counts the processes that train: on a GPU one of two", () => {
  const trainer = (id: number, sweepId: number | null, engine: string | null) => ({ id, sweepId, engine, backend: "tensorflow-gpu", state: "training" });
  const status = (...trainers: object[]) => ({ trainers }) as unknown as QueueStatus;
  expect(engineLine(status(trainer(0, 1, "tensorflow"), trainer(1, null, "wasm")), 1)).toBe("Engine tensorflow on tensorflow-gpu, 1 trainer process");
  expect(engineLine(status(trainer(0, 1, null), trainer(1, null, "wasm")), 1)).toBeNull();
  expect(engineLine(status(trainer(0, 2, "wasm"), trainer(1, 2, "wasm")), 1)).toBeNull();
  expect(engineLine(status(trainer(0, 1, "wasm"), trainer(1, 1, null)), 1)).toContain("2 trainer processes");
});
