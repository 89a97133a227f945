/** A table through a named pipe: whole, and never held by a reader that is not there or has stopped. */
import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { portions } from "#main/export/portions.ts";
import { writeFileWhole } from "#main/export/write-file.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

/** More than a pipe holds (64 KiB, at most 1 MiB). */
const LONG = "0.123456789,\n".repeat(200_000);

function makePipe(): string {
  const pipe = join(temporaryFolder(), "pipe");
  execFileSync("mkfifo", [pipe]);
  return pipe;
}

/** A few bytes, none where nothing is there yet. */
function bytesTaken(fd: number): number {
  try {
    return readSync(fd, Buffer.alloc(16));
  } catch {
    return 0;
  }
}

describe.skipIf(process.platform === "win32")("a pipe", () => {
  it("without a reader is refused where nobody can end the wait", async () => {
    const pipe = makePipe();
    await expect(writeFileWhole(pipe, portions(["x"]))).rejects.toMatchObject({ code: "export/write", data: { path: pipe, detail: "nobody reads that pipe" } });
  });

  it("gets everything, though it holds less", async () => {
    const pipe = makePipe();
    const reader = spawn("cat", [pipe], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void reader.kill("SIGKILL"));
    let text = "";
    reader.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    const closed = new Promise((resolve) => reader.on("close", resolve));
    const bytes = await writeFileWhole(pipe, portions([LONG]), { waiting() {}, signal: new AbortController().signal });
    await closed;
    expect([bytes, text === LONG]).toEqual([LONG.length, true]);
  });

  it("whose reader has stopped can be left", async () => {
    const pipe = makePipe();
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(reader));
    const leaving = new AbortController();
    const written = writeFileWhole(pipe, portions([LONG]), { waiting() {}, signal: leaving.signal });
    written.catch(() => {});
    await expect.poll(() => bytesTaken(reader)).toBeGreaterThan(0);
    leaving.abort();
    await expect(written).rejects.toMatchObject({ data: { detail: "its reader had not taken all of it when the command was interrupted" } });
  });
});
