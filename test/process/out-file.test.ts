/** Where a table goes: pipes, links, protected places, and what is said when it cannot be written. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it, onTestFinished } from "vitest";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

function setUp() {
  const folder = temporaryFolder();
  writeSmallTable(folder, 60);
  const spec = join(folder, "small.sweep.json");
  const losses = [{ family: "cross-entropy" as const }];
  writeFileSync(spec, JSON.stringify(smallSweep({ engine: "wasm", controls: false, training: { epochs: 1 }, losses, seeds: [1] })));
  const data = join(folder, "data");
  return { folder, data, run: (...args: string[]) => focaldesk("run", spec, "--data-dir", data, "--trainers", "1", ...args) };
}
const states = (csv: string): string[] => (parse(csv, { columns: true }) as Record<string, string>[]).map((row) => row["state"]!);
const onlyUnix = it.skipIf(process.platform === "win32");

describe("--out", () => {
  it("- is standard output, which then holds the table alone", async () => {
    const { run, data } = setUp();
    const { code, out, err } = await run("--out", "-");
    expect(code).toBe(0);
    expect(states(out)).toEqual(["complete"]);
    expect(err).toContain("1 row written to standard output");
    const exported = await focaldesk("export", "1", "--out", "-", "--format", "json", "--json", "--data-dir", data);
    expect(JSON.parse(exported.out)).toMatchObject({ rows: [{ state: "complete" }] });
    expect(JSON.parse(exported.err)).toMatchObject({ path: "-", rowCount: 1 });
  });

  it("never replaces a file that Focaldesk keeps, also behind a link; another file in the data folder is the user's", async () => {
    const { folder, data, run } = setUp();
    await run("--out", join(folder, "first.csv"));
    const [copy] = readdirSync(join(data, "datasets"));
    const kept = join(data, "datasets", copy!);
    symlinkSync(kept, join(folder, "link.csv"));
    const before = readFileSync(kept);
    for (const out of [kept, join(data, "backups", "x.csv"), join(data, "datasets", "new.csv"), join(folder, "link.csv")]) {
      mkdirSync(join(data, "backups"), { recursive: true });
      const { code, err } = await focaldesk("export", "1", "--out", out, "--data-dir", data);
      expect([code, err]).toEqual([1, expect.stringContaining("it is one of the files that Focaldesk keeps in its data folder")]);
    }
    expect(readFileSync(kept)).toEqual(before);
    expect(readdirSync(join(data, "datasets"))).toEqual([copy]);
    expect(await focaldesk("export", "1", "--out", join(data, "mine.csv"), "--data-dir", data)).toMatchObject({ code: 0 });
  });

  onlyUnix("/dev/stdout is the same", async () => {
    const { out } = await setUp().run("--out", "/dev/stdout");
    expect(states(out)).toEqual(["complete"]);
  });

  onlyUnix("writes through a named pipe, which stays one", async () => {
    const { folder, run } = setUp();
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = spawn("cat", [pipe], { stdio: ["ignore", "pipe", "ignore"] });
    let read = "";
    reader.stdout.setEncoding("utf8").on("data", (text: string) => (read += text));
    const closed = new Promise((resolve) => reader.on("close", resolve));
    expect(await run("--out", pipe)).toMatchObject({ code: 0 });
    await closed;
    expect(states(read)).toEqual(["complete"]);
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  describe("a named pipe without a reader", () => {
    const start = () => {
      const { folder, data } = setUp();
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      const child = spawn(
        process.execPath,
        ["src-main/cli.ts", "run", join(folder, "small.sweep.json"), "--data-dir", data, "--trainers", "1", "--out", pipe],
        { stdio: ["ignore", "ignore", "pipe"] },
      );
      onTestFinished(() => void child.kill("SIGKILL"));
      let err = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
      const ended = new Promise<{ code: number | null; err: string }>((resolve) => child.on("close", (code) => resolve({ code, err })));
      const waits = () => expect.poll(() => err).toContain(`Waiting for a reader of ${pipe}`);
      return { pipe, child, ended, waits };
    };

    it.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
      "is waited for until %s, which says what writes it",
      async (signal) => {
        const { pipe, child, ended, waits } = start();
        await waits();
        child.kill(signal);
        const { code, err } = await ended;
        expect(code).toBe(130);
        expect(err).toContain(`The runs are trained and kept, but ${pipe} could not be written: nobody read it when the command was interrupted.`);
        expect(err).toMatch(/focaldesk export 1 --data-dir \S+ --out \S+pipe$/m);
      },
    );

    onlyUnix("is written once one comes", async () => {
      const { pipe, ended, waits } = start();
      await waits();
      const read = spawn("cat", [pipe], { stdio: ["ignore", "pipe", "ignore"] });
      let text = "";
      read.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
      const closed = new Promise((resolve) => read.on("close", resolve));
      expect(await ended).toMatchObject({ code: 0 });
      await closed;
      expect(states(text)).toEqual(["complete"]);
    });
  });

  onlyUnix("is no circle of links, and no folder, also for programs", async () => {
    const { folder, run } = setUp();
    symlinkSync(join(folder, "b.csv"), join(folder, "a.csv"));
    symlinkSync(join(folder, "a.csv"), join(folder, "b.csv"));
    const { code, err } = await run("--out", join(folder, "a.csv"));
    expect([code, err]).toEqual([1, expect.stringContaining("its links lead in a circle (ELOOP)")]);
    const { out } = await run("--json", "--out", folder);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "export/write", message: `${folder} could not be written: it is a folder.` } });
  });

  onlyUnix("that is closed early ends nothing: not the training, not a list, and no stack trace", async () => {
    const { folder, data } = setUp();
    const cli = `${process.execPath} src-main/cli.ts`;
    const at = `--data-dir ${data}`;
    // The reader is gone before the process is up.
    const trained = spawnSync("sh", ["-c", `(${cli} run ${join(folder, "small.sweep.json")} ${at}; echo "code $?" >&2) | true`], { encoding: "utf8" });
    expect(trained.stderr).toContain("code 0");
    const list = spawnSync("sh", ["-c", `(${cli} list --json ${at}; echo "code $?" >&2) | true`], { encoding: "utf8" });
    expect(list.stderr).toBe("code 0\n");
    expect(JSON.parse(execFileSync(process.execPath, ["src-main/cli.ts", "list", "--json", "--data-dir", data], { encoding: "utf8" }))).toMatchObject({
      sweeps: [{ counts: { complete: 1 } }],
    });
  });

  onlyUnix("keeps a link, also one that leads nowhere yet, and the mode of the file", async () => {
    const { folder, run } = setUp();
    mkdirSync(join(folder, "results"));
    const real = join(folder, "results", "real.csv");
    writeFileSync(real, "old");
    chmodSync(real, 0o640);
    symlinkSync(join("results", "real.csv"), join(folder, "link.csv"));
    symlinkSync(join("results", "new.csv"), join(folder, "dangling.csv"));
    linkSync(real, join(folder, "twin.csv"));
    expect(await run("--out", join(folder, "link.csv"))).toMatchObject({ code: 0 });
    expect(lstatSync(join(folder, "link.csv")).isSymbolicLink()).toBe(true);
    expect(states(readFileSync(real, "utf8"))).toEqual(["complete"]);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readFileSync(join(folder, "twin.csv"), "utf8")).toBe(readFileSync(real, "utf8"));
    expect(await run("--out", join(folder, "dangling.csv"))).toMatchObject({ code: 0 });
    expect(lstatSync(join(folder, "dangling.csv")).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(folder, "results")).sort()).toEqual(["new.csv", "real.csv"]);
  });

  it("is tried before training: nothing is trained, made or emptied", async () => {
    const { folder, run, data } = setUp();
    const kept = join(folder, "kept.csv");
    writeFileSync(kept, "old");
    chmodSync(kept, 0o444);
    mkdirSync(join(folder, "folder.csv"));
    for (const [out, why] of [
      [kept, "it is read-only"],
      [join(folder, "folder.csv"), "it is a folder"],
      [join(folder, "none", "r.csv"), "its folder does not exist"],
      [join(folder, "small.sweep.json"), "the command reads that file"],
    ] as const) {
      const { code, err } = await run("--out", out);
      expect([code, err]).toEqual([1, expect.stringContaining(why)]);
    }
    expect(readFileSync(kept, "utf8")).toBe("old");
    expect(existsSync(join(folder, "none"))).toBe(false);
    expect(existsSync(data)).toBe(false);
  });

  it.skipIf(!existsSync("/dev/full"))("that fails after the training says the command that writes the table", async () => {
    const { folder, run, data } = setUp();
    const failed = await run("--out", "/dev/full", "--format", "csv", "--metrics", "macro_f1,recall[a]");
    expect(failed.code).toBe(1);
    const said = /focaldesk export .*$/m.exec(failed.err)?.[0];
    expect(said).toBe(`focaldesk export 1 --data-dir ${data} --out /dev/full --format csv --metrics 'macro_f1,recall[a]'`);
    // As a shell takes it, with a place that can be written.
    const words = said!.replace("focaldesk", `${process.execPath} src-main/cli.ts`).replace("/dev/full --format csv", join(folder, "late.csv"));
    expect(spawnSync("sh", ["-c", words]).status).toBe(0);
    expect(states(readFileSync(join(folder, "late.csv"), "utf8"))).toEqual(["complete"]);
  });
});
