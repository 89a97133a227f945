/**
 * @file `focaldesk run`: a sweep file from start to table; continues what the same command began before.
 * Reads: the sweep file and its data. Writes: the data folder, the result file.
 */
import { dirname, resolve } from "node:path";
import type { CommandInput } from "#shared/wire/contract.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { Connection } from "../../connection/connection.ts";
import { counted } from "#shared/text/lists.ts";
import { bytesInWords } from "#shared/text/bytes.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import { storedRuns } from "#shared/results/stored-columns.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";
import type { SweepSummary } from "#shared/wire/records.ts";
import { readSweepFile } from "../../base/sweep-file.ts";
import { type CommandLine, operand } from "../arguments/arguments.ts";
import { type CliContext, report } from "../arguments/context.ts";
import type { CliOptions } from "../arguments/options.ts";
import { connectToWork, ownerText } from "../connect.ts";
import { findData } from "./find-data.ts";
import { findOrCreate } from "./find-sweep.ts";
import { followSweep } from "./follow-sweep.ts";
import { onInterrupt } from "./interrupt.ts";
import { exportChoice } from "./export-choice.ts";
import { notComplete, SAME_COMMAND } from "./not-complete.ts";
import type { Output } from "../print/output.ts";
import { besideTable, exportCommandText, type ResultFile, resultFile, writtenText } from "../out/result-file.ts";
import { writeTable } from "../out/write-table.ts";
import { figureColumns, sweepFigures } from "./sweep-figures.ts";
import { noteChangedFile, noteFindings, noteLeaks, notePlan, type PlanForecast } from "./sweep-notes.ts";
import { sweepTable } from "./sweep-table.ts";
import { lookThrough, ReadingLine } from "../print/table-look.ts";
import { duration } from "../print/terminal.ts";

export async function runCommand(line: CommandLine, context: CliContext): Promise<number> {
  const specPath = resolve(operand(line, "a sweep file (SPEC.json)"));
  const { options } = line;
  // Twice: a wrong ending is told before the file is read, and only the file says which table it must not write over.
  await resultFile(options, [specPath]);
  const { spec: said, notes } = await readSweepFile(specPath);
  const spec: SweepSpec = options["epoch-by"] === undefined ? said : { ...said, selectBy: options["epoch-by"] };
  const file = await resultFile(options, spec.dataset.file === undefined ? [] : [resolve(dirname(specPath), spec.dataset.file)]);
  const app = await connectToWork(line, context, options.trainers);
  // An app in this process stops with its trainers; another one is told when the sweep is known.
  const interrupted = onInterrupt(context.err, () => void (app.beside ?? app.close()));
  const { signal } = interrupted;
  try {
    if (app.beside) context.err.write(`${capitalized(ownerText(app.beside))} has the data folder: the sweep trains there. Ctrl+C pauses it there.\n`);
    await app.call("queue.warmUp", {});
    for (const note of notes) context.err.write(`Note: ${note}\n`);
    const reading = new ReadingLine(process.stderr, spec.dataset.file ?? "");
    const look = lookThrough(context.tables, reading, signal);
    const dataset = await findData({ app, look, signal, err: context.err }, spec, dirname(specPath)).finally(() => reading.end());
    signal.throwIfAborted();
    await noteChangedFile(app, dataset, spec, context.err);
    noteLeaks(dataset, spec, context.err);
    const forecast = await notePlan(app, dataset, spec, context.err);
    signal.throwIfAborted();
    const sweepId = await findOrCreate(app, dataset, spec, options.new, context.err);
    const found = (await app.call("sweep.get", { id: sweepId })).summary;
    context.err.write(
      `Sweep ${sweepId} “${found.name}”: ${counted(found.configCount, "configuration")}, ${counted(found.runCount, "run")}${found.counts.complete ? `, ${found.counts.complete} complete already` : ""}\n`,
    );
    if (found.counts.waiting === found.runCount) context.err.write(`${forecastLine(forecast)}\n`);
    if (found.name !== spec.name)
      context.err.write(
        `Note: the file calls it “${spec.name}” now; what it trains is the same, so that sweep goes on under its name. “--new” starts another.\n`,
      );
    // What the table has not is told before the training, too.
    if (file) exportChoice(await app.call("compare.get", { sweepId }), options);
    signal.throwIfAborted();
    // The clock of the day can be set while a sweep trains.
    const started = performance.now();
    await train(app, found, options, context, signal);
    if (signal.aborted) return 130;
    return await finish(app, sweepId, line, besideTable(context, file), { file, signal, ms: performance.now() - started });
  } catch (error) {
    if (!signal.aborted) throw error;
    // Because of Ctrl+C the app is closing, or a step was left out: that is no error. Where only the table is missing, what writes it is worth saying.
    if (error instanceof AppError && error.code === "export/late") context.err.write(`${error.message} ${error.action}\n`);
    return 130;
  } finally {
    interrupted.stopListening();
    await app.close();
  }
}

/** Until it is settled; beside this process Ctrl+C pauses it there. */
async function train(app: Connection, { id, engine, progress }: SweepSummary, options: CliOptions, context: CliContext, signal: AbortSignal): Promise<void> {
  if (options.retry) await app.call("sweep.retry", { id });
  const start = async (): Promise<void> => {
    await app.call("sweep.resume", { id, engine: options.engine });
    if (engine !== undefined && progress > 0 && progress < 1)
      context.err.write(`Note: it goes on with the engine ${options.engine ?? engine}${options.engine ? "" : ", which it began with"}.\n`);
  };
  const { sweep, queue } = await followSweep(app, id, context.err, { start, signal });
  if (!app.beside) return;
  if (signal.aborted) await app.call("sweep.pause", { id });
  else if (sweep?.paused) context.err.write("Note: the sweep was paused there.\n");
  else if (queue.paused) context.err.write("Note: the queue there is paused, and the sweep waits in it: resume the queue in the window or the browser.\n");
}

const capitalized = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());

function forecastLine({ forecastMs, forecastBasis, diskBytes }: PlanForecast): string {
  const basis = forecastBasis === "measured" ? "as earlier runs on this machine" : "an estimate: nothing was trained here yet";
  return `Forecast: about ${duration(forecastMs)} (${basis}), ${bytesInWords(diskBytes)} of disk`;
}

interface Ending {
  readonly file: ResultFile | undefined;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** How long it trained. */
  readonly ms: number;
}

async function finish(app: Connection, sweepId: number, line: CommandLine, context: CliContext, { file, signal, ms }: Ending): Promise<number> {
  const data = await app.call("compare.get", { sweepId });
  const { counts } = data.sweep;
  const missing = notComplete(data, SAME_COMMAND);
  if (counts.complete === 0) {
    for (const sentence of missing) context.err.write(`${sentence}\n`);
    throw new AppError("export/nothing", { sweep: `“${data.sweep.name}” (${runStanding(data.runs)})` });
  }
  const { at } = line.options;
  const request = file && { sweepId, at, format: file.format, rows: file.rows, ...exportChoice(data, line.options) };
  const written = file && request ? await lateTable(app, file, request, { line, err: context.err, signal }) : null;
  const columns = figureColumns(data);
  const measures = storedRuns(await app.call("compare.measures", { sweepId, at, split: "test", columns }));
  const summary = {
    sweepId,
    name: data.sweep.name,
    runs: data.sweep.runCount,
    complete: counts.complete,
    failed: counts.failed,
    cancelled: counts.cancelled,
    out: file ? (file.path ?? "-") : null,
    rows: written?.rowCount ?? null,
    ...(context.json ? { at, classNames: data.classNames, figures: sweepFigures(data, measures, at) } : {}),
  };
  if (!context.json) context.out.write(`\n${sweepTable(data, measures, at)}\n\n`);
  report(
    context,
    summary,
    `${counts.complete} of ${counted(data.sweep.runCount, "run")} complete in ${duration(ms)}.${file && written ? ` ${writtenText(file, written.rowCount)}` : ""}`,
  );
  noteFindings(data, context.err);
  for (const sentence of missing) context.err.write(`${sentence}\n`);
  return missing.length > 0 ? 3 : 0;
}

interface TableWrite extends Pick<Ending, "signal"> {
  readonly line: CommandLine;
  readonly err: Output;
}

/** What was trained is kept whatever becomes of the table. @throws AppError `export/late` with the command that writes it. */
async function lateTable(app: Connection, file: ResultFile, request: CommandInput<"export.render">, how: TableWrite): Promise<{ rowCount: number }> {
  try {
    return await writeTable(app, file, request, how);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "export/write") throw error;
    const command = exportCommandText(request.sweepId, how.line);
    throw new AppError("export/late", { path: error.data["path"]!, detail: error.data["detail"]!, command }, { cause: error });
  }
}
