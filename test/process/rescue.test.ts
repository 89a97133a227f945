/** A database that is damaged or gone does not end the start of a window: what is left is shown, and another takes its place. Real files. */
import { closeSync, copyFileSync, openSync, readdirSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { App, AppOptions } from "#main/app/app.ts";
import { openOrRescue } from "#main/rescue/rescue.ts";
import { makeBackup } from "#main/store/care.ts";
import { addSweep, appOptions, nextEvent, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

/** A complete sweep of 8 runs, and a backup of it. */
async function trained(): Promise<{ folder: string; path: string; backup: string }> {
  const folder = temporaryFolder();
  const app = await openApp(folder);
  await addSweep(app, folder);
  await app.idle();
  await app.close();
  const backup = (await makeBackup(folder, "2026-01-02T03:04:05.000Z")).path;
  return { folder, path: join(folder, "focaldesk.db"), backup };
}

/** Noise in the pages behind the first, and a log that is not empty, as a kill leaves one. */
function damage(path: string): void {
  const file = openSync(path, "r+");
  const pages = Math.floor(statSync(path).size / 4096);
  for (let page = pages - 4; page < pages; page++) writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, page * 4096);
  closeSync(file);
  writeSync(openSync(`${path}-wal`, "w"), "no log");
}

async function open(folder: string): Promise<App> {
  const app = await openOrRescue(folder, (dataDir): AppOptions => ({ ...appOptions(dataDir), autoTrain: "none" }));
  onTestFinished(() => app.close());
  return app;
}
const rescues = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("focaldesk-rescue-"));

describe("a damaged database", () => {
  it("is told with its backups; everything else is refused with the damage until the user chooses", async () => {
    const { folder, path } = await trained();
    damage(path);
    const before = statSync(path);
    const app = await open(folder);
    expect(await app.call("store.trouble", {})).toMatchObject({
      code: "store/damaged",
      mode: "refused",
      saved: [],
      backups: [{ file: "focaldesk-2026-01-02T030405.db", kind: "asked" }],
    });
    await expect(app.call("sweep.list", {})).rejects.toMatchObject({ code: "store/damaged" });
    expect(statSync(path).mtimeMs).toBe(before.mtimeMs);
  });

  it("is read from a copy, which refuses what it would lose and is gone at the end", async () => {
    const { folder, path } = await trained();
    damage(path);
    const kept = rescues();
    const app = await open(folder);
    await app.call("store.read", {});
    expect(await app.call("store.trouble", {})).toMatchObject({ mode: "reading", saved: expect.arrayContaining([{ table: "run", saved: 8, lost: 0 }]) });
    expect((await app.call("run.list", { sweepId: 1 })).map(({ state }) => state)).toEqual(new Array(8).fill("complete"));
    expect(await app.call("app.info", {})).toMatchObject({ dataDir: folder });
    const split = { train: 0.6, validation: 0.2, test: 0.2, seed: 1 };
    const tables = readdirSync(join(folder, "datasets"));
    expect(await app.call("dataset.split", { id: 1, split })).toBeDefined();
    for (const [name, input] of [
      ["sweep.rename", { id: 1, name: "x" }],
      ["queue.resume", {}],
      ["dataset.importSample", {}],
    ] as const)
      await expect(app.call(name, input)).rejects.toMatchObject({ code: "store/reading-only", data: { command: name } });
    expect(rescues().length).toBe(kept.length + 1);
    await app.close();
    expect(rescues()).toEqual(kept);
    expect(readdirSync(join(folder, "datasets"))).toEqual(tables);
  });

  it("is copied while the page is answered, which is told how far that is", async () => {
    for (const name of ["store.read", "store.salvage"] as const) {
      const { folder, path } = await trained();
      damage(path);
      const app = await open(folder);
      const progress = { isDone: false };
      const done = app.call(name, {}).finally(() => (progress.isDone = true));
      const told: unknown[] = [];
      while (!progress.isDone) {
        told.push((await app.call("store.trouble", {}))?.saving);
        await new Promise(setImmediate);
      }
      await done;
      expect(told).toContainEqual({ table: "run", rows: expect.any(Number) });
      expect((await app.call("store.trouble", {}))?.saving ?? null).toBeNull();
    }
  });

  it("gives way to what can be read, or to a backup; then everything is answered and listeners hear the app", async () => {
    for (const way of ["salvage", "restore"] as const) {
      const { folder, path } = await trained();
      damage(path);
      const app = await open(folder);
      const renamed = nextEvent(app, "sweeps.changed", ({ ids }: { ids: number[] }) => ids.includes(1));
      if (way === "salvage") await app.call("store.read", {});
      if (way === "salvage") await app.call("store.salvage", {});
      else await app.call("store.restore", { backup: "focaldesk-2026-01-02T030405.db" });
      expect(await app.call("store.trouble", {})).toBeNull();
      await app.call("sweep.rename", { id: 1, name: "whole again" });
      await renamed;
      expect(await app.call("sweep.list", {})).toMatchObject([{ name: "whole again", runCount: 8 }]);
      await expect(app.call("store.salvage", {})).rejects.toMatchObject({ code: "store/in-order" });
      expect(readdirSync(folder).filter((name) => name.startsWith("focaldesk-before-")).length).toBeGreaterThan(0);
    }
  });
});

describe("a database that is gone or empty", () => {
  it("comes back from a backup that is named, and from no other file", async () => {
    const { folder, path, backup } = await trained();
    for (const lose of [() => rmSync(path), () => truncateSync(path, 0)]) {
      lose();
      const app = await open(folder);
      expect(await app.call("store.trouble", {})).toMatchObject({ code: "store/vanished" });
      copyFileSync(backup, join(folder, "elsewhere.db"));
      await expect(app.call("store.restore", { backup: "../elsewhere.db" })).rejects.toMatchObject({ code: "store/no-backup" });
      await expect(app.call("sweep.list", {})).rejects.toMatchObject({ code: "store/vanished" });
      await app.call("store.restore", { backup: "focaldesk-2026-01-02T030405.db" });
      expect(await app.call("sweep.list", {})).toHaveLength(1);
      await app.close();
    }
  });
});

it("what another database would not mend is refused as before", async () => {
  const { folder } = await trained();
  const app = await openApp(folder);
  await expect(openOrRescue(folder, appOptions)).rejects.toMatchObject({ code: "store/locked" });
  await app.close();
});
