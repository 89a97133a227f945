/** @file The log: what a line holds, what it never holds, how it is turned over. Reads, writes: temporary folders. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { refuseOwnFile } from "#main/export/own-files.ts";
import { lastLines, Log, logPath } from "#main/log/log.ts";
import { logFailure, logNotice, withLog } from "#main/log/logged-errors.ts";
import { loggedLauncher } from "#main/log/logged-launcher.ts";
import { nodeLauncher } from "#main/processes/launch-node.ts";
import { AppError } from "#shared/errors/errors.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const NOW = "2026-01-02T03:04:05.678Z";
function open(limit?: number): { folder: string; log: Log; text: () => string } {
  const folder = temporaryFolder();
  return { folder, log: new Log(folder, () => NOW, limit), text: () => readFileSync(logPath(folder), "utf8") };
}

it("writes one line with time, process and facts, for the owner only", () => {
  const { folder, log, text } = open();
  log.write("started", { version: "0.1.0", host: "server", note: 'two "words"\nand a line', none: undefined, nothing: null });
  expect(text()).toBe(`${NOW} ${process.pid} started version=0.1.0 host=server note="two \\"words\\"\\nand a line" nothing=null\n`);
  if (process.platform !== "win32") expect(statSync(logPath(folder)).mode & 0o777).toBe(0o600);
});

it("writes the stack of what nobody expected, and of its cause", () => {
  const { log, text } = open();
  log.failure("unexpected error", new Error("outer", { cause: new TypeError("inner") }), { command: "run.get" });
  expect(text()).toMatch(/unexpected error command=run\.get\n {4}Error: outer\n {4}at .*log\.test\.ts/);
  expect(text()).toMatch(/caused by\n {4}TypeError: inner\n/);
});

it("holds no token", () => {
  const { log, text } = open();
  log.write("a", { url: "http://127.0.0.1/#token=secret-1" });
  log.failure("b", new Error('header "Bearer secret-2" at /#token=secret-3'));
  expect(text()).not.toContain("secret");
});

it("counts what comes again instead of writing it", () => {
  const { log, text } = open();
  for (let i = 0; i < 500; i++) log.write("connection not taken");
  log.write("ended");
  expect(
    text()
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split(" ").slice(2).join(" ")),
  ).toEqual(["connection not taken", "the line above came 499 more times", "ended"]);
});

it("keeps three files of the limit, the newest lines in the first", () => {
  const { folder, log } = open(1_000);
  for (let i = 0; i < 200; i++) log.write("line", { i });
  expect(readdirSync(folder).toSorted()).toEqual(["focaldesk.log", "focaldesk.log.1", "focaldesk.log.2"]);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1_000);
  const last = lastLines(folder, 20).map((line) => Number(/i=(\d+)$/.exec(line)![1]));
  expect(last).toEqual(Array.from({ length: 20 }, (_, i) => 180 + i));
});

it("reads the end of a long file, and nothing where there is none", () => {
  const { folder } = open();
  expect(lastLines(folder, 5)).toEqual([]);
  appendFileSync(logPath(folder), Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join(""));
  expect(lastLines(folder, 2)).toEqual(["line 99998", "line 99999"]);
});

it("never fails: no folder, no permission, a folder in its place", () => {
  const { folder, log } = open();
  mkdirSync(logPath(folder));
  log.write("started");
  rmSync(folder, { recursive: true });
  log.write("ended");
  expect(existsSync(folder)).toBe(false);
  writeFileSync(folder, "");
  log.failure("x", "not even an error");
});

it("of notices writes codes, and data only where it is none of a table", () => {
  const { log, text } = open();
  logNotice(log, new AppError("train/crashed", { reason: "exit code 134: out of memory", runs: "3 runs" }));
  logNotice(log, new AppError("train/watchdog", { text: "class “hidden” is never found", remedy: "train longer" }));
  logNotice(log, new AppError("data/ragged", { line: 3, file: "a.csv", found: "2 fields", expected: 3, text: "hidden,value" }));
  expect(text()).toContain('notice train/crashed severity=error reason="exit code 134: out of memory" runs="3 runs"');
  expect(text()).toContain("notice train/watchdog severity=error\n");
  expect(text()).not.toContain("hidden");
});

it("a user's mistake is not logged, a fault is, and its advice names the log", () => {
  const { folder, log, text } = open();
  expect(logFailure(log, "run.get", new AppError("run/not-found", { what: "run", id: 3 })).code).toBe("run/not-found");
  expect(existsSync(logPath(folder))).toBe(false);
  const shown = logFailure(log, "run.get", new RangeError("off by one"));
  expect(shown.message).toBe("An unexpected error: off by one.");
  expect(shown.action).toBe(`Retry; if it happens again, report it with ${logPath(folder)}.`);
  expect(text()).toContain("RangeError: off by one");
  expect(withLog(new AppError("train/crashed", { reason: "x", runs: "1 run" }), log).action).toContain(logPath(folder));
  expect(new AppError("app/internal", { detail: "x" }).action).toContain("“focaldesk log” shows it");
});

it("tells how a trainer ended, with its last lines, and not what it sent", () => {
  const { log, text } = open();
  let say: (message: unknown) => void = () => {};
  let end: (reason: string, cause: "itself" | "outside", words: string) => void = () => {};
  const trainer = {
    pid: 77,
    send: vi.fn(),
    kill: vi.fn(),
    onMessage: (listener: never) => void (say = listener),
    onExit: (listener: never) => void (end = listener),
  };
  loggedLauncher(() => trainer, log)();
  say({ type: "progress", secret: 1 });
  say("nonsense");
  end("signal SIGKILL", "outside", "warning 1\nwarning 2\n");
  expect(text()).toBe(`${NOW} ${process.pid} trainer died trainer=77 reason="signal SIGKILL" cause=outside words="warning 1\\nwarning 2\\n"\n`);
});

it("has the last words of a real process", async () => {
  const { log, text } = open();
  const trainer = loggedLauncher(nodeLauncher(join(import.meta.dirname, "../../../fixtures/echo-child.mjs")), log)();
  trainer.send({ type: "shutdown" });
  await new Promise<void>((resolve) => trainer.onExit(() => resolve()));
  expect(text()).toContain(`trainer died trainer=${trainer.pid} reason="exit code 13: out of paper" cause=itself words="first line\\nout of paper\\n"`);
});

it("is no target of a result table", () => {
  const { folder, log } = open();
  writeFileSync(join(folder, "owner.db"), "");
  for (const path of [log.path, `${log.path}.1`]) expect(() => refuseOwnFile(path)).toThrow("one of the files that Focaldesk keeps");
  refuseOwnFile(join(folder, "results.log"));
});
