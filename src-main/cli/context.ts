/** @file What every command of the line shares: folders, output, and the app when it needs one. Reads: options. Writes: the given streams. */
import { resolve } from "node:path";
import { type App, createApp } from "../app.ts";
import { TableReaders } from "../data/reader/table-readers.ts";
import { defaultDataDir } from "../default-data-dir.ts";
import { findResources, type Resources } from "../resources.ts";
import { nodeLauncher } from "../supervisor/launch-node.ts";
import type { CliOptions } from "./arguments.ts";
import { type Output, shownOn } from "./output.ts";

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

export function openApp(context: CliContext, kind: "cli" | "server", trainers: number | undefined): Promise<App> {
  return createApp({
    dataDir: context.dataDir,
    migrationsDir: context.resources.migrations,
    examplesDir: context.resources.examples,
    host: { kind },
    launchTrainer: nodeLauncher(context.resources.trainerEntry),
    tables: context.tables,
    trainers,
    ...(kind === "server" ? { readerEntry: context.resources.readerEntry } : {}),
    autoTrain: kind === "cli" ? "none" : "all",
  });
}

/** Prints a result: as JSON with --json, else the text. */
export function report(context: CliContext, value: unknown, text: string): void {
  context.out.write(context.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
}
