/** @file `focaldesk list` and `export`: read beside a running window, never write the database. Reads: the store. Writes: the exported file. */
import { AppError, systemError } from "#shared/errors/errors.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import type { CompareData } from "#shared/wire/records.ts";
import { counted, listed } from "#shared/text/lists.ts";
import { storedRuns } from "#shared/results/stored-columns.ts";
import { compareSweep } from "../commands/compare.ts";
import { compareMeasures } from "../commands/compare-measures.ts";
import { exportSweep } from "../commands/export-sweep.ts";
import { summarizeAll, summarizeSweep } from "../commands/status.ts";
import { listDatasets } from "../store/dataset-rows.ts";
import { openReadOnly, type ReadDb } from "../store/open.ts";
import { getSweep, listSweeps } from "../store/sweep-rows.ts";
import { type CommandLine, operand, UsageError } from "./arguments/arguments.ts";
import { type CliContext, report } from "./arguments/context.ts";
import { exportChoice } from "./sweep/export-choice.ts";
import { notComplete, RUN_COMMAND } from "./sweep/not-complete.ts";
import { besideTable, resultFile, writeResult, writtenText } from "./out/result-file.ts";
import { figureColumns, sweepFigures } from "./sweep/sweep-figures.ts";
import { configsByParams } from "./sweep/param-choice.ts";
import { sweepTable } from "./sweep/sweep-table.ts";
import { textTable } from "./print/terminal.ts";

async function withDatabase<T>(context: CliContext, use: (db: ReadDb) => T | Promise<T>): Promise<T> {
  const { db, close } = openReadOnly(context.dataDir, context.resources.migrations);
  try {
    return await use(db);
  } catch (error) {
    throw systemError(error, context.dataDir) ?? error;
  } finally {
    close();
  }
}

export function listCommand(line: CommandLine, context: CliContext): Promise<number> {
  return withDatabase(context, (db) => {
    if (line.operands.length > 0) {
      const { at, where, sort } = line.options;
      const whole = loadSweep(db, operand(line, "a SWEEP"));
      const data = where === undefined && sort === undefined ? whole : cutToConfigs(whole, configsByParams(whole.configs, whole.params, line.options));
      const columns = figureColumns(data.classNames.length);
      const measures = storedRuns(compareMeasures(db, { sweepId: data.sweep.id, at, split: "test", columns, classes: false }));
      report(
        context,
        { ...data, at, figures: sweepFigures(data, measures, at) },
        `${data.sweep.name}\n\n${sweepTable(data, measures, at, sort !== undefined)}`,
      );
      return 0;
    }
    const datasets = listDatasets(db);
    const sweeps = summarizeAll(db, [], null);
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
  const { data, rowCount, bytes } = await withDatabase(context, async (db) => {
    const data = loadSweep(db, wanted);
    const choice = exportChoice(data, line.options);
    const { pieces, rowCount } = exportSweep(db, data, { sweepId: data.sweep.id, format, rows, at: line.options.at, ...choice });
    return { data, rowCount, bytes: await writeResult(file, pieces, context.err) };
  });
  report(besideTable(context, file), { path: path ?? "-", rowCount, bytes, format, rows, replaced: file.replaces }, writtenText(file, rowCount));
  const missing = notComplete(data, RUN_COMMAND);
  for (const sentence of missing) context.err.write(`${sentence}\n`);
  return missing.length > 0 ? 3 : 0;
}

type Listed = readonly { readonly id: number; readonly name: string }[];

/** Sweeps that a word may mean: by id, by name, or by either with “id:” or “name:” before it. */
function sweepsMeant(word: string, sweeps: Listed): Listed {
  const byId = sweeps.filter(({ id }) => `id:${id}` === word);
  const byName = sweeps.filter(({ name }) => `name:${name}` === word);
  if (byId.length + byName.length > 0) return [...byId, ...byName];
  return sweeps.filter(({ id, name }) => String(id) === word || name === word);
}

/** @throws AppError `sweep/unknown`, `sweep/several`. */
function loadSweep(db: ReadDb, wanted: string): CompareData {
  const sweeps = listSweeps(db);
  const [sweep, ...others] = sweepsMeant(wanted, sweeps);
  if (others.length > 0) {
    const isNamedAlone = (s: Listed[number]): boolean => s.name === wanted && String(s.id) !== wanted && sharedName(wanted, sweeps) === 1;
    const ways = [sweep!, ...others].map((s) => (isNamedAlone(s) ? `name:${s.name} (sweep ${s.id})` : `id:${s.id} (“${s.name}”)`));
    throw new AppError("sweep/several", { count: counted(ways.length, "sweep"), word: wanted, list: listed(ways, ways.length) });
  }
  if (!sweep) {
    const nearest = nearestName(
      wanted,
      sweeps.map(({ name }) => name),
    );
    throw new AppError("sweep/unknown", { word: wanted, hint: nearest === null ? "“focaldesk list” shows those there are" : `The nearest is “${nearest}”` });
  }
  return compareSweep(db, summarizeSweep(db, getSweep(db, sweep.id), [], 1));
}

const sharedName = (name: string, sweeps: Listed): number => sweeps.filter((s) => s.name === name).length;
