/**
 * @file The process that reads tables for the app: one task at a time, each answered with a value or an error.
 * Reads: messages of the parent (each parsed), the file a task names. Writes: messages.
 */
import { constants, setPriority } from "node:os";
import { AppError, describe, toWire } from "#shared/errors/errors.ts";
import { connectParent } from "../processes/parent-port.ts";
import { listenToReading } from "../data/text/reading-progress.ts";
import { holdIfAsked } from "./fault.ts";
import { type FromReader, ReadingTaskSchema } from "./protocol.ts";
import { doTask } from "./tasks.ts";

/** Nobody looks more often. */
const TELL_MS = 100;

const port = connectParent<FromReader>();
port.onGone(() => process.exit(0));
port.onMessage((raw) => void receive(raw));
giveWay();

/** The window goes first. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that forbids it reads all the same.
  }
}

async function receive(raw: unknown): Promise<void> {
  const tell = (bytes: number, total: number): void => port.post({ type: "reading", bytes, total });
  let told = performance.now();
  listenToReading((bytes, total) => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    tell(bytes, total);
  });
  try {
    const task = ReadingTaskSchema.safeParse(raw);
    if (!task.success) throw new AppError("app/internal", { detail: `a task of the reader is not valid: ${describe(task.error)}` });
    await holdIfAsked(tell);
    port.post({ type: "done", value: await doTask(task.data) });
  } catch (thrown) {
    const { code, data } = toWire(thrown);
    port.post({ type: "failed", code, data });
  }
}
