/** Another program holds the database, or the disk is full: every entrance says so, nothing is lost, and afterwards all goes on. */
import { execFileSync, spawn } from "node:child_process";
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { App } from "#main/app/app.ts";
import type { CommandName } from "#shared/wire/contract.ts";
import type { AppError } from "#shared/errors/errors.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { serveHttp } from "#main/transport/http.ts";
import { addSweep, openApp } from "../fixtures/open-app.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

/** As a database browser with an open edit, or a script in a transaction. */
function hold(folder: string, how: "IMMEDIATE" | "EXCLUSIVE" = "IMMEDIATE") {
  const other = new Database(join(folder, "focaldesk.db"));
  other.exec(`BEGIN ${how}`);
  let held = true;
  const release = (): void => {
    if (held) other.exec("ROLLBACK");
    held = false;
    other.close();
  };
  onTestFinished(() => void (held && release()));
  return release;
}

const failure = (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => Promise.reject(new Error("it was not refused")),
    (error: AppError) => error,
  );
/** SQLite itself writes tables of its own; only ours count. */
function contents(folder: string): unknown {
  const db = new Database(join(folder, "focaldesk.db"), { readonly: true });
  const tables = ["dataset", "sweep", "config", "run", "setting"];
  const rows = tables.map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all());
  db.close();
  return rows;
}

function focaldesk(args: readonly string[], limitKiB?: number): Promise<{ code: number | null; out: string; err: string }> {
  const command = [process.execPath, "src-main/cli.ts", ...args].map((part) => `'${part}'`).join(" ");
  const child = spawn("bash", ["-c", limitKiB === undefined ? `exec ${command}` : `ulimit -f ${limitKiB}; exec ${command}`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

describe("a database that another program holds", () => {
  it("is named by every command that writes; nothing is changed, and reading goes on", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { busyMs: 0 });
    const { sweepId, datasetId } = await addSweep(app, folder, {}, false);
    const runId = (await app.call("run.list", { sweepId }))[0]!.id;
    const spec = parseSweepSpec(smallSweep({ name: "another" }));
    const options = { delimiter: "," as const, header: true, label: "kind", missing: "mean" as const, ignore: [], categorical: [] };
    const writing: readonly (readonly [CommandName, unknown])[] = [
      ["dataset.import", { source: { path: join(folder, "small.csv") }, options }],
      ["dataset.importSample", {}],
      ["dataset.rename", { id: datasetId, name: "other" }],
      ["sweep.create", { datasetId, spec, start: true }],
      ["sweep.pause", { id: sweepId }],
      ["sweep.resume", { id: sweepId }],
      ["sweep.cancel", { id: sweepId }],
      ["sweep.addSeeds", { id: sweepId, seeds: [9] }],
      ["sweep.rename", { id: sweepId, name: "other" }],
      ["sweep.remove", { id: sweepId }],
      ["run.pause", { id: runId }],
      ["run.cancel", { id: runId }],
      ["queue.pause", {}],
      ["queue.resume", {}],
    ];
    const before = contents(folder);
    const files = readdirSync(join(folder, "datasets"));
    const release = hold(folder);
    for (const [name, input] of writing) {
      const error = await failure(app.call(name, input));
      expect([name, error.code, error.message]).toEqual([name, "store/busy", `The database in ${folder} is held by another program, so this was not done.`]);
    }
    expect(await app.call("sweep.list", {})).toHaveLength(1);
    expect((await app.call("compare.get", { sweepId })).runs).toHaveLength(8);
    release();
    expect(contents(folder)).toEqual(before);
    expect(readdirSync(join(folder, "datasets"))).toEqual(files);
    await app.call("sweep.rename", { id: sweepId, name: "other" });
    expect((await app.call("sweep.list", {}))[0]!.name).toBe("other");
  });

  it("is told over HTTP too, after an upload that is kept for the next try", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { busyMs: 0 });
    const server = await serveHttp(app, { host: "127.0.0.1", allowed: [], port: 0, token: "t", rendererDir: folder });
    onTestFinished(() => server.close());
    const call = async (name: string, input: unknown) => {
      const response = await fetch(`http://127.0.0.1:${server.port}/api/call`, {
        method: "POST",
        headers: { authorization: "Bearer t" },
        body: JSON.stringify({ name, input }),
      });
      return (await response.json()) as { ok: boolean; value: { uploadId: string; name: string }; error: { code: string; action: string } };
    };
    const bytes = readFileSync(writeSmallTable(folder));
    const { uploadId } = (await call("upload.begin", { fileName: "small.csv", sizeBytes: bytes.length })).value;
    await call("upload.append", { uploadId, base64: bytes.toString("base64") });
    const input = { source: { uploadId }, options: { delimiter: ",", header: true, label: "kind" } };
    const release = hold(folder, "EXCLUSIVE");
    const refused = await call("dataset.import", input);
    expect(refused.error).toMatchObject({ code: "store/busy", action: expect.stringContaining("Close the program that has focaldesk.db open") });
    release();
    expect(await call("dataset.import", input)).toMatchObject({ ok: true, value: { name: "small" } });
  });

  it("pauses the training that began before it, and lets it finish after it", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { busyMs: 0 });
    const { sweepId } = await addSweep(app, folder, {}, false);
    const notices: string[] = [];
    app.subscribe("notice", ({ message }) => notices.push(message));
    await app.call("sweep.resume", { id: sweepId });
    const release = hold(folder);
    await app.idle();
    expect(notices[0]).toMatch(/^The database refused to store results \(another program holds it \(SQLITE_BUSY\w*\)\), so training was paused\.$/);
    expect((await failure(app.call("queue.resume", {}))).code).toMatch(/^store\/(failed|busy)$/);
    release();
    await app.call("queue.resume", {});
    await app.idle();
    expect((await app.call("run.list", { sweepId })).map(({ state, epoch }) => `${state} ${epoch}`)).toEqual(new Array(8).fill("complete 3"));
  });

  it("is told by the command line, which still lists and exports", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    await app.close();
    const release = hold(folder);
    const at = ["--data-dir", folder];
    const table = join(folder, "small.csv");
    const [imported, listed, exported] = await Promise.all([
      focaldesk(["import", table, "--label", "kind", "--missing", "mean", ...at, "--json"]),
      focaldesk(["list", ...at]),
      focaldesk(["export", String(sweepId), "--out", join(folder, "out.csv"), ...at]),
    ]);
    release();
    expect(imported.code).toBe(1);
    expect(JSON.parse(imported.out)).toMatchObject({ error: { code: "store/busy", data: { path: folder } } });
    expect([listed.code, exported.code, exported.err]).toEqual([0, 0, ""]);
    // Locked for readers as well: what SQLite calls exclusive locking mode.
    const other = new Database(join(folder, "focaldesk.db"));
    other.pragma("locking_mode = EXCLUSIVE");
    other.exec("BEGIN IMMEDIATE; COMMIT");
    onTestFinished(() => void other.close());
    const ends = await Promise.all([
      focaldesk(["list", ...at]),
      focaldesk(["export", String(sweepId), "--out", join(folder, "out.csv"), ...at]),
      focaldesk(["import", table, "--label", "kind", ...at]),
    ]);
    for (const { code, err } of ends) expect([code, err]).toEqual([1, expect.stringContaining(`The database in ${folder} is held by another program`)]);
  });
});

/** Fills a disk to its last block. @returns what frees it again. */
function fill(folder: string): () => void {
  const path = join(folder, "ballast");
  const file = openSync(path, "w");
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
    }
  }
  fsyncSync(file);
  closeSync(file);
  return () => rmSync(path);
}

/** A file system of its own, or why there can be none. */
function smallDisk(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const folder = join(temporaryFolder(), "disk");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  return folder;
}

describe("a full disk", () => {
  it("is named at import, upload and export, pauses training, and costs nothing once there is space", async ({ skip }) => {
    const disk = smallDisk();
    if (disk === null) return skip("needs a root of Linux that may mount; the test below shows the same by a limit of the system");
    const elsewhere = temporaryFolder();
    const data = join(disk, "data");
    mkdirSync(data);
    const app: App = await openApp(data, { busyMs: 0 });
    const { sweepId } = await addSweep(app, data, {}, false);
    const table = writeSmallTable(elsewhere, 3_000);
    const options = { delimiter: "," as const, header: true, label: "kind" };
    const { uploadId } = await app.call("upload.begin", { fileName: "x.csv", sizeBytes: 100_000 });
    const notices: string[] = [];
    app.subscribe("notice", ({ message }) => notices.push(message));

    const free = fill(disk);
    const imported = await failure(app.call("dataset.import", { source: { path: table }, options }));
    expect([imported.code, imported.message]).toEqual(["disk/full", expect.stringContaining("could not be written: the disk is full (ENOSPC)")]);
    expect(readdirSync(join(data, "datasets"))).toHaveLength(1);
    const part = { uploadId, base64: Buffer.alloc(100_000).toString("base64") };
    expect((await failure(app.call("upload.append", part))).message).toBe("The upload of x.csv was interrupted: the disk is full (ENOSPC).");
    await app.call("sweep.resume", { id: sweepId }).catch((error: AppError) => expect(error.code).toMatch(/^store\/(full|io)$/));
    await app.idle();
    for (const notice of notices) expect(notice).toMatch(/the disk is full|no space left/);
    free();

    await app.call("sweep.resume", { id: sweepId });
    await app.call("queue.resume", {});
    await app.idle();
    expect((await app.call("run.list", { sweepId })).map(({ state, epoch }) => `${state} ${epoch}`)).toEqual(new Array(8).fill("complete 3"));
    const again = fill(disk);
    const written = await failure(app.call("export.write", { sweepId, format: "csv", path: join(disk, "out.csv") }));
    expect([written.code, written.message]).toEqual(["export/write", `${join(disk, "out.csv")} could not be written: the disk is full (ENOSPC).`]);
    again();
    expect(readdirSync(disk).filter((name) => name.endsWith(".part") || name === "out.csv")).toEqual([]);
  });

  it("is told by the command line: a system that allows no larger file refuses the copy, the database and the table alike", async () => {
    const folder = temporaryFolder();
    const data = join(folder, "data");
    const table = writeSmallTable(folder, 60_000);
    // The log of a new database must fit: 600 KiB.
    const copy = Math.floor(statSync(table).size / 1024) - 1;
    const imported = await focaldesk(["import", table, "--label", "kind", "--data-dir", data], copy);
    expect([imported.code, imported.err]).toEqual([1, expect.stringContaining("could not be written: the system allows no file of this size (EFBIG).")]);
    expect(readdirSync(join(data, "datasets"))).toEqual([]);
    // Not even the first page of the database.
    const none = await focaldesk(["import", table, "--label", "kind", "--data-dir", join(folder, "none")], 4);
    expect(none.code).toBe(1);
    expect(none.err).not.toContain("unexpected");
  });
});
