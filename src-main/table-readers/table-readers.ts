/**
 * @file Reads tables in processes of their own, so that the process that draws the window or serves stays free, whatever the file holds.
 * Reads: files, through reader processes.
 */
import { AppError } from "#shared/errors/errors.ts";
import type { Launch } from "../processes/launch.ts";
import type { ReadingListener } from "../data/text/reading-progress.ts";
import type { ReadingAnswer, ReadingKind, ReadingTask } from "./protocol.ts";
import { ReaderProcess } from "./reader-process.ts";

/** At once; more wait for their turn. */
const MOST_READERS = 4;
/** A form asks again within seconds; what a reader has in memory is given back after that. */
const IDLE_MS = 10_000;

export interface ReadingOptions {
  /** Ends the reading and its process. */
  readonly signal?: AbortSignal | undefined;
  /** Called at most ten times a second, and not for files that are read in less. */
  readonly tell?: ReadingListener | undefined;
}

export class TableReaders {
  readonly #launch: Launch<ReadingTask>;
  readonly #busy = new Set<ReaderProcess>();
  readonly #waiting: (() => void)[] = [];
  #idle: ReaderProcess | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(launch: Launch<ReadingTask>) {
    this.#launch = launch;
  }

  /** @throws AppError of the task; `data/cancelled`, `data/reader-ended`, `data/reader-memory`, `app/closing`. */
  async read<K extends ReadingKind>(task: Extract<ReadingTask, { kind: K }>, { signal, tell }: ReadingOptions = {}): Promise<ReadingAnswer<K>> {
    const unwanted = (): boolean => signal?.aborted === true;
    const cancelled = (): AppError => new AppError("data/cancelled", { file: task.fileName });
    let reader: ReaderProcess;
    try {
      while (this.#busy.size >= MOST_READERS && !this.#closed && !unwanted()) await this.#turn(signal);
      if (this.#closed) throw new AppError("app/closing", { what: `The reading of ${task.fileName}` });
      if (unwanted()) throw cancelled();
      reader = this.#take();
    } catch (error) {
      // Its turn may have come already: the next one has it.
      this.#pass();
      throw error;
    }
    const abort = (): void => reader.end(cancelled());
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return (await reader.work(task, tell)) as ReadingAnswer<K>;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#busy.delete(reader);
      this.#keep(reader);
      this.#pass();
    }
  }

  /** Ends every reading. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const reader of [...this.#busy, ...(this.#idle ? [this.#idle] : [])]) reader.end(new AppError("app/closing", { what: "The reading of a table" }));
    this.#idle = null;
    for (const go of this.#waiting.splice(0)) go();
  }

  #pass(): void {
    if (this.#busy.size < MOST_READERS) this.#waiting.shift()?.();
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        const at = this.#waiting.indexOf(go);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve();
      };
      this.#waiting.push(go);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  #take(): ReaderProcess {
    clearTimeout(this.#timer);
    const idle = this.#idle;
    this.#idle = null;
    const reader = idle?.alive ? idle : new ReaderProcess(this.#launch);
    this.#busy.add(reader);
    return reader;
  }

  #keep(reader: ReaderProcess): void {
    if (!reader.alive) return;
    if (this.#idle?.alive || this.#closed) return reader.end(new AppError("app/closing", { what: "A reader without work" }));
    this.#idle = reader;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#idle?.end(new AppError("app/closing", { what: "A reader without work" }));
      this.#idle = null;
    }, IDLE_MS);
    this.#timer.unref();
  }
}
