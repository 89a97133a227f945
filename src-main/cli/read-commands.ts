/** @file `focaldesk list` and `export`: what a window, a server or the database has; nothing is changed. Reads: the app. Writes: the exported file. */
import type { CompareData } from "#shared/wire/records.ts";
import { storedRuns } from "#shared/results/stored-columns.ts";
import type { Connection } from "../connection/connection.ts";
import { type CommandLine, operand, UsageError } from "./arguments/arguments.ts";
import { type CliContext, report } from "./arguments/context.ts";
import { connectToRead } from "./connect.ts";
import { exportChoice } from "./sweep/export-choice.ts";
import { notComplete, RUN_COMMAND } from "./sweep/not-complete.ts";
import { besideTable, resultFile, writtenText } from "./out/result-file.ts";
import { writeTable } from "./out/write-table.ts";
import { figureColumns, sweepFigures } from "./sweep/sweep-figures.ts";
import { configsByParams } from "./sweep/param-choice.ts";
import { sweepNamed } from "./sweep/sweep-named.ts";
import { sweepTable } from "./sweep/sweep-table.ts";
import { textTable } from "./print/terminal.ts";

async function connected<T>(context: CliContext, use: (app: Connection) => Promise<T>): Promise<T> {
  const app = await connectToRead(context);
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}

export function listCommand(line: CommandLine, context: CliContext): Promise<number> {
  return connected(context, async (app) => {
    if (line.operands.length > 0) {
      const { at, where, sort } = line.options;
      const whole = await loadSweep(app, operand(line, "a SWEEP"));
      const data = where === undefined && sort === undefined ? whole : cutToConfigs(whole, configsByParams(whole.configs, whole.params, line.options));
      const columns = figureColumns(data);
      const measures = storedRuns(await app.call("compare.measures", { sweepId: data.sweep.id, at, split: "test", columns }));
      const table = sweepTable(data, measures, at, sort !== undefined);
      report(context, { ...data, at, figures: sweepFigures(data, measures, at) }, `${data.sweep.name}\n\n${table}`);
      return 0;
    }
    const datasets = await app.call("dataset.list", {});
    const sweeps = await app.call("sweep.list", {});
    const datasetRows = datasets.map((d) => [
      String(d.id),
      d.name,
      String(d.profile.rows),
      String(d.profile.features),
      String(d.profile.classes.length),
      d.profile.imbalanceRatio.toFixed(1),
    ]);
    const someCancelled = sweeps.some((s) => s.counts.cancelled > 0);
    const sweepRows = sweeps.map((s) => [
      String(s.id),
      s.name,
      s.datasetName,
      String(s.runCount),
      String(s.counts.complete),
      String(s.counts.waiting + s.counts.running + s.counts.paused),
      String(s.counts.failed),
      ...(someCancelled ? [String(s.counts.cancelled)] : []),
    ]);
    const text = [
      "Data sets",
      datasets.length ? textTable(["id", "name", "rows", "features", "classes", "imbalance"], datasetRows) : "none yet: focaldesk import FILE --label COLUMN",
      "",
      "Sweeps",
      sweeps.length
        ? textTable(["id", "name", "data set", "runs", "complete", "open", "failed", ...(someCancelled ? ["cancelled"] : [])], sweepRows)
        : "none yet: focaldesk run SPEC.json --out FILE",
    ];
    report(context, { datasets, sweeps }, text.join("\n"));
    return 0;
  });
}

/** The sweep with these configurations and their runs alone. */
function cutToConfigs(data: CompareData, configs: CompareData["configs"]): CompareData {
  const ids = new Set(configs.map((config) => config.id));
  return { ...data, configs, runs: data.runs.filter((run) => ids.has(run.configId)) };
}

export async function exportCommand(line: CommandLine, context: CliContext): Promise<number> {
  const wanted = operand(line, "a SWEEP (id or name)");
  if (line.options.out === undefined) throw new UsageError("export needs --out FILE");
  const file = (await resultFile(line.options))!;
  const { format, rows, path } = file;
  const { data, rowCount, bytes } = await connected(context, async (app) => {
    // The app makes the table from counts of its own.
    const data = await loadSweep(app, wanted, false);
    const request = { sweepId: data.sweep.id, format, rows, at: line.options.at, ...exportChoice(data, line.options) };
    return { data, ...(await writeTable(app, file, request, { err: context.err })) };
  });
  report(besideTable(context, file), { path: path ?? "-", rowCount, bytes, format, rows, replaced: file.replaces }, writtenText(file, rowCount));
  const missing = notComplete(data, RUN_COMMAND);
  for (const sentence of missing) context.err.write(`${sentence}\n`);
  return missing.length > 0 ? 3 : 0;
}

/** @throws AppError `sweep/unknown`, `sweep/several`. */
async function loadSweep(app: Connection, wanted: string, counts = true): Promise<CompareData> {
  return app.call("compare.get", { sweepId: (await sweepNamed(app, wanted)).id, counts });
}
