/**
 * @file `focaldesk db`: looks after the database: check, backup, restore, salvage.
 * Reads: the data folder. Writes: backups; with restore and salvage another database in place of the present one, which is kept beside it.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { AppError } from "#shared/errors/errors.ts";
import { counted } from "#shared/text/lists.ts";
import { listBackups } from "../store/backup.ts";
import { checkDatabase, makeBackup, restoreBackup, salvageDatabase } from "../store/care.ts";
import { DATABASE_FILE } from "../store/open.ts";
import type { CommandLine } from "./arguments/arguments.ts";
import { UsageError } from "./arguments/arguments.ts";
import { type CliContext, report } from "./arguments/context.ts";
import { bytes, textTable } from "./print/terminal.ts";

const ACTIONS = ["check", "backup", "restore", "salvage"] as const;

export async function dbCommand(line: CommandLine, context: CliContext): Promise<number> {
  const [action, file, more] = line.operands;
  if (more !== undefined || (file !== undefined && action !== "restore")) throw new UsageError(`“${more ?? file}” is one word too many for db`);
  const { dataDir } = context;
  switch (action) {
    case undefined:
      return list(context);
    case "check": {
      const problems = checkDatabase(dataDir);
      report(context, { whole: problems.length === 0, problems }, problems.length === 0 ? "The database is whole." : problems.join("\n"));
      if (problems.length > 0) throw new AppError("store/damaged", { path: join(dataDir, DATABASE_FILE), detail: counted(problems.length, "problem") });
      return 0;
    }
    case "backup": {
      const made = await makeBackup(dataDir, new Date().toISOString());
      report(context, made, `Backup written to ${made.path} (${bytes(made.bytes)}).`);
      return 0;
    }
    case "restore": {
      const from = file === undefined ? listBackups(dataDir)[0]?.path : resolve(file);
      if (from === undefined) throw new AppError("store/no-backup", { path: dataDir });
      const kept = await restoreBackup(dataDir, from, new Date().toISOString());
      report(context, { restored: from, kept }, `Restored ${from}.${kept === null ? "" : ` The database before it is kept as ${kept}.`}`);
      return 0;
    }
    case "salvage": {
      const { tables, kept } = await salvageDatabase(dataDir, context.resources.migrations, new Date().toISOString());
      const rows = tables.filter((t) => t.saved + t.lost > 0).map((t) => [t.table, String(t.saved), String(t.lost)]);
      report(context, { tables, kept }, `${textTable(["table", "rows saved", "rows lost (at least)"], rows)}\n\nThe damaged database is kept as ${kept}.`);
      return 0;
    }
    default:
      throw new UsageError(`“${action}” is nothing that db does; it does ${ACTIONS.join(", ")}`);
  }
}

function list(context: CliContext): number {
  const path = join(context.dataDir, DATABASE_FILE);
  if (!existsSync(path)) throw new AppError("store/none", { path: context.dataDir });
  const backups = listBackups(context.dataDir);
  const rows = backups.map((backup) => [backup.at.slice(0, 16).replace("T", " "), backup.kind, bytes(backup.bytes), backup.path]);
  const text = backups.length === 0 ? "No backup yet. One is made each day that Focaldesk is used." : textTable(["made", "kind", "size", "file"], rows);
  report(context, { database: path, backups }, `Database ${path}\n\n${text}`);
  return 0;
}
