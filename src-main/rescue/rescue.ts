/**
 * @file The app on a folder whose database is damaged or gone: says what is wrong, shows what can still be read, puts another database in its place.
 * Reads: the data folder. Writes: a copy of what can be read, in the system's temporary folder; with restore and salvage the database.
 *
 * To a host it is an app like any other: once there is a whole database, calls and events go to the app on that.
 */
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { COMMANDS, type CommandName, type CommandOutput, type EventName, type EventPayload } from "#shared/wire/contract.ts";
import { AppError, type ErrorCode, systemError } from "#shared/errors/errors.ts";
import { type Answer, type App, type AppOptions, createApp } from "../app/app.ts";
import { listBackups } from "../store/backup.ts";
import { copyReadable, restoreBackup, salvageDatabase } from "../store/care.ts";
import type { SavedTable } from "../store/salvage.ts";

/** What another database in its place would mend. */
const MENDED: readonly ErrorCode[] = ["store/damaged", "store/corrupt", "store/vanished"];

/** What changes nothing, and needs nothing but the database. */
const READS: readonly CommandName[] = [
  "app.info",
  "app.log",
  "dataset.list",
  "dataset.get",
  "dataset.split",
  "sweep.list",
  "sweep.get",
  "sweep.find",
  "run.list",
  "run.get",
  "run.decide",
  "run.reliability",
  "queue.status",
  "compare.get",
  "compare.columns",
  "compare.measures",
  "compare.items",
  "export.render",
  "export.write",
  "host.chooseFile",
];

/** @param optionsFor a data folder; asked again for every app that is opened. @throws as `createApp` does, for what no other database would mend. */
export async function openOrRescue(dataDir: string, optionsFor: (dataDir: string) => AppOptions): Promise<App> {
  try {
    return await createApp(optionsFor(dataDir));
  } catch (error) {
    if (!(error instanceof AppError) || !MENDED.includes(error.code)) throw error;
    return new Rescue(dataDir, optionsFor, error);
  }
}

type Stand =
  | { readonly mode: "refused" }
  | { readonly mode: "reading"; readonly app: App; readonly folder: string; readonly saved: SavedTable[] }
  | { readonly mode: "whole"; readonly app: App };

class Rescue implements App {
  readonly #dataDir: string;
  readonly #optionsFor: (dataDir: string) => AppOptions;
  readonly #trouble: AppError;
  readonly #listeners = new Set<{ listen(app: App): () => void; end: () => void }>();
  #stand: Stand = { mode: "refused" };
  #saving: { table: string; rows: number } | null = null;
  /** One change at a time. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(dataDir: string, optionsFor: (dataDir: string) => AppOptions, trouble: AppError) {
    this.#dataDir = dataDir;
    this.#optionsFor = optionsFor;
    this.#trouble = trouble;
  }

  async answer(name: CommandName, input: unknown): Promise<Answer> {
    if (this.#stand.mode === "whole") return this.#stand.app.answer(name, input);
    if (name === "store.trouble") return { value: this.#told() };
    if (name === "store.read") return this.#change(() => this.#read());
    if (name === "store.salvage") return this.#change(() => this.#replace(() => this.#salvage()));
    if (name === "store.restore") {
      const { backup } = this.#parsed(name, input);
      return this.#change(() => this.#replace(() => this.#restore(backup)));
    }
    if (this.#stand.mode === "refused") throw this.#trouble;
    if (!READS.includes(name)) throw new AppError("store/reading-only", { command: name });
    const found = await this.#stand.app.answer(name, input);
    // The copy that is read lies elsewhere; the folder that is meant is the user's.
    return name === "app.info" && "value" in found ? { value: { ...(found.value as CommandOutput<"app.info">), dataDir: this.#dataDir } } : found;
  }

  async call<N extends CommandName>(name: N, input: unknown): Promise<CommandOutput<N>> {
    const found = await this.answer(name, input);
    return ("json" in found ? JSON.parse((await found.json.whole()).toString("utf8")) : found.value) as never;
  }

  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const held = { listen: (app: App) => app.subscribe(name, listener), end: (): void => {} };
    if (this.#app) held.end = held.listen(this.#app);
    this.#listeners.add(held);
    return () => {
      this.#listeners.delete(held);
      held.end();
    };
  }

  async idle(): Promise<void> {
    await this.#app?.idle();
  }

  async close(): Promise<void> {
    await this.#changing.catch(() => {});
    await this.#leave();
  }

  get #app(): App | null {
    return this.#stand.mode === "refused" ? null : this.#stand.app;
  }

  get #migrations(): string {
    return this.#optionsFor(this.#dataDir).migrationsDir;
  }

  #now(): string {
    return new Date().toISOString();
  }

  #parsed(name: "store.restore", input: unknown): { backup: string } {
    const parsed = COMMANDS[name].in.safeParse(input ?? {});
    if (!parsed.success) throw new AppError("input/invalid", { what: `The input of ${name}`, detail: parsed.error.issues[0]!.message });
    return parsed.data;
  }

  #told(): CommandOutput<"store.trouble"> {
    const backups = listBackups(this.#dataDir).map(({ path, ...backup }) => ({ file: basename(path), ...backup }));
    const { code, message } = this.#trouble;
    const stand = this.#stand;
    return {
      code,
      message,
      mode: stand.mode === "reading" ? "reading" : "refused",
      saved: stand.mode === "reading" ? stand.saved : [],
      saving: this.#saving,
      backups,
    };
  }

  async #change(work: () => Promise<void>): Promise<Answer> {
    const changed = this.#changing.catch(() => {}).then(work);
    this.#changing = changed;
    try {
      await changed;
    } catch (error) {
      throw systemError(error, this.#dataDir) ?? error;
    } finally {
      this.#saving = null;
    }
    return { value: {} };
  }

  async #read(): Promise<void> {
    if (this.#stand.mode !== "refused") return;
    const folder = mkdtempSync(join(tmpdir(), "focaldesk-rescue-"));
    try {
      // Tables are read where they are; the link alone goes with the folder.
      const tables = join(this.#dataDir, "datasets");
      if (existsSync(tables)) symlinkSync(resolve(tables), join(folder, "datasets"), "junction");
      const saved = await copyReadable(this.#dataDir, folder, this.#migrations, this.#tell);
      this.#enter({ mode: "reading", app: await createApp({ ...this.#optionsFor(folder), autoTrain: "none" }), folder, saved });
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async #restore(file: string): Promise<void> {
    const backup = listBackups(this.#dataDir).find(({ path }) => basename(path) === file);
    if (!backup) throw new AppError("store/no-backup", { path: this.#dataDir });
    await restoreBackup(this.#dataDir, backup.path, this.#now());
  }

  readonly #tell = (table: string, rows: number): void => {
    this.#saving = { table, rows };
  };

  async #salvage(): Promise<void> {
    await salvageDatabase(this.#dataDir, this.#migrations, this.#now(), this.#tell);
  }

  async #replace(work: () => Promise<void>): Promise<void> {
    if (this.#stand.mode === "whole") return;
    await work();
    await this.#leave();
    this.#enter({ mode: "whole", app: await createApp(this.#optionsFor(this.#dataDir)) });
  }

  #enter(stand: Exclude<Stand, { mode: "refused" }>): void {
    this.#stand = stand;
    for (const held of this.#listeners) held.end = held.listen(stand.app);
  }

  async #leave(): Promise<void> {
    const stand = this.#stand;
    if (stand.mode === "refused") return;
    this.#stand = { mode: "refused" };
    for (const held of this.#listeners) held.end();
    await stand.app.close();
    if (stand.mode === "reading") rmSync(stand.folder, { recursive: true, force: true });
  }
}
