/**
 * @file The thread that reads: one connection of its own, which under SQLite's write-ahead log waits for nobody and holds nobody up.
 * Reads: the database, read-only; questions of the app. Writes: answers as UTF-8 JSON in portions; the file of an export.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { ParsedInput } from "#shared/wire/contract.ts";
import { systemError, toWire, type WireError } from "#shared/errors/errors.ts";
import type { SweepSummary } from "#shared/wire/records.ts";
import { portionsInTurn } from "../export/portions.ts";
import { openReader, type ReadDb } from "../store/open.ts";
import type { LongReadName } from "../commands/long-read-names.ts";
import { readAsJson } from "./long-reads.ts";

export interface ReaderData {
  readonly dataDir: string;
}
/** null: end after what was asked before. */
export type ToReader = { readonly id: number; readonly name: LongReadName; readonly input: ParsedInput<LongReadName>; readonly summary: SweepSummary } | null;
export type FromReader = { readonly id: number; readonly part: Uint8Array<ArrayBuffer> } | { readonly id: number; readonly end: WireError | null };

const port = parentPort!;
const { dataDir } = workerData as ReaderData;
const post = (message: FromReader, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

/** Opened with the first question: why it cannot be opened is then somebody's answer. */
let opened: ReturnType<typeof openReader> | null = null;

async function answer({ id, name, input, summary }: NonNullable<ToReader>): Promise<void> {
  try {
    opened ??= openReader(dataDir);
    const { db } = opened;
    await inOneSnapshot(db, async () => {
      for await (const part of portionsInTurn(await readAsJson(db, name, input, summary))) post({ id, part }, [part.buffer]);
    });
    post({ id, end: null });
  } catch (error) {
    post({ id, end: toWire(systemError(error, dataDir) ?? error) });
  }
}

/** What is written meanwhile is not seen: runs and their metrics are of one moment. */
async function inOneSnapshot(db: ReadDb, read: () => Promise<void>): Promise<void> {
  db.exec("BEGIN");
  try {
    await read();
  } finally {
    db.exec("COMMIT");
  }
}

let last: Promise<void> = Promise.resolve();
port.on("message", (message: ToReader) => {
  last = last.then(() => {
    if (message !== null) return answer(message);
    opened?.close();
    port.close();
    return undefined;
  });
});
