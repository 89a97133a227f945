/**
 * @file `focaldesk run`: a sweep file from start to table; continues what the same command began before.
 * Reads: the sweep file and its data. Writes: the data folder, the result file.
 */
import { existsSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import type { ExportFormat } from "#shared/contract.ts";
import type { Dataset } from "#shared/dataset.ts";
import { AppError } from "#shared/errors.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep-spec.ts";
import type { App } from "../app.ts";
import { readSweepFile } from "../services/sweeps.ts";
import { type CommandLine, operand } from "./arguments.ts";
import { type CliContext, openApp, report } from "./context.ts";
import { findData } from "./find-data.ts";
import { sweepFigures } from "./sweep-figures.ts";
import { sweepTable } from "./sweep-table.ts";
import { duration, engineLine, Progress } from "./terminal.ts";

const ENDINGS: Readonly<Record<string, ExportFormat>> = { ".csv": "csv", ".tsv": "tsv", ".json": "json", ".md": "markdown" };

export function formatFor(out: string | undefined, format: ExportFormat | undefined): ExportFormat {
  return format ?? ENDINGS[extname(out ?? "").toLowerCase()] ?? "csv";
}

/** A wrong --out is told before an hour of training, not after. @throws AppError `export/write`. */
export function checkOut(out: string | undefined): string | undefined {
  if (out === undefined) return undefined;
  const path = resolve(out);
  if (!existsSync(dirname(path))) throw new AppError("export/write", { path, detail: "its folder does not exist" });
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new AppError("export/write", { path, detail: "it is a folder" });
  return path;
}

export async function runCommand(line: CommandLine, context: CliContext): Promise<number> {
  const specPath = resolve(operand(line, "a sweep file (SPEC.json)"));
  const { options } = line;
  const out = checkOut(options.out);
  const spec = await readSweepFile(specPath);
  const app = await openApp(context, "cli", options.trainers);
  const interrupted = onInterrupt(app, context);
  try {
    app.warmUp();
    const dataset = await findData(app, spec, dirname(specPath));
    const sweepId = await findOrCreate(app, dataset, spec, options.new);
    const found = (await app.call("sweep.get", { id: sweepId })).summary;
    context.err.write(
      `Sweep ${sweepId} “${found.name}”: ${found.configCount} configurations, ${found.runCount} runs${found.counts.complete ? `, ${found.counts.complete} complete already` : ""}\n`,
    );
    if (options.retry) await app.call("sweep.retry", { id: sweepId });
    await app.call("sweep.resume", { id: sweepId });
    const started = Date.now();
    await train(app, sweepId, context);
    if (interrupted.yes) return 130;
    return await finish(app, sweepId, line, context, out, Date.now() - started);
  } catch (error) {
    // The app is closing because of Ctrl+C: what was asked of it after that is refused, and that is no error.
    if (interrupted.yes) return 130;
    throw error;
  } finally {
    interrupted.stopListening();
    await app.close();
  }
}

async function train(app: App, sweepId: number, context: CliContext): Promise<void> {
  const progress = new Progress(context.err, () => Date.now());
  let named = false;
  const ends = [
    app.subscribe("queue.changed", (status) => {
      const text = named ? null : engineLine(status);
      if (text) context.err.write(`${text}\n`);
      named ||= text !== null;
    }),
    app.subscribe("notice", (notice) => {
      progress.end();
      context.err.write(`${notice.message} ${notice.action}\n`);
    }),
  ];
  const show = async (): Promise<void> => {
    const sweep = (await app.call("sweep.list", {})).find((s) => s.id === sweepId);
    if (sweep) progress.show(sweep);
  };
  // Closing refuses calls: a last redraw that comes too late is not worth a word.
  const timer = setInterval(() => void show().catch(() => {}), 250);
  try {
    app.trainOnly(sweepId);
    await app.idle();
  } finally {
    clearInterval(timer);
    for (const end of ends) end();
    await show().catch(() => {});
    progress.end();
  }
}

async function finish(app: App, sweepId: number, line: CommandLine, context: CliContext, out: string | undefined, ms: number): Promise<number> {
  const data = await app.call("compare.get", { sweepId });
  const { counts } = data.sweep;
  if (counts.complete === 0) throw new AppError("export/nothing", { sweep: `“${data.sweep.name}” (${firstError(data.runs)})` });
  const { rows, at } = line.options;
  const written = out ? await app.call("export.write", { sweepId, format: formatFor(out, line.options.format), rows, at, path: out }) : null;
  const measures = await app.call("compare.measures", { sweepId, at, split: "test", classes: true });
  const summary = {
    sweepId,
    name: data.sweep.name,
    runs: data.sweep.runCount,
    complete: counts.complete,
    failed: counts.failed,
    cancelled: counts.cancelled,
    out: written?.path ?? null,
    rows: written?.rowCount ?? null,
    ...(context.json ? { at, classNames: data.classNames, figures: sweepFigures(data, measures, at) } : {}),
  };
  if (!context.json) context.out.write(`\n${sweepTable(data, measures, at)}\n\n`);
  report(
    context,
    summary,
    `${counts.complete} of ${data.sweep.runCount} runs complete in ${duration(ms)}.${written ? ` ${written.rowCount} rows written to ${written.path}` : ""}`,
  );
  const open = counts.waiting + counts.running + counts.paused;
  if (open > 0) {
    context.err.write(`${open} run(s) are not trained yet. The same command continues.\n`);
    return 1;
  }
  if (counts.failed === 0) return 0;
  context.err.write(`${counts.failed} run(s) failed: ${firstError(data.runs)}. Run the same command with --retry to try them again.\n`);
  return 3;
}

function firstError(runs: readonly { error: string | null }[]): string {
  return runs.find((run) => run.error !== null)?.error?.replace(/\.$/, "") ?? "no run was trained";
}

async function findOrCreate(app: App, dataset: Dataset, spec: SweepSpec, fresh: boolean): Promise<number> {
  const same = fresh ? null : app.findSweep(dataset.id, spec);
  return same ?? (await app.call("sweep.create", { datasetId: dataset.id, spec: parseSweepSpec(spec), start: true })).sweepId;
}

interface Interrupt {
  readonly yes: boolean;
  stopListening(): void;
}

/** First Ctrl+C: stop at a checkpoint. Second: now; the runs then continue from their last checkpoint or from the start. */
function onInterrupt(app: App, context: CliContext): Interrupt {
  let count = 0;
  const stop = (): void => {
    count++;
    if (count > 1) process.exit(130);
    context.err.write("\nStopping at a checkpoint; once more stops at once. The same command continues.\n");
    void app.close();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return {
    get yes() {
      return count > 0;
    },
    stopListening: () => void process.off("SIGINT", stop).off("SIGTERM", stop),
  };
}
