/** @file Stored runs that lack a metric of scores, as one has them after an update: measured when asked for, beside the app, and stopped at will. */
import Database from "better-sqlite3";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { EventPayload } from "#shared/wire/contract.ts";
import type { App } from "#main/app/app.ts";
import type { LaunchTrainer } from "#main/processes/launch.ts";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { addSweep, appOptions, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

type Progress = EventPayload<"measuring.changed">;
interface Row {
  readonly run_id: number;
  readonly which: string;
  /** Absent: what was fitted. */
  readonly split?: string;
  readonly variant: string;
  readonly overall: Readonly<Record<string, number | null>>;
}
const SEEDS = [1, 2, 3, 4];

/**
 * A trained sweep whose database knows nothing of the Brier score, of average precision per class, and nothing at all of its third run. The scores
 * of the fourth are gone.
 */
async function earlier(): Promise<{ folder: string; sweepId: number; expected: Row[]; before: Row[] }> {
  const folder = temporaryFolder();
  const app = await openApp(folder);
  const { sweepId } = await addSweep(app, folder, { losses: [{ family: "focal-softmax", gamma: [2] }], controls: false, seeds: SEEDS, engine: "wasm" });
  await app.idle();
  await app.close();
  const whole = storedIn(folder);
  const db = new Database(join(folder, "focaldesk.db"));
  db.exec("UPDATE run_measure SET overall = json_remove(overall, '$.brier'), classes = json_remove(classes, '$.averagePrecision')");
  // A figure that another version worked out otherwise: it stays.
  db.exec("UPDATE run_measure SET overall = json_set(overall, '$.nll', 0.25) WHERE variant = 'raw'");
  // As if another version had fitted otherwise: nothing is measured of a fit that is not the stored one.
  db.exec("UPDATE run_variant SET parameters = json_set(parameters, '$.temperature', 9) WHERE run_id = 2 AND which = 'best' AND variant = 'temperature'");
  db.exec("DELETE FROM run_measure WHERE run_id = 3; DELETE FROM run_variant WHERE run_id = 3; DELETE FROM score WHERE run_id = 4");
  db.close();
  const before = storedIn(folder);
  const stays = ({ run_id, which, variant }: Row): boolean => run_id === 4 || (run_id === 2 && which === "best" && variant === "temperature");
  const expected = whole.map((row) => {
    if (stays(row)) return before.find((other) => keyOf(other) === keyOf(row))!;
    return row.run_id < 3 && row.variant === "raw" ? { ...row, overall: { ...row.overall, nll: 0.25 } } : row;
  });
  return { folder, sweepId, expected, before };
}

const keyOf = ({ run_id, which, split, variant }: Row): string => [run_id, which, split, variant].join("/");

function storedIn(folder: string): Row[] {
  const db = new Database(join(folder, "focaldesk.db"), { readonly: true });
  const parsed = (row: Record<string, string>): Row =>
    ({ ...row, ...Object.fromEntries(["overall", "classes", "reasons"].map((name) => [name, JSON.parse(row[name]!) as unknown])) }) as unknown as Row;
  const measures = db.prepare("SELECT * FROM run_measure ORDER BY run_id, which, split, variant").all() as Record<string, string>[];
  const variants = db
    .prepare("SELECT *, '{}' AS overall, '{}' AS classes, coalesce(reason, 'null') AS reasons FROM run_variant ORDER BY run_id, which, variant")
    .all();
  db.close();
  return [...measures, ...(variants as Record<string, string>[])].map(parsed);
}

function watched(app: App): { readonly seen: Progress[]; readonly end: Promise<Progress> } {
  const seen: Progress[] = [];
  const end = new Promise<Progress>((resolve) => {
    app.subscribe("measuring.changed", (progress) => {
      seen.push(progress);
      if (progress.state !== "measuring") resolve(progress);
    });
  });
  return { seen, end };
}
async function brierOf(app: App, sweepId: number) {
  const { columns, runIds, reasons } = await app.call("compare.measures", { sweepId, at: "best", split: "test", columns: ["brier"] });
  return { values: columns.find(({ metric }) => metric === "brier")?.values ?? [], runIds, reasons };
}

it("get back exactly what they would have been measured in, and keep every figure that they had", async () => {
  const { folder, sweepId, expected, before } = await earlier();
  expect(before).not.toEqual(expected);
  const app = await openApp(folder);
  expect((await brierOf(app, sweepId)).values.every((value) => value === null)).toBe(true);
  expect(await app.call("sweep.unmeasured", { id: sweepId })).toEqual({ runs: 3, estimateMs: expect.any(Number) });
  const { seen, end } = watched(app);
  expect(await app.call("sweep.measuring", { id: sweepId })).toBeNull();
  expect(await app.call("sweep.measure", { id: sweepId })).toEqual({ runs: 3 });
  expect(await app.call("sweep.measure", { id: sweepId })).toEqual({ runs: 3 });
  expect(await end).toEqual({ sweepId, done: 3, total: 3, state: "done", error: null });
  expect(seen.map(({ done }) => done)).toEqual([0, 1, 2, 3]);
  const { values } = await brierOf(app, sweepId);
  // Of the run without scores there is still nothing.
  expect(values).toEqual([expect.any(Number), expect.any(Number), expect.any(Number), null]);
  expect(await app.call("sweep.measure", { id: sweepId })).toEqual({ runs: 0 });
  await app.close();
  expect(storedIn(folder)).toEqual(expected);
});

it("are measured by the command line, which says so, and has nothing to do the second time", async () => {
  const { folder, sweepId, expected } = await earlier();
  const first = await focaldesk("measure", String(sweepId), "--data-dir", folder);
  expect([first.code, first.out.trim()]).toEqual([0, "3 of 3 runs of “small” measured."]);
  expect(storedIn(folder)).toEqual(expected);
  const second = await focaldesk("measure", "small", "--data-dir", folder, "--json");
  expect([second.code, JSON.parse(second.out)]).toEqual([0, { sweepId, measured: 0, of: 0 }]);
  expect(await focaldesk("measure", "other", "--data-dir", folder)).toMatchObject({ code: 1, err: expect.stringContaining("other") });
});

it("are measured by the server that has the folder, and what the command says is the same", async () => {
  const { folder, expected } = await earlier();
  const server = spawn(process.execPath, ["src-main/cli.ts", "serve", "--port", "0", "--data-dir", folder, "--json"], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void server.kill("SIGKILL"));
  await once(server.stdout, "data");
  const { code, out, err } = await focaldesk("measure", "small", "--data-dir", folder);
  expect([code, out.trim()]).toEqual([0, "3 of 3 runs of “small” measured."]);
  expect(err).toContain(`“focaldesk serve” (process ${server.pid}) has the data folder: the runs are measured there.`);
  const closed = once(server, "close");
  server.kill("SIGTERM");
  await closed;
  expect(storedIn(folder)).toEqual(expected);
});

it("stop when they are told to, keep what is done, and go on with the rest", async () => {
  const { folder, sweepId, expected } = await earlier();
  const app = await openApp(folder);
  const first = watched(app);
  const endStopping = app.subscribe("measuring.changed", ({ done, state }) => {
    if (state === "measuring" && done === 1) void app.call("sweep.stopMeasuring", { id: sweepId });
  });
  await app.call("sweep.measure", { id: sweepId });
  const stopped = await first.end;
  expect(stopped).toMatchObject({ total: 3, state: "stopped", error: null });
  expect(stopped.done).toBeGreaterThanOrEqual(1);
  expect(stopped.done).toBeLessThan(3);
  endStopping();
  const again = watched(app);
  expect(await app.call("sweep.measure", { id: sweepId })).toEqual({ runs: 3 - stopped.done });
  expect(await again.end).toMatchObject({ state: "done", done: 3 - stopped.done });
  await app.close();
  expect(storedIn(folder)).toEqual(expected);
});

it("deleted meanwhile, end the measuring with that, and nothing of them is left", async () => {
  const { folder, sweepId } = await earlier();
  const app = await openApp(folder);
  const { end } = watched(app);
  app.subscribe("measuring.changed", ({ done, state }) => {
    if (state === "measuring" && done === 1) void app.call("sweep.remove", { id: sweepId });
  });
  await app.call("sweep.measure", { id: sweepId });
  expect(await end).toMatchObject({ state: "failed", error: { code: "run/not-found" } });
  await app.close();
  expect(storedIn(folder)).toEqual([]);
});

/** A process that is killed when it is asked for the measures of its nth run. */
function dying(folder: string, nth: number): LaunchTrainer {
  const launch = appOptions(folder).launchTrainer;
  let asked = 0;
  return () => {
    const trainer = launch();
    const send = trainer.send.bind(trainer);
    trainer.send = (message) => (message.type === "measure" && ++asked === nth ? trainer.kill() : send(message));
    return trainer;
  };
}

it("lose nothing when the process that measures them is killed in the middle, and another goes on", async () => {
  const { folder, sweepId, expected } = await earlier();
  const app = await openApp(folder, { launchTrainer: dying(folder, 2) });
  const { end } = watched(app);
  await app.call("sweep.measure", { id: sweepId });
  const failed = await end;
  expect([failed.state, failed.done, failed.error?.code]).toEqual(["failed", 1, "measure/ended"]);
  const again = watched(app);
  expect(await app.call("sweep.measure", { id: sweepId })).toEqual({ runs: 2 });
  expect(await again.end).toMatchObject({ state: "done", done: 2 });
  await app.close();
  expect(storedIn(folder)).toEqual(expected);
});

it("lose nothing when the command is killed in the middle, and a second one goes on", async () => {
  const { folder, expected } = await earlier();
  const child = spawn(
    process.execPath,
    ["--import", "./test/fixtures/kill-at-second-measure.mjs", "src-main/cli.ts", "measure", "small", "--data-dir", folder],
    {
      stdio: "ignore",
    },
  );
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  const { code, out } = await focaldesk("measure", "small", "--data-dir", folder);
  expect([code, out.trim()]).toEqual([0, "2 of 2 runs of “small” measured."]);
  expect(storedIn(folder)).toEqual(expected);
});
