/** @file A sweep keeps the engine that it began with, and several programs share what was measured. Reads, writes: temporary folders. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { EngineSurvey } from "#shared/wire/engines.ts";
import { changeCalibration, readCalibration } from "#main/engine-choice/calibration-file.ts";
import { machineName } from "#main/engine-choice/engines.ts";
import { smallSweep } from "../fixtures/small-sweep.ts";
import { addSweep, nextEvent, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

/** Of the small sweep: 2 features, one hidden layer of 8, 3 classes, batch 32. */
const KEY = "2-8-3/32";
const report = (name: "wasm" | "reference", state: "ready" | "failed") =>
  ({ name, state, backend: name, version: "1", threads: 1, gradientError: 0, msPerStepRun: 1, runs: 1, startMs: 1, reason: "", action: "" }) as const;
/** A measurement after which `auto` takes the reference engine. */
const measured = (hidden = 8): EngineSurvey => ({
  machine: machineName(),
  at: "2026-01-01T00:00:00.000Z",
  shape: { features: 2, hidden: [hidden], outputs: 3, batchSize: 32 },
  engines: [report("wasm", "failed"), report("reference", "ready")],
  chosen: "reference",
  trainers: 1,
  cohort: 16,
});

describe("the engine of a sweep", () => {
  it("stays what its first runs trained on, though `auto` would take another one now; another is taken when somebody says so", async () => {
    const folder = temporaryFolder();
    const calibrationFile = join(folder, "calibration.json");
    const first = await openApp(folder, { calibrationFile });
    const { sweepId } = await addSweep(first, folder, { engine: "auto", seeds: [1] });
    await first.idle();
    expect((await first.call("sweep.get", { id: sweepId })).summary).toMatchObject({ engine: "wasm", counts: { complete: 4 } });
    await first.close();

    writeFileSync(calibrationFile, JSON.stringify({ [KEY]: measured() }));
    const again = await openApp(folder, { calibrationFile });
    const engines = async (): Promise<unknown[]> => (await again.call("run.list", { sweepId })).map((run) => `${run.seed} ${run.engine}`);
    await again.call("sweep.addSeeds", { id: sweepId, seeds: [2] });
    await again.idle();
    expect(new Set(await engines())).toEqual(new Set(["1 wasm", "2 wasm"]));

    await again.call("sweep.pause", { id: sweepId });
    await again.call("sweep.addSeeds", { id: sweepId, seeds: [3] });
    await again.call("sweep.resume", { id: sweepId, engine: "auto" });
    await again.idle();
    expect(new Set(await engines())).toEqual(new Set(["1 wasm", "2 wasm", "3 reference"]));
    expect((await again.call("sweep.get", { id: sweepId })).summary.engine).toBe("reference");
  });

  it("is waited for when it is gone, with a sentence and a way on; other sweeps train", async () => {
    const folder = temporaryFolder();
    const first = await openApp(folder);
    const { sweepId, datasetId } = await addSweep(first, folder, { engine: "auto", seeds: [1] });
    await first.idle();
    await first.call("sweep.pause", { id: sweepId });
    await first.call("sweep.addSeeds", { id: sweepId, seeds: [2] });
    await first.call("queue.pause", {});
    await first.close();
    const db = new Database(join(folder, "focaldesk.db"));
    db.prepare("UPDATE run SET engine = 'tensorflow', backend = 'tensorflow-cpu' WHERE state = 'complete'").run();
    db.prepare("UPDATE sweep SET paused = 0").run();
    db.close();

    const again = await openApp(folder);
    const told = nextEvent(again, "notice", ({ code }: { code: string }) => code === "sweep/engine-gone");
    const other = await again.call("sweep.create", {
      datasetId,
      spec: { ...smallSweep({ engine: "wasm", seeds: [7] }), dataset: { name: "small" } },
      start: true,
    });
    await again.call("queue.resume", {});
    await told;
    await again.idle();
    expect((await again.call("sweep.get", { id: sweepId })).summary).toMatchObject({ paused: true, counts: { complete: 4, waiting: 4, failed: 0 } });
    expect((await again.call("sweep.get", { id: other.sweepId })).summary.counts.complete).toBe(4);

    await expect(again.call("sweep.resume", { id: sweepId })).rejects.toMatchObject({
      code: "sweep/engine-gone",
      message: expect.stringContaining(`Sweep ${sweepId} “small” began on the engine tensorflow, which is not installed here any more`),
      action: expect.stringContaining("--engine wasm"),
    });
    await again.call("sweep.resume", { id: sweepId, engine: "wasm" });
    await again.idle();
    expect((await again.call("sweep.get", { id: sweepId })).summary).toMatchObject({ engine: "wasm", counts: { complete: 8 } });
  });
});

describe("the file of measurements", () => {
  it("loses nothing when programs write at the same time, and keeps what other machines measured", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "engines", "calibration.json");
    mkdirSync(join(folder, "engines"));
    writeFileSync(path, JSON.stringify({ other: { ...measured(), machine: "another" } }));
    const script = `import { changeCalibration } from ${JSON.stringify(join(process.cwd(), "src-main/engine-choice/calibration-file.ts"))};
      const [, path, survey, from] = process.argv;
      for (let i = 0; i < 8; i++) await changeCalibration(path, (stored) => ({ ...stored, [from + i]: JSON.parse(survey) }));`;
    const children = ["a", "b", "c"].map((from) =>
      spawn(process.execPath, ["--input-type=module", "-e", script, path, JSON.stringify(measured()), from], { stdio: "inherit" }),
    );
    expect(await Promise.all(children.map(async (child) => (await once(child, "exit"))[0] as number))).toEqual([0, 0, 0]);
    const stored = await readCalibration(path);
    const expected = ["a", "b", "c"].flatMap((from) => Array.from({ length: 8 }, (_, i) => `${from}${i}`));
    expect(Object.keys(stored).sort()).toEqual([...expected, "other"].sort());
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it("is not held for ever by a program that was killed", async () => {
    const path = join(temporaryFolder(), "calibration.json");
    writeFileSync(`${path}.lock`, "");
    utimesSync(`${path}.lock`, new Date(0), new Date(0));
    await changeCalibration(path, () => ({ mine: measured() }));
    expect(Object.keys(JSON.parse(readFileSync(path, "utf8")) as object)).toEqual(["mine"]);
  });
});
