/** @file `focaldesk db`: looks after the database: check, backup, restore, salvage. Reads, writes: the data folder, through database-care.ts. */
import { resolve } from "node:path";
import { AppError } from "#shared/errors/errors.ts";
import { counted } from "#shared/text/lists.ts";
import { careFor, type DatabaseCare } from "../rescue/database-care.ts";
import type { CommandLine } from "./arguments/arguments.ts";
import { UsageError } from "./arguments/arguments.ts";
import { type CliContext, report } from "./arguments/context.ts";
import { bytes, textTable } from "./print/terminal.ts";

const ACTIONS = ["check", "backup", "restore", "salvage"] as const;

export async function dbCommand(line: CommandLine, context: CliContext): Promise<number> {
  const [action, file, more] = line.operands;
  if (more !== undefined || (file !== undefined && action !== "restore")) throw new UsageError(`“${more ?? file}” is one word too many for db`);
  const care = careFor(context.dataDir, context.resources.migrations);
  switch (action) {
    case undefined:
      return list(care, context);
    case "check": {
      const problems = care.problems();
      report(context, { whole: problems.length === 0, problems }, problems.length === 0 ? "The database is whole." : problems.join("\n"));
      if (problems.length > 0) throw new AppError("store/damaged", { path: care.path, detail: counted(problems.length, "problem") });
      return 0;
    }
    case "backup": {
      const made = await care.backUp();
      report(context, made, `Backup written to ${made.path} (${bytes(made.bytes)}).`);
      return 0;
    }
    case "restore": {
      const { restored, kept } = await care.restore(file === undefined ? undefined : resolve(file));
      report(context, { restored, kept }, `Restored ${restored}.${kept === null ? "" : ` The database before it is kept as ${kept}.`}`);
      return 0;
    }
    case "salvage": {
      const { tables, kept } = await care.salvage();
      const rows = tables.filter((t) => t.saved + t.lost > 0).map((t) => [t.table, String(t.saved), String(t.lost)]);
      report(context, { tables, kept }, `${textTable(["table", "rows saved", "rows lost (at least)"], rows)}\n\nThe damaged database is kept as ${kept}.`);
      return 0;
    }
    default:
      throw new UsageError(`“${action}” is nothing that db does; it does ${ACTIONS.join(", ")}`);
  }
}

function list(care: DatabaseCare, context: CliContext): number {
  const backups = care.backups();
  const rows = backups.map((backup) => [backup.at.slice(0, 16).replace("T", " "), backup.kind, bytes(backup.bytes), backup.path]);
  const text = backups.length === 0 ? "No backup yet. One is made each day that Focaldesk is used." : textTable(["made", "kind", "size", "file"], rows);
  report(context, { database: care.path, backups }, `Database ${care.path}\n\n${text}`);
  return 0;
}
