/**
 * @file The one way of a command to the app: the window or server that has the data folder, or else an app in this process.
 * Reads: the folder's owner file, options.
 */
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "#shared/errors/errors.ts";
import { createReadingApp } from "../app/reading-app.ts";
import type { Beside, Connection } from "../connection/connection.ts";
import { connectHere } from "../connection/in-process.ts";
import { reachOwner } from "../connection/over-http.ts";
import { type CommandLine, UsageError } from "./arguments/arguments.ts";
import { type CliContext, openApp } from "./arguments/context.ts";

/** An owner that starts, or ends, is waited for. */
const OWNER_MS = 10_000;
const AGAIN_MS = 250;

/** For commands that only read. Where no window or server answers the database is read directly, whoever has it. @throws AppError of `openReadOnly`. */
export async function connectToRead({ dataDir, resources }: CliContext): Promise<Connection> {
  const beside = await reachOwner(dataDir).catch((error: unknown) => {
    // What another version stores this one may read all the same, or says why not.
    if (error instanceof AppError && error.code === "host/other-version") return null;
    throw error;
  });
  return beside ?? connectHere(createReadingApp(dataDir, resources.migrations));
}

/** For commands that change something. @param trainers processes of an app in this process. @throws AppError `store/*`, `host/other-version`, UsageError. */
export async function connectToWork(line: CommandLine, context: CliContext, trainers: number | undefined): Promise<Connection> {
  const until = performance.now() + OWNER_MS;
  for (;;) {
    const beside = await reachOwner(context.dataDir);
    if (beside) return withoutTrainers(beside, line);
    try {
      return connectHere(await openApp(context, trainers));
    } catch (error) {
      const hasDoor = error instanceof AppError && (error.code === "store/locked-by-window" || error.code === "store/locked-by-server");
      if (!hasDoor || performance.now() > until) throw error;
    }
    await pause(AGAIN_MS);
  }
}

/** "the window (process 12)". */
export const ownerText = ({ host, pid }: Beside): string => `${host === "electron" ? "the Focaldesk window" : "“focaldesk serve”"} (process ${pid})`;

async function withoutTrainers(connection: Connection, { options: { trainers } }: CommandLine): Promise<Connection> {
  if (trainers === undefined) return connection;
  await connection.close();
  throw new UsageError(
    `--trainers ${trainers}: ${ownerText(connection.beside!)} has the data folder and trains with processes of its own; leave --trainers out, or close it first`,
  );
}
