/**
 * @file `focaldesk measure`: stored runs of a sweep in the metrics of scores that they lack, from their stored scores. Nothing is trained.
 * Reads: the app. Writes: progress to standard error; what was missing is written by the app.
 */
import { AppError, fromWire } from "#shared/errors/errors.ts";
import { counted } from "#shared/text/lists.ts";
import type { Measuring } from "#shared/wire/measuring.ts";
import type { Connection } from "../../connection/connection.ts";
import { type CommandLine, operand } from "../arguments/arguments.ts";
import { type CliContext, report } from "../arguments/context.ts";
import { CANCELLED_CODE, withCancelling } from "../cancelled-by-signal.ts";
import { connectToWork, ownerText } from "../connect.ts";
import { Progress } from "../print/terminal.ts";
import { LookingAgain } from "./looking-again.ts";
import { sweepNamed } from "./sweep-named.ts";

export async function measureCommand(line: CommandLine, context: CliContext): Promise<number> {
  const wanted = operand(line, "a SWEEP (id or name)");
  const app = await connectToWork(line, context, undefined);
  try {
    const { id, name } = await sweepNamed(app, wanted);
    if (app.beside) context.err.write(`${ownerText(app.beside)} has the data folder: the runs are measured there.\n`);
    const end = await withCancelling((signal) => measure(app, id, signal));
    const { done, total, error } = end ?? { done: 0, total: 0, error: null };
    report(
      context,
      { sweepId: id, measured: done, of: total },
      total === 0
        ? `Nothing to measure in “${name}”: every complete run whose scores were kept has every metric.`
        : `${done} of ${counted(total, "run")} of “${name}” measured.${done < total ? " What is measured stays; the same command goes on." : ""}`,
    );
    if (error) {
      const { message, action } = fromWire(error);
      context.err.write(`${message} ${action}\n`);
    }
    return end?.state === "stopped" ? CANCELLED_CODE : error ? 1 : 0;
  } finally {
    await app.close();
  }
}

/** @returns how it ended; null where nothing was to be measured. */
async function measure(app: Connection, id: number, signal: AbortSignal): Promise<Measuring | null> {
  const progress = new Progress(process.stderr, () => performance.now());
  const looking = new LookingAgain();
  const { wake } = looking;
  const unsubscribe = app.subscribe("measuring.changed", ({ sweepId }) => sweepId === id && wake());
  const onAbort = (): void => {
    // What the app says of it is in the answer that is waited for.
    void app.call("sweep.stopMeasuring", { id }).catch(wake);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const { runs } = await app.call("sweep.measure", { id });
    if (runs === 0) return null;
    // One that came before there was anything to stop.
    if (signal.aborted) onAbort();
    for (;;) {
      const look = looking.begin();
      const now = await app.call("sweep.measuring", { id });
      if (now?.state === "measuring") {
        progress.line(now.done / now.total, [`${now.done}/${now.total} runs measured`]);
        await look.wait();
      }
      look.leave();
      if (now === null) throw new AppError("run/not-found", { what: "sweep", id });
      if (now.state !== "measuring") return now;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    unsubscribe();
    progress.end();
  }
}
