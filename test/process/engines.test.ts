/** The survey of the engines: a trainer process of its own answers, the answer is kept, and doctor prints it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { USUAL_SHAPE } from "#shared/engines.ts";
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

  it("are known although the process that told them never leaves; one that never answers goes with the app", async () => {
    const folder = temporaryFolder();
    const { nodeLauncher } = await import("#main/supervisor/launch-node.ts");
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
    const { nodeLauncher } = await import("#main/supervisor/launch-node.ts");
    const calibrationFile = join(folder, "calibration.json");
    const app = await openApp(folder, { calibrationFile, launchTrainer: nodeLauncher(join(folder, "no-such-trainer.js")) });
    await expect(app.call("engine.survey", {})).rejects.toThrow(/The trainer process could not start: exit code 1/);
    expect(existsSync(calibrationFile)).toBe(false);
  });
});
