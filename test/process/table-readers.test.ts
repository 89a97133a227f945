/** Tables are read outside the process that serves: small calls are answered meanwhile, a reading is told, cancelled, and its death is a sentence. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { TableReaders } from "#main/table-readers/table-readers.ts";
import { findResources } from "#main/base/resources.ts";
import { nodeLauncher } from "#main/processes/launch-node.ts";
import { AppError } from "#shared/errors/errors.ts";
import { nextEvent, openApp } from "../fixtures/open-app.ts";
import { writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const OPTIONS = { delimiter: ",", header: true, label: "kind", missing: "median", ignore: [], categorical: [] } as const;

/** An app whose readers stop before they begin, for as long as the file `hold` is there; its content is then the reader's process id. */
async function held(env: NodeJS.ProcessEnv = {}) {
  const folder = temporaryFolder();
  const hold = join(folder, "hold");
  writeFileSync(hold, "");
  const tables = new TableReaders(nodeLauncher(findResources().tableEntry, { FOCALDESK_FAULT_HOLD: hold, ...env }));
  const app = await openApp(folder, { tables, host: { kind: "server" }, autoTrain: "none" });
  const readerPid = () =>
    vi.waitFor(() => (existsSync(hold) && readFileSync(hold, "utf8") ? Number(readFileSync(hold, "utf8")) : Promise.reject(new Error("not yet"))), {
      timeout: 60_000,
    });
  return { app, folder, hold, readerPid, path: writeSmallTable(folder) };
}

const refusal = (thrown: unknown) => {
  if (!(thrown instanceof AppError)) throw thrown;
  return thrown.code;
};
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it("answers small calls while an import is held", async () => {
  const { app, path, readerPid } = await held();
  const imported = app.call("dataset.import", { source: { path }, options: OPTIONS, reading: "r" }).catch(refusal);
  expect(await readerPid()).not.toBe(process.pid);
  expect(await app.call("app.info", {})).toMatchObject({ host: "server" });
  expect(await app.call("dataset.list", {})).toEqual([]);
  expect((await app.call("queue.status", {})).trainers).toHaveLength(1);
  await app.call("dataset.cancel", { reading: "r" });
  expect(await imported).toBe("data/cancelled");
});

it("a cancelled import ends its process, leaves nothing behind, and can be repeated", async () => {
  const { app, folder, hold, path, readerPid } = await held();
  const imported = app.call("dataset.import", { source: { path }, options: OPTIONS, reading: "r" }).catch(refusal);
  const pid = await readerPid();
  await app.call("dataset.cancel", { reading: "another" });
  expect(isRunning(pid)).toBe(true);
  await app.call("dataset.cancel", { reading: "r" });
  expect(await imported).toBe("data/cancelled");
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 60_000 });
  expect([readdirSync(join(folder, "datasets")), await app.call("dataset.list", {})]).toEqual([[], []]);
  rmSync(hold);
  const dataset = await app.call("dataset.import", { source: { path }, options: OPTIONS, reading: "r" });
  expect(readdirSync(join(folder, "datasets"))).toEqual([`${dataset.sha256}.csv`]);
});

it("says in a sentence that the reader was killed, or had no memory", async () => {
  const { app, path, readerPid } = await held();
  const checked = app.call("dataset.check", { source: { path }, options: OPTIONS }).catch((error: AppError) => error.message);
  process.kill(await readerPid(), "SIGKILL");
  expect(await checked).toMatch(/^The process that reads .*\.csv ended before it was done: signal SIGKILL\. Nothing was stored\.$/);

  const small = await held({ NODE_OPTIONS: "--max-old-space-size=32" });
  rmSync(small.hold);
  const wide = join(small.folder, "wide.csv");
  const names = Array.from({ length: 60_000 }, (_, i) => `c${i}`).join(",");
  writeFileSync(wide, `${names},kind\n${"1,".repeat(60_000)}a\n${"2,".repeat(60_000)}b\n`);
  expect(await small.app.call("dataset.check", { source: { path: wide }, options: OPTIONS }).catch((error: AppError) => error.message)).toBe(
    "There was not enough memory to read wide.csv. Nothing was stored.",
  );
  // The next table gets a process of its own.
  expect(await small.app.call("dataset.check", { source: { path: small.path }, options: OPTIONS })).toMatchObject({ classes: expect.anything() });
});

it("tells how far a named reading is", async () => {
  const { app, folder, hold } = await held();
  rmSync(hold);
  const path = join(folder, "long.csv");
  const rows = Array.from({ length: 5_000 }, (_, i) => `${i * 1.5},${i % 7},${i % 2 ? "a" : "b"}\n`).join("");
  writeFileSync(path, `x,y,kind\n${rows.repeat(150)}`);
  const seen: { bytes: number; total: number }[] = [];
  app.subscribe("dataset.reading", (progress) => void (progress.reading === "mine" && seen.push(progress)));
  const told = nextEvent(app, "dataset.reading", ({ reading }: { reading: string }) => reading === "mine");
  await app.call("dataset.inspect", { source: { path }, reading: "mine" });
  await told;
  const { size } = statSync(path);
  expect(seen.every(({ bytes, total }) => total === size && bytes > 0 && bytes <= size)).toBe(true);
});

it("reads four tables at once; a fifth waits, and can be cancelled while it does", async () => {
  const { app, hold, path, readerPid } = await held();
  const four = Array.from({ length: 4 }, () => app.call("dataset.check", { source: { path }, options: OPTIONS }));
  await readerPid();
  const fifth = app.call("dataset.check", { source: { path }, options: OPTIONS, reading: "fifth" }).catch(refusal);
  const sixth = app.call("dataset.check", { source: { path }, options: OPTIONS });
  await app.call("dataset.cancel", { reading: "fifth" });
  expect(await fifth).toBe("data/cancelled");
  rmSync(hold);
  const [first, ...others] = await Promise.all([...four, sixth]);
  for (const other of others) expect(other).toEqual(first);
});

it("a table that is written to while it is imported is read as it was when the import began, in all its parts", async () => {
  const { app, folder, hold, path, readerPid } = await held();
  const before = readFileSync(path);
  const imported = app.call("dataset.import", { source: { path }, options: OPTIONS });
  await readerPid();
  appendFileSync(path, "1,1,d\n".repeat(50));
  rmSync(hold);
  const { sha256, sizeBytes, profile } = await imported;
  expect([profile.rows, sizeBytes, sha256]).toEqual([240, before.length, createHash("sha256").update(before).digest("hex")]);
  expect(readdirSync(join(folder, "datasets"))).toEqual([`${sha256}.csv`]);
  expect(readFileSync(join(folder, "datasets", `${sha256}.csv`))).toEqual(before);
});

it("nothing is left of a copy whose table is refused or whose reader dies", async () => {
  const { app, folder, hold, path, readerPid } = await held();
  const dies = app.call("dataset.import", { source: { path }, options: OPTIONS }).catch(refusal);
  process.kill(await readerPid(), "SIGKILL");
  expect(await dies).toBe("data/reader-ended");
  rmSync(hold);
  expect(await app.call("dataset.import", { source: { path }, options: { ...OPTIONS, label: "none" } }).catch(refusal)).toBe("data/no-label");
  expect(await app.call("dataset.import", { source: { path: join(folder, "gone.csv") }, options: OPTIONS }).catch(refusal)).toBe("data/not-found");
  expect(readdirSync(join(folder, "datasets"))).toEqual([]);
});

it("a turn that has come to a reading that was cancelled in that moment goes to the next one", async () => {
  const launched: { end: () => void }[] = [];
  const tables = new TableReaders(() => {
    let say: (message: unknown) => void = () => {};
    return {
      pid: 1,
      send: () => void launched.push({ end: () => say({ type: "done", value: { first: 1, lines: [] } }) }),
      onMessage: (listener) => (say = listener),
      onExit: () => {},
      kill: () => {},
    };
  });
  const read = (signal?: AbortSignal) => tables.read({ kind: "lines", path: "t.csv", fileName: "t.csv" }, { signal });
  const leaves = new AbortController();
  const { signal } = new AbortController();
  // What a reading does last, before it gives its turn on.
  signal.removeEventListener = () => queueMicrotask(() => leaves.abort());
  const four = [read(signal), read(), read(), read()];
  const fifth = read(leaves.signal).catch(refusal);
  const sixth = read();
  launched[0]!.end();
  expect(await fifth).toBe("data/cancelled");
  await vi.waitFor(() => expect(launched).toHaveLength(5));
  for (const { end } of launched) end();
  expect(await sixth).toEqual({ first: 1, lines: [] });
  await Promise.all(four);
  tables.close();
});

it("removes at the start what a kill during a copy left", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "datasets"));
  writeFileSync(join(folder, "datasets", "0123.csv.4567.part"), "half");
  await openApp(folder);
  expect(readdirSync(join(folder, "datasets"))).toEqual([]);
});

it("Ctrl+C ends an import of the command line with a sentence, and nothing is stored", async () => {
  const folder = temporaryFolder();
  const hold = join(folder, "hold");
  writeFileSync(hold, "");
  const path = writeSmallTable(folder);
  const child = spawn(process.execPath, ["src-main/cli.ts", "import", path, "--label", "kind", "--data-dir", join(folder, "data")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, FOCALDESK_FAULT_HOLD: hold },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  await vi.waitFor(() => expect(readFileSync(hold, "utf8")).not.toBe(""), { timeout: 60_000 });
  const reader = Number(readFileSync(hold, "utf8"));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(said).toMatch(/^The reading of .*\.csv was cancelled; nothing was stored\. Import it again when you are ready\.\n$/);
  expect(existsSync(join(folder, "data", "datasets"))).toBe(false);
  await vi.waitFor(() => expect(isRunning(reader)).toBe(false), { timeout: 60_000 });
});
