/**
 * @file `focaldesk run`: a sweep file from start to table; continues what the same command began before.
 * Reads: the sweep file and its data. Writes: the data folder, the result file.
 */
import { dirname, resolve } from "node:path";
import type { CommandInput } from "#shared/wire/contract.ts";
import type { Dataset } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep/spec.ts";
import type { App } from "../../app/app.ts";
import { counted } from "#shared/text/lists.ts";
import { bytesInWords } from "#shared/text/bytes.ts";
import { runStanding } from "#shared/results/run-standing.ts";
import { storedRuns } from "#shared/results/stored-columns.ts";
import { readSweepFile } from "../../commands/sweeps.ts";
import { type CommandLine, operand } from "../arguments/arguments.ts";
import { type CliContext, openApp, report } from "../arguments/context.ts";
import { findData } from "./find-data.ts";
import { exportChoice } from "./export-choice.ts";
import { notComplete, SAME_COMMAND } from "./not-complete.ts";
import type { Output } from "../print/output.ts";
import { besideTable, exportCommandText, type ResultFile, resultFile, writeResult, writtenText } from "../out/result-file.ts";
import { figureColumns, sweepFigures } from "./sweep-figures.ts";
import { noteChangedFile, noteFindings, noteLeaks, notePlan, type PlanForecast } from "./sweep-notes.ts";
import { sweepTable } from "./sweep-table.ts";
import { duration } from "../print/terminal.ts";
import { train } from "./train-sweep.ts";

export async function runCommand(line: CommandLine, context: CliContext): Promise<number> {
  const specPath = resolve(operand(line, "a sweep file (SPEC.json)"));
  const { options } = line;
  // Twice: a wrong ending is told before the file is read, and only the file says which table it must not write over.
  await resultFile(options, [specPath]);
  const { spec: said, notes } = await readSweepFile(specPath);
  const spec: SweepSpec = options["epoch-by"] === undefined ? said : { ...said, selectBy: options["epoch-by"] };
  const file = await resultFile(options, spec.dataset.file === undefined ? [] : [resolve(dirname(specPath), spec.dataset.file)]);
  const app = await openApp(context, options.trainers);
  const interrupted = onInterrupt(app, context);
  try {
    app.warmUp();
    for (const note of notes) context.err.write(`Note: ${note}\n`);
    const dataset = await findData(app, spec, dirname(specPath), context.err);
    await noteChangedFile(app, dataset, spec, context.err);
    noteLeaks(dataset, spec, context.err);
    const forecast = await notePlan(app, dataset, spec, context.err);
    const sweepId = await findOrCreate(app, dataset, spec, options.new, context);
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
    if (options.retry) await app.call("sweep.retry", { id: sweepId });
    await app.call("sweep.resume", { id: sweepId, engine: options.engine });
    if (found.engine !== undefined && found.progress > 0 && found.progress < 1)
      context.err.write(`Note: it goes on with the engine ${options.engine ?? found.engine}${options.engine ? "" : ", which it began with"}.\n`);
    // The clock of the day can be set while a sweep trains.
    const started = performance.now();
    await train(app, sweepId, context.err);
    if (interrupted.signal.aborted) return 130;
    return await finish(app, sweepId, line, besideTable(context, file), { file, signal: interrupted.signal, ms: performance.now() - started });
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    // The app is closing because of Ctrl+C: what was asked of it after that is refused, and that is no error. Where only the table is missing,
    // what writes it is worth saying.
    if (error instanceof AppError && error.code === "export/late") context.err.write(`${error.message} ${error.action}\n`);
    return 130;
  } finally {
    interrupted.stopListening();
    await app.close();
  }
}

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

async function finish(app: App, sweepId: number, line: CommandLine, context: CliContext, { file, signal, ms }: Ending): Promise<number> {
  const data = await app.call("compare.get", { sweepId });
  const { counts } = data.sweep;
  const missing = notComplete(data, SAME_COMMAND);
  if (counts.complete === 0) {
    for (const sentence of missing) context.err.write(`${sentence}\n`);
    throw new AppError("export/nothing", { sweep: `“${data.sweep.name}” (${runStanding(data.runs)})` });
  }
  const { at } = line.options;
  const request = file && { sweepId, at, format: file.format, rows: file.rows, ...exportChoice(data, line.options) };
  const written = file && request ? await writeTable(app, file, request, { line, err: context.err, signal }) : null;
  const columns = figureColumns(data.classNames.length);
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
async function writeTable(app: App, file: ResultFile, request: CommandInput<"export.render">, how: TableWrite): Promise<{ rowCount: number }> {
  const { text, rowCount } = await app.call("export.render", request);
  try {
    await writeResult(file, text, how.err, how.signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "export/write") throw error;
    const command = exportCommandText(request.sweepId, how.line);
    throw new AppError("export/late", { path: error.data["path"]!, detail: error.data["detail"]!, command }, { cause: error });
  }
  return { rowCount };
}

/** The sweep that the file describes: the one that trains the same, the one that needs more seeds only, or a new one. */
async function findOrCreate(app: App, dataset: Dataset, spec: SweepSpec, fresh: boolean, { err }: CliContext): Promise<number> {
  if (!fresh) {
    const same = app.findSweep(dataset.id, spec);
    if (same !== null) return same;
    const smaller = app.findSweepWithFewerSeeds(dataset.id, spec);
    if (smaller?.lacks.length === 0) return smaller.id;
    if (smaller) {
      const { runCount } = await app.call("sweep.addSeeds", { id: smaller.id, seeds: smaller.lacks });
      const noun = smaller.lacks.length === 1 ? "seed" : "seeds";
      err.write(
        `Note: sweep ${smaller.id} goes on with the ${noun} ${smaller.lacks.join(", ")}: ${counted(runCount, "run")} more, the others stay. “--new” starts another.\n`,
      );
      return smaller.id;
    }
  }
  return (await app.call("sweep.create", { datasetId: dataset.id, spec: parseSweepSpec(spec), start: true })).sweepId;
}

interface Interrupt {
  readonly signal: AbortSignal;
  stopListening(): void;
}

/** First Ctrl+C: stop at a checkpoint. Second: now; the runs then continue from their last checkpoint or from the start. */
function onInterrupt(app: App, context: CliContext): Interrupt {
  const stopping = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) {
      // A terminal that closes may say so more than once.
      if (signal !== "SIGHUP") process.exit(130);
      return;
    }
    stopping.abort();
    context.err.write("\nStopping at a checkpoint; once more stops at once. The same command continues.\n");
    void app.close();
  };
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: stopping.signal,
    stopListening() {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
