/**
 * @file One process that reads tables, seen from the app: a task goes in, its answer comes out, and its end ends the task.
 * Reads: messages of the process, each parsed. Writes: messages to it.
 */
import { AppError, fromWire } from "#shared/errors/errors.ts";
import type { Launch, LaunchedProcess } from "../processes/launch.ts";
import { ANSWERS, FromReaderSchema, type ReadingTask } from "./protocol.ts";
import type { ReadingListener } from "../data/text/reading-progress.ts";

/** How V8 and Electron tell that a process had no memory left. */
const NO_MEMORY = /SIGABRT|exit code 134|out of memory|FatalError/i;

interface Work {
  readonly task: ReadingTask;
  readonly tell: ReadingListener | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

export class ReaderProcess {
  #alive = true;
  readonly #process: LaunchedProcess<ReadingTask>;
  #work: Work | null = null;

  /** @throws what `launch` throws. */
  constructor(launch: Launch<ReadingTask>) {
    this.#process = launch();
    this.#process.onMessage((raw) => this.#receive(raw));
    this.#process.onExit((reason, cause) => {
      this.#alive = false;
      const file = this.#work?.task.fileName ?? "";
      const noMemory = NO_MEMORY.test(reason) || (cause === "itself" && reason.startsWith("signal SIGKILL"));
      this.#fail(noMemory ? new AppError("data/reader-memory", { file }) : new AppError("data/reader-ended", { file, reason }));
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** One task at a time. @throws AppError of the task; `data/reader-memory`, `data/reader-ended` when the process ends. */
  work(task: ReadingTask, tell?: ReadingListener): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#work = { task, tell, resolve, reject };
      this.#process.send(task);
    });
  }

  /** Ends the process at once, and its task with this error. */
  end(error: AppError): void {
    this.#alive = false;
    this.#process.kill();
    this.#fail(error);
  }

  #receive(raw: unknown): void {
    const work = this.#work;
    if (!work) return;
    const parsed = FromReaderSchema.safeParse(raw);
    if (!parsed.success) return this.end(new AppError("data/reader-ended", { file: work.task.fileName, reason: "it said what is no message" }));
    const message = parsed.data;
    if (message.type === "reading") return work.tell?.(message.bytes, message.total);
    if (message.type === "failed") return this.#fail(fromWire(message));
    const value = ANSWERS[work.task.kind].safeParse(message.value);
    if (!value.success) return this.#fail(new AppError("app/internal", { detail: `an answer of the reader is not valid: ${value.error.message}` }));
    this.#work = null;
    work.resolve(value.data);
  }

  #fail(error: AppError): void {
    const work = this.#work;
    this.#work = null;
    work?.reject(error);
  }
}
