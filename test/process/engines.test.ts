/** The survey of the engines: a trainer process of its own answers, the answer is kept, and doctor prints it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { USUAL_SHAPE } from "#shared/wire/engines.ts";
import { Engines, machineName } from "#main/engine-choice/engines.ts";
import { nodeLauncher } from "#main/processes/launch-node.ts";
import { openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const SMALL = { features: 4, hidden: [8], outputs: 3, batchSize: 16 };

describe("the engines of this machine", () => {
  it("are loaded, checked and measured once per shape; a new start still knows", async () => {
    const folder = temporaryFolder();
    const calibrationFile = join(folder, "calibration.json");
    const app = await openApp(folder, { calibrationFile });
    const survey = await app.call("engine.survey", { shape: SMALL });
    expect(survey.engines.map((e) => [e.name, e.state])).toEqual([
      ["tensorflow", "missing"],
      ["wasm", "ready"],
      ["reference", "ready"],
    ]);
    const [missing, wasm, reference] = survey.engines;
    expect(missing).toMatchObject({
      reason: expect.stringContaining("is not installed"),
      action: expect.stringContaining("npm run engine:tensorflow"),
      msPerStepRun: null,
    });
    for (const engine of [wasm!, reference!]) {
      expect(engine.gradientError).toBeLessThan(1e-4);
      expect(engine.msPerStepRun).toBeGreaterThan(0);
    }
    expect(survey).toMatchObject({ chosen: "wasm", trainers: 1, cohort: 32, shape: SMALL });
    await app.close();

    const again = await openApp(folder, { calibrationFile });
    expect(await again.call("engine.survey", { shape: SMALL })).toEqual(survey);
    expect((await again.call("engine.survey", { shape: SMALL, again: true })).at).not.toBe(survey.at);
    expect((await again.call("engine.survey", {})).shape).toEqual(USUAL_SHAPE);
    expect(Object.keys(JSON.parse(readFileSync(calibrationFile, "utf8")) as object)).toHaveLength(2);
  });

  it("are asked again when what was kept is of another machine or unreadable", async () => {
    const folder = temporaryFolder();
    const calibrationFile = join(folder, "calibration.json");
    writeFileSync(calibrationFile, "{ not json");
    const app = await openApp(folder, { calibrationFile });
    const survey = await app.call("engine.survey", { shape: SMALL });
    await app.close();
    const kept = JSON.parse(readFileSync(calibrationFile, "utf8")) as Record<string, { machine: string; chosen: string }>;
    for (const entry of Object.values(kept)) Object.assign(entry, { machine: "another", chosen: "reference" });
    writeFileSync(calibrationFile, JSON.stringify(kept));
    const again = await openApp(folder, { calibrationFile });
    expect((await again.call("engine.survey", { shape: SMALL })).machine).toBe(survey.machine);
  });

  it("are measured before TensorFlow trains, also when a sweep names it: on a GPU one process takes all the memory", async () => {
    const calibrationFile = join(temporaryFolder(), "calibration.json");
    const options = { launch: nodeLauncher("no-such-trainer.js"), calibrationFile, trainers: 8, now: () => "2026-01-01T00:00:00.000Z" };
    const without = await Engines.open({ ...options, tensorflowInstalled: async () => false });
    expect(without.choose(SMALL, "tensorflow", 1000)).toEqual({ engine: "tensorflow", cohort: 64, trainers: 8 });
    const unknown = await Engines.open({ ...options, tensorflowInstalled: async () => true });
    expect(unknown.choose(SMALL, "tensorflow", 1000)).toBeUndefined();
    expect(unknown.choose(SMALL, "wasm", 1000)).toEqual({ engine: "wasm", cohort: 32, trainers: 8 });
    const report = { state: "ready", version: "2", threads: 1, gradientError: 0, msPerStepRun: 1, runs: 1, startMs: 1, reason: null, action: null };
    const engines = [{ name: "tensorflow", backend: "tensorflow-gpu", ...report }];
    const survey = { machine: machineName(), at: options.now(), shape: SMALL, engines, chosen: "tensorflow", trainers: 1, cohort: 512 };
    writeFileSync(calibrationFile, JSON.stringify({ "4-8-3/16": survey }));
    const known = await Engines.open({ ...options, tensorflowInstalled: async () => true });
    expect(known.choose(SMALL, "tensorflow", 1000)).toEqual({ engine: "tensorflow", cohort: 512, trainers: 1 });
  });

  it("a short sweep takes what starts sooner, a long one what steps faster; a short one is not measured for", async () => {
    const calibrationFile = join(temporaryFolder(), "calibration.json");
    const options = { launch: nodeLauncher("no-such-trainer.js"), calibrationFile, trainers: 2, now: () => "2026-01-01T00:00:00.000Z" };
    const base = { state: "ready", version: "2", threads: 1, gradientError: 0, runs: 1, reason: null, action: null };
    const engines = [
      { name: "tensorflow", backend: "tensorflow-cpu", ...base, msPerStepRun: 0.1, startMs: 2000 },
      { name: "wasm", backend: "relaxed-simd", ...base, msPerStepRun: 0.2, startMs: 100 },
      { name: "reference", backend: "wasm", ...base, msPerStepRun: 0.01, startMs: 1 },
    ];
    writeFileSync(
      calibrationFile,
      JSON.stringify({ "4-8-3/16": { machine: machineName(), at: options.now(), shape: SMALL, engines, chosen: "tensorflow", trainers: 2, cohort: 64 } }),
    );
    const known = await Engines.open({ ...options, tensorflowInstalled: async () => true });
    // 2000 + 0.05 n = 100 + 0.1 n at n = 38 000.
    expect(known.choose(SMALL, "auto", 37_000)).toEqual({ engine: "wasm", cohort: 32, trainers: 2 });
    expect(known.choose(SMALL, "auto", 39_000)).toEqual({ engine: "tensorflow", cohort: 64, trainers: 2 });
    const other = { ...SMALL, hidden: [64, 64] };
    expect(known.choose(other, "auto", 1000)).toEqual({ engine: "auto", cohort: 32, trainers: 2 });
    expect(known.choose(other, "auto", 10_000_000)).toBeUndefined();
  });

  it("are known although the process that told them never leaves; one that never answers goes with the app", async () => {
    const folder = temporaryFolder();
    const launchTrainer = nodeLauncher("test/fixtures/lingering-trainer.mjs");
    const app = await openApp(folder, { calibrationFile: join(folder, "calibration.json"), launchTrainer });
    expect((await app.call("engine.survey", { shape: SMALL })).chosen).toBe("wasm");
    const asked = app.call("engine.survey", { shape: { ...SMALL, hidden: [] } });
    const refused = expect(asked).rejects.toThrow("The trainer process could not start: signal SIGKILL");
    await app.close();
    await refused;
  });

  it("that cannot be asked leave no process and say why", async () => {
    const folder = temporaryFolder();
    const calibrationFile = join(folder, "calibration.json");
    const app = await openApp(folder, { calibrationFile, launchTrainer: nodeLauncher(join(folder, "no-such-trainer.js")) });
    await expect(app.call("engine.survey", {})).rejects.toThrow(/The trainer process could not start: exit code 1/);
    expect(existsSync(calibrationFile)).toBe(false);
  });
});
