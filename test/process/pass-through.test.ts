/** @file The wrapper around the command line hands on input, signals once, and the exit code. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const parent = join(import.meta.dirname, "../fixtures/pass-through-parent.mjs");
const started: ChildProcessWithoutNullStreams[] = [];
/** Groups of their own: they outlive a wrapper that is killed. */
const inners: number[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  for (const pid of inners.splice(0)) spawnSync("kill", ["-9", String(pid)], { stdio: "ignore" });
});

async function start(): Promise<{ wrapper: ChildProcessWithoutNullStreams; inner: number; output: () => string }> {
  const wrapper = spawn(process.execPath, [parent, "wait"]);
  started.push(wrapper);
  let text = "";
  wrapper.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  await expect.poll(() => text).toMatch(/^ready \d+\n/);
  const inner = Number(/\d+/.exec(text)![0]);
  inners.push(inner);
  return { wrapper, inner, output: () => text.replace(/^ready \d+\n/, "") };
}

describe.skipIf(process.platform === "win32")("pass-through", () => {
  it("hands a signal that arrives twice at once over once, another kind as well, and the input and exit code", async () => {
    const { wrapper, output } = await start();
    // As in a terminal under npm: the terminal's copy and npm's copy of one key press.
    wrapper.kill("SIGINT");
    wrapper.kill("SIGINT");
    await expect.poll(output).toBe("SIGINT\n");
    wrapper.kill("SIGTERM");
    await expect.poll(output).toBe("SIGINT\nSIGTERM\n");
    wrapper.stdin.write("end\n");
    const [code] = (await once(wrapper, "close")) as [number];
    expect([code, output()]).toEqual([3, "SIGINT\nSIGTERM\nstdin end\n"]);
  });

  it("hands over a second press", async () => {
    const { wrapper, output } = await start();
    wrapper.kill("SIGINT");
    await expect.poll(output).toBe("SIGINT\n");
    // From here the wrapper has seen the first one. Two presses of a person are at least this far apart.
    const pressed = performance.now();
    await expect.poll(() => performance.now() - pressed > 400).toBe(true);
    wrapper.kill("SIGINT");
    await expect.poll(output).toBe("SIGINT\nSIGINT\n");
  });

  it("keeps the child out of the terminal's process group, so that it gets no copy of its own", async () => {
    const { inner } = await start();
    // Signal 0 to a negative number asks for the group of that number.
    expect(() => process.kill(-inner, 0)).not.toThrow();
  });

  it("ends the child when npm's shell dies of a signal that it did not hand on", async () => {
    const shell = spawn("sh", ["-c", `"${process.execPath}" "${parent}" wait; true`], { env: { ...process.env, npm_command: "run" } });
    started.push(shell);
    let text = "";
    shell.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    await expect.poll(() => text).toMatch(/^ready \d+\n/);
    inners.push(Number(/\d+/.exec(text)![0]));
    shell.kill("SIGTERM");
    await expect.poll(() => text).toMatch(/\nSIGTERM\n$/);
  });

  it.each([
    ["exit-7", 7],
    ["kill-self", 128 + 9],
  ])("passes on how the child ended (%s)", (behaviour, code) => {
    expect(spawnSync(process.execPath, [parent, behaviour]).status).toBe(code);
  });
});

describe.skipIf(process.platform === "win32")("a wrapper that is killed hard", () => {
  it("takes the program behind it along, which closes in order", async () => {
    const folder = mkdtempSync(join(tmpdir(), "focaldesk-bin-"));
    const wrapper = spawn(process.execPath, [join(root, "bin/focaldesk.mjs"), "serve", "--json", "--port", "0", "--data-dir", folder]);
    started.push(wrapper);
    let text = "";
    let said = "";
    wrapper.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    wrapper.stderr.setEncoding("utf8").on("data", (part: string) => (said += part));
    await expect.poll(() => text).toMatch(/"pid":\d+/);
    const inner = Number(/"pid":(\d+)/.exec(text)![1]);
    inners.push(inner);
    wrapper.kill("SIGKILL");
    // The pipe is the inner program's too: it closes when that one has ended.
    await once(wrapper.stderr, "close");
    expect(said).toContain("Stopping at a checkpoint");
    rmSync(folder, { recursive: true });
  });
});

describe("bin/focaldesk.mjs", () => {
  const focaldesk = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [join(root, "bin/focaldesk.mjs"), ...args], { encoding: "utf8", cwd: tmpdir() });

  it("runs the command line from any folder and passes on its exit codes", () => {
    expect(focaldesk("version")).toMatchObject({ status: 0, stdout: "0.1.0\n" });
    expect(focaldesk("fly").status).toBe(2);
    const folder = mkdtempSync(join(tmpdir(), "focaldesk-bin-"));
    try {
      const missing = focaldesk("import", join(folder, "none.csv"), "--label", "y", "--data-dir", folder);
      expect(missing.status).toBe(1);
      expect(missing.stderr).toContain("none.csv cannot be read");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
