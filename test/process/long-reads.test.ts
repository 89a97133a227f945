/** Long reads in a thread of their own: the same answers, a sentence when the thread dies, and a folder that is left in order. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { App } from "#main/app/app.ts";
import type { AppError } from "#shared/errors/errors.ts";
import { Parts } from "#main/reads/parts.ts";
import { Readers } from "#main/reads/readers.ts";
import { findResources } from "#main/base/resources.ts";
import { addSweep, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const { readerEntry } = findResources();

async function trained(folder: string): Promise<number> {
  const app = await openApp(folder);
  const { sweepId } = await addSweep(app, folder);
  await app.idle();
  await app.close();
  return sweepId;
}

/** Everything that is read in the thread, once. */
async function everything(app: App, sweepId: number, folder: string): Promise<unknown> {
  const data = await app.call("compare.get", { sweepId });
  const [a, b] = data.configs.map((config) => config.id);
  const path = join(folder, "runs.csv");
  const written = await app.call("export.write", { sweepId, format: "csv", path });
  return {
    data,
    columns: await app.call("compare.columns", { sweepId }),
    runs: await app.call("run.list", { sweepId }),
    measures: await app.call("compare.measures", { sweepId, at: "best", split: "test", classes: true }),
    items: await app.call("compare.items", { sweepId, a, b, at: "best", metric: "macroF1" }),
    rendered: await app.call("export.render", { sweepId, format: "json", rows: "configs" }),
    written,
    file: readFileSync(path, "utf8"),
  };
}

describe("long reads", () => {
  it("answer in a thread what they answer in the app's own, and leave no log of the database behind", async () => {
    const folder = temporaryFolder();
    const sweepId = await trained(folder);
    const here = await openApp(folder);
    const expected = await everything(here, sweepId, folder);
    await here.close();

    const beside = await openApp(folder, { readerEntry });
    expect(await everything(beside, sweepId, folder)).toEqual(expected);
    const answer = await beside.answer("compare.get", { sweepId });
    if (!("json" in answer)) throw new Error("it was read in the app's own thread");
    expect(JSON.parse((await answer.json.whole()).toString("utf8"))).toMatchObject({ sweep: { id: sweepId } });
    // Its thread is on its way out when the app closes.
    await beside.call("export.render", { sweepId, format: "csv", rows: "configs" });
    await beside.close();
    expect(existsSync(join(folder, "focaldesk.db-wal"))).toBe(false);
  });

  it("see what was stored a moment before", async () => {
    const folder = temporaryFolder();
    const sweepId = await trained(folder);
    const app = await openApp(folder, { readerEntry });
    await app.call("compare.get", { sweepId });
    await app.call("sweep.addSeeds", { id: sweepId, seeds: [77] });
    expect((await app.call("run.list", { sweepId })).some((run) => run.seed === 77)).toBe(true);
  });

  it("say what is wrong with the question as the app itself does", async () => {
    const folder = temporaryFolder();
    const sweepId = await trained(folder);
    const app = await openApp(folder, { readerEntry });
    await expect(app.call("compare.get", { sweepId: 99 })).rejects.toMatchObject({ code: "run/not-found" });
    await expect(app.call("export.render", { sweepId, format: "csv", metrics: ["macro_f2"] })).rejects.toMatchObject({
      code: "input/invalid",
      message: expect.stringContaining("macro_f2"),
    });
    await expect(app.call("export.write", { sweepId, format: "csv", path: join(folder, "focaldesk.db") })).rejects.toMatchObject({ code: "export/ending" });
  });

  it("end with a sentence when their thread dies, and the next one is answered", async () => {
    const readers = new Readers(join(import.meta.dirname, "..", "fixtures", "dying-reader-child.ts"), "/nowhere");
    onTestFinished(() => readers.close());
    const ask = (sweepId: number) => readers.json("run.list", { sweepId }, {} as never, () => {}).then(async (parts) => (await parts.whole()).toString());
    const [dead, alsoDead] = await Promise.allSettled([ask(13), ask(13)]);
    for (const result of [dead, alsoDead])
      expect(result).toMatchObject({ status: "rejected", reason: { code: "read/died", data: { what: "run.list", reason: "exit code 13" } } });
    await expect(ask(14)).rejects.toMatchObject({ code: "read/died", message: expect.stringContaining("out of memory") });
    expect(await ask(1)).toBe("[1,2]");
  });

  it("that fail after their first part end whoever reads on, and say so to the app", async () => {
    const readers = new Readers(join(import.meta.dirname, "..", "fixtures", "dying-reader-child.ts"), "/nowhere");
    onTestFinished(() => readers.close());
    const late: AppError[] = [];
    const parts = await readers.json("run.list", { sweepId: 15 }, {} as never, (error) => late.push(error));
    await expect(parts.whole()).rejects.toMatchObject({ code: "read/died", data: { what: "run.list", reason: "exit code 15" } });
    expect(late.map((error) => error.code)).toEqual(["read/died"]);
  });

  it("pass each part on before the next is there, and let go of the rest for whoever leaves", async () => {
    const parts = new Parts();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const part of parts) {
        seen.push(Buffer.from(part).toString());
        if (seen.length === 2) return;
        parts.add(Buffer.from("b"));
        parts.add(Buffer.from("c"));
      }
    })();
    parts.add(Buffer.from("a"));
    await reading;
    parts.add(Buffer.from("d"));
    parts.end(null);
    expect(seen).toEqual(["a", "b"]);
    expect((await parts.whole()).length).toBe(0);
  });

  it("are refused once the app closes", async () => {
    const folder = temporaryFolder();
    const sweepId = await trained(folder);
    const app = await openApp(folder, { readerEntry });
    await app.close();
    await expect(app.call("run.list", { sweepId })).rejects.toMatchObject({ code: "app/closing" });
  });
});
