/**
 * @file The app of a command that only reads: beside whoever has the folder, or where nobody has it. It changes nothing, migrates nothing and takes no lock.
 * Reads: the database, read-only.
 */
import type { CommandName, CommandOutput, ParsedInput } from "#shared/wire/contract.ts";
import { AppError, systemError } from "#shared/errors/errors.ts";
import { isLongRead, type LongReadName } from "../commands/long-read-names.ts";
import { createReadHandlers, type ReadHandlers } from "../commands/read-handlers.ts";
import { summarizeAll, summarizeSweep } from "../commands/status.ts";
import { readHere } from "../reads/long-reads.ts";
import { openReadOnly } from "../store/open.ts";
import { getSweep } from "../store/sweep-rows.ts";
import { parseInput } from "./parse-input.ts";

export interface ReadingApp {
  /** @throws AppError `store/reads-only` for what changes something, and as the app does. */
  call<N extends CommandName>(name: N, input: unknown): Promise<CommandOutput<N>>;
  /** Nothing happens in it. */
  subscribe(): () => void;
  close(): Promise<void>;
}

/** @throws AppError as {@link openReadOnly}. */
export function createReadingApp(dataDir: string, migrationsDir: string): ReadingApp {
  const { db, close } = openReadOnly(dataDir, migrationsDir);
  const summaryOf = (id: number) => summarizeSweep(db, getSweep(db, id), [], 1);
  const handlers: ReadHandlers = createReadHandlers(db, { one: summaryOf, all: () => summarizeAll(db, [], null) });
  return {
    async call(name, input) {
      const parsed = parseInput(name, input);
      try {
        if (isLongRead(name)) {
          const request = parsed as ParsedInput<LongReadName>;
          return (await readHere(db, name, request, summaryOf(request.sweepId))) as never;
        }
        if (!Object.hasOwn(handlers, name)) throw new AppError("store/reads-only", { command: name });
        return (await (handlers[name as keyof ReadHandlers] as (input: unknown) => unknown)(parsed)) as never;
      } catch (error) {
        throw systemError(error, dataDir) ?? error;
      }
    },
    subscribe: () => () => {},
    close: async () => close(),
  };
}
