/** @file `focaldesk list` and `export`: read beside a running window, never write the database. Reads: the store. Writes: the exported file. */
import { AppError } from "#shared/errors.ts";
import type { CompareData } from "#shared/records.ts";
import { writeFileWhole } from "../export/write-file.ts";
import { compareMeasures, compareSweep } from "../services/compare.ts";
import { exportSweep } from "../services/export-sweep.ts";
import { summarizeAll, summarizeSweep } from "../services/status.ts";
import { listDatasets } from "../store/dataset-rows.ts";
import { openReadOnly, type ReadDb } from "../store/open.ts";
import { getSweep, listSweeps } from "../store/sweep-rows.ts";
import { type CommandLine, operand, UsageError } from "./arguments.ts";
import { type CliContext, report } from "./context.ts";
import { checkOut, formatFor } from "./run-sweep.ts";
import { sweepFigures } from "./sweep-figures.ts";
import { sweepTable } from "./sweep-table.ts";
import { textTable } from "./terminal.ts";

function withDatabase<T>(context: CliContext, use: (db: ReadDb) => T): T {
  const { db, close } = openReadOnly(context.dataDir, context.resources.migrations);
  try {
    return use(db);
  } finally {
    close();
  }
}

export function listCommand(line: CommandLine, context: CliContext): number {
  return withDatabase(context, (db) => {
    if (line.operands.length > 0) {
      const data = loadSweep(db, operand(line, "a SWEEP"));
      const { at } = line.options;
      const measures = compareMeasures(db, data.sweep.id, at, "test", true);
      report(context, { ...data, at, figures: sweepFigures(data, measures, at) }, `${data.sweep.name}\n\n${sweepTable(data, measures, at)}`);
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
    const sweepRows = sweeps.map((s) => [
      String(s.id),
      s.name,
      s.datasetName,
      String(s.runCount),
      String(s.counts.complete),
      String(s.counts.waiting + s.counts.running + s.counts.paused),
      String(s.counts.failed),
    ]);
    const text = [
      "Data sets",
      datasets.length ? textTable(["id", "name", "rows", "features", "classes", "imbalance"], datasetRows) : "none yet: focaldesk import FILE --label COLUMN",
      "",
      "Sweeps",
      sweeps.length ? textTable(["id", "name", "data set", "runs", "complete", "open", "failed"], sweepRows) : "none yet: focaldesk run SPEC.json --out FILE",
    ];
    report(context, { datasets, sweeps }, text.join("\n"));
    return 0;
  });
}

export async function exportCommand(line: CommandLine, context: CliContext): Promise<number> {
  const wanted = operand(line, "a SWEEP (id or name)");
  const path = checkOut(line.options.out);
  if (path === undefined) throw new UsageError("export needs --out FILE");
  const { rows, at } = line.options;
  const format = formatFor(path, line.options.format);
  const rendered = withDatabase(context, (db) => {
    const data = loadSweep(db, wanted);
    return exportSweep(db, data, { sweepId: data.sweep.id, format, rows, at });
  });
  const bytes = await writeFileWhole(path, rendered.text);
  report(context, { path, rowCount: rendered.rowCount, bytes }, `${rendered.rowCount} rows written to ${path}`);
  return 0;
}

/** A sweep by id, or by name when exactly one has it. @throws AppError `run/not-found`, `input/invalid` for a name that several have. */
function loadSweep(db: ReadDb, wanted: string): CompareData {
  const byName = listSweeps(db).filter((sweep) => sweep.name === wanted);
  if (byName.length > 1)
    throw new AppError("input/invalid", {
      what: `“${wanted}”`,
      detail: `${byName.length} sweeps have this name (ids ${byName.map((s) => s.id).join(", ")}); give the id`,
    });
  const id = byName[0]?.id ?? Number(wanted);
  if (!Number.isSafeInteger(id)) throw new AppError("run/not-found", { what: "sweep", id: `“${wanted}”` });
  return compareSweep(db, summarizeSweep(db, getSweep(db, id), [], 1));
}
