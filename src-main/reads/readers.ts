/**
 * @file The threads that read for the app: started when something is asked, ended when nothing is any more.
 * Reads: answers of the threads. Writes: questions. A thread that dies is told to whoever waited, and the next question starts another.
 */
import { Worker } from "node:worker_threads";
import type { ParsedInput } from "#shared/wire/contract.ts";
import { AppError, describe, fromWire } from "#shared/errors/errors.ts";
import type { SweepSummary } from "#shared/wire/records.ts";
import type { FromReader, ReaderData, ToReader } from "./entry.ts";
import type { LongReadName } from "../commands/long-read-names.ts";
import { Parts } from "./parts.ts";

/** Whoever opens Compare while a table is exported does not wait for that. */
const MOST = 2;
/** After that long without a question a thread ends and gives its memory back. */
const IDLE_MS = 60_000;
/** After these a thread ends at once. */
const GROWING: readonly LongReadName[] = ["export.render", "export.write"];
/** Room for what has just been made: V8's usual 48 MB per thread grow an export by a third and save a twentieth of its time. */
const YOUNG_MB = 4;
/** A quitting app waits that long for a read that is under way. */
const END_MS = 2_000;

interface Job {
  readonly name: LongReadName;
  readonly parts: Parts;
  /** With the first part, or with the end of none. */
  resolve(parts: Parts): void;
  reject(error: AppError): void;
  /** Told of what ends it after that. */
  readonly onLate: (error: AppError) => void;
  /** Its first part is with whoever asked. */
  isAnswered: boolean;
}

export class Readers {
  readonly #entry: string;
  readonly #data: ReaderData;
  readonly #threads = new Set<Reader>();
  /** Asked nothing any more, and not gone yet. */
  readonly #leaving = new Set<Reader>();
  #closed = false;

  /** @param entry the module of a thread: the source, or the bundle. */
  constructor(entry: string, dataDir: string) {
    this.#entry = entry;
    this.#data = { dataDir };
  }

  /** @returns the answer as UTF-8 JSON, while it comes. @throws AppError as the command does, if that is known before the first part; `read/died`, `app/closing`. @param onLate told of what ends it later. */
  json(name: LongReadName, input: ParsedInput<LongReadName>, summary: SweepSummary, onLate: (error: AppError) => void): Promise<Parts> {
    if (this.#closed) return Promise.reject(new AppError("app/closing", { what: name }));
    return this.#free().ask(name, input, summary, onLate);
  }

  /** Resolves when no thread has the database open. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...[...this.#threads].map((thread) => thread.end()), ...[...this.#leaving].map((thread) => thread.ended)]);
  }

  #free(): Reader {
    const byWork = [...this.#threads].sort((a, b) => a.waiting - b.waiting);
    if (byWork[0] && (byWork[0].waiting === 0 || byWork.length === MOST)) return byWork[0];
    const thread: Reader = new Reader(this.#entry, this.#data, () => {
      this.#threads.delete(thread);
      this.#leaving.add(thread);
    });
    void thread.ended.then(() => this.#leaving.delete(thread));
    this.#threads.add(thread);
    return thread;
  }
}

class Reader {
  readonly #worker: Worker;
  /** Resolves when it is gone. */
  readonly ended: Promise<void>;
  readonly #jobs = new Map<number, Job>();
  readonly #onEnding: () => void;
  #next = 0;
  #idle: NodeJS.Timeout | undefined;

  /** @param onEnding from then on it takes no question. */
  constructor(entry: string, data: ReaderData, onEnding: () => void) {
    this.#onEnding = onEnding;
    // Options of the process, a debugger's for example, are not meant for it.
    this.#worker = new Worker(entry, { workerData: data, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.#worker.unref();
    let reason: string | undefined;
    this.#worker.on("message", (message: FromReader) => this.#take(message));
    this.#worker.on("error", (error) => (reason = describe(error)));
    this.ended = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        clearTimeout(this.#idle);
        onEnding();
        for (const job of this.#jobs.values()) fail(job, new AppError("read/died", { what: job.name, reason: reason ?? `exit code ${code}` }));
        this.#jobs.clear();
        resolve();
      });
    });
  }

  get waiting(): number {
    return this.#jobs.size;
  }

  ask(name: LongReadName, input: ParsedInput<LongReadName>, summary: SweepSummary, onLate: (error: AppError) => void): Promise<Parts> {
    clearTimeout(this.#idle);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#jobs.set(id, { name, parts: new Parts(), resolve, reject, onLate, isAnswered: false });
      this.#post({ id, name, input, summary });
    });
  }

  async end(): Promise<void> {
    this.#onEnding();
    this.#post(null);
    const late = setTimeout(() => void this.#worker.terminate(), END_MS);
    await this.ended;
    clearTimeout(late);
  }

  #post(message: ToReader): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromReader): void {
    const job = this.#jobs.get(message.id);
    if (!job) return;
    if ("part" in message) {
      job.parts.add(message.part);
      if (!job.isAnswered) job.resolve(job.parts);
      job.isAnswered = true;
      return;
    }
    this.#jobs.delete(message.id);
    if (message.end !== null) fail(job, fromWire(message.end));
    else {
      job.parts.end(null);
      job.resolve(job.parts);
    }
    if (this.#jobs.size > 0) return;
    // Its heap has grown by hundreds of megabytes, and another export is seldom asked for.
    if (GROWING.includes(job.name)) return void this.end();
    this.#idle = setTimeout(() => void this.end(), IDLE_MS);
    this.#idle.unref();
  }
}

function fail(job: Job, error: AppError): void {
  if (!job.isAnswered) return job.reject(error);
  job.parts.end(error);
  job.onLate(error);
}
