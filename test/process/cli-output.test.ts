/** What the command line prints of names that come from files and from earlier imports, and what it reads from a pipe. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const ESCAPE = "\u001b[2J";
const TURN = "\u202e";

describe("names", () => {
  it("are shown, not obeyed by the terminal; programs read them as they are", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "t.csv");
    writeFileSync(path, ["x,y", ...Array.from({ length: 20 }, (_, i) => `${i},${i % 2 ? `a${ESCAPE}` : `b${TURN}`}`), ""].join("\n"));
    const at = ["--data-dir", join(folder, "data")];
    const { code, out, err } = await focaldesk("import", path, "--label", "y", "--name", `n${ESCAPE}`, ...at);
    expect(code).toBe(0);
    expect(out).toContain("n\\u001b[2J: 20 rows, 1 feature, 2 classes (a\\u001b[2J 10, b\\u202e 10)");
    expect([ESCAPE, TURN].filter((sign) => (out + err).includes(sign))).toEqual([]);
    const listed = JSON.parse((await focaldesk("list", "--json", ...at)).out) as { datasets: { name: string; profile: { classes: { name: string }[] } }[] };
    expect(listed.datasets[0]).toMatchObject({ name: `n${ESCAPE}`, profile: { classes: [{ name: `a${ESCAPE}` }, { name: `b${TURN}` }] } });
    const refused = await focaldesk("import", path, "--label", `q${ESCAPE}`, ...at);
    expect(refused.err).toContain("“q\\u001b[2J”");
  });

  it("that another data set has are told at the import", async () => {
    const folder = temporaryFolder();
    const path = writeSmallTable(folder);
    const at = ["--label", "kind", "--data-dir", join(folder, "data")];
    expect((await focaldesk("import", path, ...at)).err).not.toContain("another data set");
    const { code, err } = await focaldesk("import", path, "--ignore", "x", ...at);
    expect(code).toBe(0);
    expect(err).toContain("Note: another data set has the name “small” too (id 1): a sweep that says only the name can mean either. --name gives another.");
  });
});

describe("run", () => {
  it("counts how long it trained by a clock that nobody sets", () => {
    const folder = temporaryFolder();
    writeSmallTable(folder, 60);
    const spec = join(folder, "s.json");
    writeFileSync(
      spec,
      JSON.stringify(smallSweep({ engine: "wasm", controls: false, training: { epochs: 1 }, losses: [{ family: "cross-entropy" }], seeds: [1] })),
    );
    const args = ["--import", "./test/fixtures/clock-set-back.mjs", "src-main/cli.ts", "run", spec, "--data-dir", join(folder, "data")];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/1 of 1 run complete in \d+ s/)]);
    expect(stderr).toContain("Sweep 1 “small”: 1 configuration, 1 run\n");
  });
});

describe("serve", () => {
  it.skipIf(process.platform === "win32")("ends like Ctrl+C when its terminal closes", async () => {
    const child = spawn(process.execPath, ["src-main/cli.ts", "serve", "--port", "0", "--data-dir", join(temporaryFolder(), "data")]);
    onTestFinished(() => void child.kill("SIGKILL"));
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    await expect.poll(() => out).toContain("Focaldesk is at ");
    const ended = once(child, "close");
    child.kill("SIGHUP");
    expect((await ended)[0]).toBe(0);
    expect(err).toContain("Stopping at a checkpoint.");
  });
});

describe("import -", () => {
  it("reads standard input", () => {
    const folder = temporaryFolder();
    const input = readFileSync(writeSmallTable(folder), "utf8");
    const args = ["src-main/cli.ts", "import", "-", "--label", "kind", "--name", "piped", "--data-dir", join(folder, "data")];
    const { status, stdout } = spawnSync(process.execPath, args, { input, encoding: "utf8" });
    expect([status, stdout]).toEqual([0, expect.stringContaining("piped: 240 rows, 2 features, 3 classes (a 192, b 36, c 12)")]);
  });
});
