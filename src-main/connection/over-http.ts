/**
 * @file The app of the window or server that has a data folder, over HTTP and a WebSocket on this machine.
 * Reads: answers and events. Writes: requests; tables in parts, because no path of the machine crosses HTTP.
 */
import { open, stat } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { WebSocket } from "ws";
import type { CommandInput, CommandName, CommandOutput, EventName, EventPayload, Source } from "#shared/wire/contract.ts";
import { type Answer, settle } from "#shared/wire/answer.ts";
import { CALL_PATH, EVENTS_PATH, EVENTS_PROTOCOL, PROOF_PATH, TOKEN_PROTOCOL } from "#shared/wire/http.ts";
import { AppError, describe } from "#shared/errors/errors.ts";
import { APP_VERSION } from "../base/version.ts";
import type { Beside, Connection, Passing } from "./connection.ts";
import { isProof, newNonce, type Owner, readOwnerFile } from "./owner-file.ts";

const HOST = "127.0.0.1";
/** An owner that is there but busy answers later than that only if the machine is about to stand still. */
const PROOF_MS = 10_000;
const RETRY_MS = 250;
/** As much as a part of an upload may hold. */
const PART_BYTES = 1024 * 1024;

/**
 * @returns null where no window or server can be reached through this folder: none is there, or the file is one that a kill left behind.
 * @throws AppError `host/other-version`.
 */
export async function reachOwner(dataDir: string): Promise<Connection | null> {
  const owner = readOwnerFile(dataDir);
  if (owner === null || !(await provesItself(owner))) return null;
  const { version, host } = await call(owner, "app.info", {});
  if (version !== APP_VERSION) throw new AppError("host/other-version", { pid: owner.pid, there: version, here: APP_VERSION });
  return new HttpConnection(owner, host);
}

/** The token is sent to nobody who does not know it: the port may be another program's by now. */
async function provesItself({ port, token }: Owner): Promise<boolean> {
  const nonce = newNonce();
  try {
    const { status, body } = await ask({ port, path: `${PROOF_PATH}?nonce=${nonce}`, method: "GET", signal: AbortSignal.timeout(PROOF_MS) });
    return status === 200 && isProof(token, nonce, body);
  } catch {
    return false;
  }
}

async function call<N extends CommandName>(owner: Owner, name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
  let answer: Answer;
  try {
    const headers = { "content-type": "application/json", authorization: `Bearer ${owner.token}` };
    const { body } = await ask({ port: owner.port, path: CALL_PATH, method: "POST", headers }, JSON.stringify({ name, input }));
    answer = JSON.parse(body) as Answer;
  } catch (error) {
    throw new AppError("host/broken-off", { pid: owner.pid, what: name, detail: describe(error) }, { cause: error });
  }
  return settle(answer) as CommandOutput<N>;
}

interface Question {
  readonly port: number;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** One connection for each: the import of a large table may take longer than any client's patience, and a kept one may just be closing. */
function ask(question: Question, text?: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...question, host: HOST, agent: false }, (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      // An answer that breaks off is none.
      response.on("error", reject).on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }));
    });
    sent.on("error", reject).end(text);
  });
}

class HttpConnection implements Connection {
  readonly beside: Beside;
  readonly #owner: Owner;
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();
  #socket: WebSocket | null = null;
  /** Until events flow, or it is known that they do not. */
  #opening: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(owner: Owner, host: Beside["host"]) {
    this.#owner = owner;
    this.beside = { host, pid: owner.pid };
  }

  async call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    await this.#opening;
    return call(this.#owner, name, input);
  }

  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    // A wrapper for each: the same function subscribed twice is two subscriptions.
    const own = (payload: never): void => listener(payload);
    const same = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, same.add(own));
    if (this.#socket === null) this.#listen();
    return () => void same.delete(own);
  }

  async source(path: string, fileName: string, { signal, tell }: Passing = {}): Promise<Source> {
    const { size } = await stat(path).catch((error: unknown) => {
      throw new AppError("data/not-found", { path, detail: describe(error) }, { cause: error });
    });
    const { uploadId } = await this.call("upload.begin", { fileName, sizeBytes: size });
    const file = await open(path);
    try {
      const part = Buffer.alloc(PART_BYTES);
      for (let sent = 0; ;) {
        if (signal?.aborted) throw new AppError("data/cancelled", { file: fileName });
        const { bytesRead } = await file.read(part);
        if (bytesRead === 0) return { uploadId };
        sent += bytesRead;
        await this.call("upload.append", { uploadId, base64: part.toString("base64", 0, bytesRead) });
        tell?.(sent, size);
      }
    } catch (error) {
      await this.call("upload.discard", { uploadId }).catch(() => {});
      throw error;
    } finally {
      await file.close();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#socket?.terminate();
  }

  #listen(): void {
    const token = `${TOKEN_PROTOCOL}${Buffer.from(this.#owner.token, "utf8").toString("base64url")}`;
    const socket = new WebSocket(`ws://${HOST}:${this.#owner.port}${EVENTS_PATH}`, [EVENTS_PROTOCOL, token]);
    this.#socket = socket;
    this.#opening = new Promise((resolve) => {
      socket.on("open", resolve);
      // A lost one comes back, or a call says what is wrong.
      socket.on("error", () => {});
      socket.on("close", () => {
        resolve();
        if (!this.#closed) setTimeout(() => !this.#closed && this.#listen(), RETRY_MS).unref();
      });
    });
    socket.on("message", (message: Buffer) => {
      const { name, payload } = JSON.parse(message.toString("utf8")) as { name: EventName; payload: never };
      for (const listener of this.#listeners.get(name) ?? []) listener(payload);
    });
  }
}
