/** @file The table of a sweep, made by the app and written by this command. Reads: the app. Writes: the result file. */
import { existsSync, statSync } from "node:fs";
import { bytesOf } from "#shared/export/made.ts";
import type { CommandInput } from "#shared/wire/contract.ts";
import type { Connection } from "../../connection/connection.ts";
import type { Output } from "../print/output.ts";
import { type ResultFile, writeResult } from "./result-file.ts";

interface Writing {
  readonly err: Output;
  /** Ends the wait for the reader of a pipe. */
  readonly signal?: AbortSignal;
}

/** @throws AppError `export/write`, and as `export.render`. */
export async function writeTable(
  connection: Connection,
  file: ResultFile,
  request: CommandInput<"export.render">,
  { err, signal }: Writing,
): Promise<{ rowCount: number; bytes: number }> {
  const { path } = file;
  // An app in this process writes as it makes: of ten thousand runs the whole table is a hundred megabytes. No path crosses to another process.
  if (connection.beside === null && path !== null && isPlain(path)) return connection.call("export.write", { ...request, path });
  const made = await connection.call("export.render", request);
  return { rowCount: made.rowCount, bytes: await writeResult(file, [bytesOf(made)], err, signal) };
}

const isPlain = (path: string): boolean => !existsSync(path) || statSync(path).isFile();
