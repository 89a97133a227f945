/**
 * @file Commands beside a server that has the data folder: they work through it, and what they do is seen there. Real processes.
 * Reads, writes: temporary folders.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { CommandInput, CommandName, CommandOutput } from "#shared/wire/contract.ts";
import { reachOwner } from "#main/connection/over-http.ts";
import { openCommandDoor } from "#main/transport/command-door.ts";
import { type Ended, focaldesk } from "../fixtures/focaldesk-command.ts";
import { openApp } from "../fixtures/open-app.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import type { SweepSpecInput } from "#shared/sweep/spec.ts";

const CLI = "src-main/cli.ts";

function setUp(change: Partial<SweepSpecInput> = {}) {
  const folder = temporaryFolder();
  const data = join(folder, "data");
  const spec = join(folder, "small.sweep.json");
  writeSmallTable(folder);
  writeFileSync(spec, JSON.stringify(smallSweep(change)));
  return { folder, data, spec, out: join(folder, "out.csv") };
}

/** @param held every run waits after its first epoch until it is paused or cancelled. */
async function serve(data: string, held = false): Promise<ChildProcess> {
  const node = held ? ["--import", "./test/fixtures/inject-fault.mjs"] : [];
  const child = spawn(process.execPath, [...node, CLI, "serve", "--port", "0", "--trainers", "1", "--data-dir", data, "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, FAULT: JSON.stringify({ kind: "hold-each", afterEpoch: 1 }) },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout!, "data");
  return child;
}

async function ask<N extends CommandName>(data: string, name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
  const connection = (await reachOwner(data))!;
  try {
    return await connection.call(name, input);
  } finally {
    await connection.close();
  }
}

function start(...args: readonly string[]): { child: ChildProcess; err(): string; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return { child, err: () => err, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err }))) };
}

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const closed = once(child, "close");
  child.kill(signal);
  await closed;
};

describe("beside “focaldesk serve”", () => {
  it("import, run, list and export work through it; what they write is what a command alone writes", async () => {
    const { folder, data, spec, out } = setUp({ seeds: [1] });
    const server = await serve(data);
    const owner = join(data, "owner.json");
    if (process.platform !== "win32") expect((statSync(owner).mode & 0o777).toString(8)).toBe("600");

    const table = join(folder, "small.csv");
    const imported = await focaldesk("import", table, "--label", "kind", "--name", "mine", "--data-dir", data, "--json");
    expect([imported.code, JSON.parse(imported.out)]).toMatchObject([0, { id: 1, name: "mine", fileName: "small.csv", profile: { rows: 240 } }]);
    expect(await focaldesk("import", join(folder, "none.csv"), "--label", "kind", "--data-dir", data)).toMatchObject({ code: 1 });

    const run = await focaldesk("run", spec, "--out", out, "--data-dir", data);
    expect([run.code, run.err]).toEqual([0, expect.stringContaining(`“focaldesk serve” (process ${server.pid}) has the data folder: the sweep trains there.`)]);
    expect(run.out).toMatch(/4 of 4 runs complete in .+ 4 rows written to/);
    const [sweep] = await ask(data, "sweep.list", {});
    expect(sweep).toMatchObject({ name: "small", counts: { complete: 4 } });
    // Nothing is trained twice.
    const again = await focaldesk("run", spec, "--out", out, "--data-dir", data);
    expect([again.code, again.err]).toEqual([0, expect.stringContaining("4 complete already")]);

    const listed = await focaldesk("list", "--data-dir", data);
    expect(listed.out).toMatch(/^ *1 +small +mine +4 +4 +0 +0$/m);
    const figures = (await focaldesk("list", "small", "--data-dir", data)).out;
    const exports = async (name: string): Promise<string[]> => {
      const tables: string[] = [];
      for (const ending of ["csv", "json", "md"]) {
        const path = join(folder, `${name}.${ending}`);
        expect(await focaldesk("export", "small", "--out", path, "--data-dir", data)).toMatchObject({ code: 0 });
        tables.push(readFileSync(path, "utf8"));
      }
      return tables;
    };
    const beside = await exports("beside");
    await end(server, "SIGTERM");
    expect(existsSync(owner)).toBe(false);
    expect((await focaldesk("list", "small", "--data-dir", data)).out).toBe(figures);
    expect(await exports("alone")).toEqual(beside);
    expect(readFileSync(out, "utf8")).toBe(beside[0]);
  });

  it("Ctrl+C pauses the sweep there; after kill -9 of the server the same command completes it alone", async () => {
    const { data, spec, out } = setUp({ seeds: [1], training: { epochs: 4 } });
    const server = await serve(data, true);
    const run = start("run", spec, "--out", out, "--data-dir", data);
    await expect.poll(async () => (await ask(data, "sweep.list", {}))[0]?.progress ?? 0).toBeGreaterThan(0);
    run.child.kill("SIGINT");
    expect((await run.ended).code).toBe(130);
    await expect.poll(async () => (await ask(data, "sweep.list", {}))[0]!.counts).toMatchObject({ running: 0, waiting: 4 });
    expect((await ask(data, "sweep.list", {}))[0]).toMatchObject({ paused: true });
    expect(existsSync(out)).toBe(false);

    await end(server, "SIGKILL");
    expect(existsSync(join(data, "owner.json"))).toBe(true);
    expect((await focaldesk("list", "--data-dir", data)).out).toContain("small");
    const alone = await focaldesk("run", spec, "--out", out, "--data-dir", data, "--trainers", "1");
    expect(alone).toMatchObject({ code: 0, out: expect.stringContaining("4 of 4 runs complete") });
    expect(alone.err).not.toContain("has the data folder");
  });

  it("a server that is killed while a sweep trains ends the command with a sentence", async () => {
    const { data, spec } = setUp({ seeds: [1] });
    const server = await serve(data, true);
    const run = start("run", spec, "--data-dir", data);
    await expect.poll(async () => (await ask(data, "sweep.list", {}))[0]?.progress ?? 0).toBeGreaterThan(0);
    await end(server, "SIGKILL");
    const { code, err } = await run.ended;
    expect([code, err]).toEqual([1, expect.stringContaining(`The Focaldesk that has the data folder (process ${server.pid}) did not answer`)]);
  });

  it("a sweep that is paused there, or whose queue is, ends the command with code 3 and says so", async () => {
    const { data, spec } = setUp({ seeds: [1], losses: [{ family: "cross-entropy" }], controls: false });
    await serve(data);
    expect(await focaldesk("run", spec, "--data-dir", data)).toMatchObject({ code: 0 });
    await ask(data, "queue.pause", {});
    await ask(data, "sweep.addSeeds", { id: 1, seeds: [2] });
    writeFileSync(spec, JSON.stringify(smallSweep({ seeds: [1, 2], losses: [{ family: "cross-entropy" }], controls: false })));
    const waiting = await focaldesk("run", spec, "--data-dir", data);
    expect(waiting).toMatchObject({ code: 3, err: expect.stringContaining("Note: the queue there is paused, and the sweep waits in it") });
  });

  it("two commands at once work side by side, on one table that is imported once", async () => {
    const { folder, data, spec } = setUp({ seeds: [1] });
    const other = join(folder, "other.sweep.json");
    writeFileSync(other, JSON.stringify(smallSweep({ name: "other", seeds: [2] })));
    await serve(data);
    const ended = await Promise.all([spec, other].map((path) => focaldesk("run", path, "--data-dir", data)));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const sweeps = await ask(data, "sweep.list", {});
    expect(sweeps.map(({ name, counts }) => `${name} ${counts.complete}`).sort()).toEqual(["other 4", "small 4"]);
    expect(await ask(data, "dataset.list", {})).toHaveLength(1);
  });

  it("what only the owner can do is refused with a sentence", async () => {
    const { data, spec } = setUp();
    const server = await serve(data);
    const named = `“focaldesk serve” (process ${server.pid})`;
    for (const args of [
      ["run", spec, "--trainers", "2"],
      ["doctor", "--trainers", "2"],
    ]) {
      const refused = await focaldesk(...args, "--data-dir", data);
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(`--trainers 2: ${named} has the data folder`)]);
    }
    for (const args of [
      ["serve", "--port", "0"],
      ["db", "restore", join(data, "focaldesk.db")],
      ["db", "salvage"],
    ]) {
      const refused = await focaldesk(...args, "--data-dir", data);
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`in use by ${named}`)]);
    }
    expect(await ask(data, "sweep.list", {})).toEqual([]);
  });
});

it("an owner that has not opened its door yet is waited for", async () => {
  const { folder, data } = setUp();
  const app = await openApp(data, { host: { kind: "server" } });
  const imported = start("import", join(folder, "small.csv"), "--label", "kind", "--data-dir", data);
  await expect.poll(() => readFileSync(join(data, "focaldesk.log"), "utf8")).toContain("refused store/locked-by-server");
  const door = await openCommandDoor(app, data, (detail) => expect.fail(detail));
  onTestFinished(() => door.close());
  expect((await imported.ended).code).toBe(0);
  expect(await app.call("dataset.list", {})).toHaveLength(1);
});

it("beside a command that trains, list reads and another that would change something is refused", async () => {
  const { data, spec } = setUp({ seeds: [1] });
  const child = spawn(process.execPath, ["--import", "./test/fixtures/inject-fault.mjs", CLI, "run", spec, "--trainers", "1", "--data-dir", data], {
    stdio: "ignore",
    env: { ...process.env, FAULT: JSON.stringify({ kind: "hold-each", afterEpoch: 1 }) },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await expect.poll(async () => (await focaldesk("list", "--data-dir", data)).out).toContain("small");
  expect(await focaldesk("run", spec, "--data-dir", data)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`in use by another Focaldesk (process ${child.pid})`),
  });
});
