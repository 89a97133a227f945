/** @file What every command of the line shares: folders, output, and the app when it needs one. Reads: options. Writes: the given streams. */
import { resolve } from "node:path";
import { type App, type AppOptions, createApp } from "../../app/app.ts";
import { TableReaders } from "../../table-readers/table-readers.ts";
import { defaultDataDir } from "../../base/default-data-dir.ts";
import { findResources, type Resources } from "../../base/resources.ts";
import { openOrRescue } from "../../rescue/rescue.ts";
import { nodeLauncher } from "../../processes/launch-node.ts";
import type { CliOptions } from "./options.ts";
import { type Output, shownOn } from "../print/output.ts";

export interface CliContext {
  readonly dataDir: string;
  readonly resources: Resources;
  /** No process is started before a table is read. */
  readonly tables: TableReaders;
  readonly json: boolean;
  /** Results. */
  readonly out: Output;
  /** Progress and errors. */
  readonly err: Output;
}

export function createContext(options: CliOptions): CliContext {
  const resources = findResources();
  return {
    dataDir: resolve(options["data-dir"] ?? defaultDataDir()),
    resources,
    tables: new TableReaders(nodeLauncher(resources.tableEntry)),
    json: options.json,
    out: shownOn(process.stdout),
    err: shownOn(process.stderr),
  };
}

export function openApp(context: CliContext, trainers: number | undefined): Promise<App> {
  return createApp({ ...appOptions(context, "cli", trainers), tables: context.tables });
}

/** For `serve`: a database that is damaged or gone is shown in the browser, with the ways out. */
export function openServerApp(context: CliContext, trainers: number | undefined): Promise<App> {
  return openOrRescue(context.dataDir, (dataDir) => ({ ...appOptions(context, "server", trainers), dataDir }));
}

function appOptions(context: CliContext, kind: "cli" | "server", trainers: number | undefined): AppOptions {
  return {
    dataDir: context.dataDir,
    migrationsDir: context.resources.migrations,
    examplesDir: context.resources.examples,
    host: { kind },
    launchTrainer: nodeLauncher(context.resources.trainerEntry),
    // Each app closes its own.
    tables: new TableReaders(nodeLauncher(context.resources.tableEntry)),
    trainers,
    ...(kind === "server" ? { readerEntry: context.resources.readerEntry } : {}),
    autoTrain: kind === "cli" ? "none" : "all",
  };
}

/** Prints a result: as JSON with --json, else the text. */
export function report(context: CliContext, value: unknown, text: string): void {
  context.out.write(context.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
}
