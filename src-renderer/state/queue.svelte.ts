/** @file The queue: paused or not, what trains, when it ends. Reads: backend. Writes: pause, resume, cancel and retry through it. */
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import type { QueueStatus, TrainerStatus } from "#shared/wire/records.ts";
import type { RunState } from "#shared/wire/run-state.ts";
import type { Connection } from "../transport/connection.ts";
import type { NoticeState } from "./notices.svelte.ts";

export type Verb = "pause" | "resume" | "cancel" | "retry";

/** States in which each verb does something. */
const TAKES: Readonly<Record<Verb, readonly RunState[]>> = {
  pause: ["waiting", "running"],
  resume: ["paused"],
  cancel: ["waiting", "running", "paused"],
  retry: ["failed", "cancelled"],
};
export function canDo(verb: Verb, state: RunState): boolean {
  return TAKES[verb].includes(state);
}

export class QueueState {
  readonly #backend: Connection;
  readonly #notices: NoticeState;
  #status = $state.raw<QueueStatus | null>(null);
  #error = $state.raw<AppError | null>(null);
  /** Counts questions and what outruns their answers: the answer to an earlier one is dropped. */
  #turn = 0;

  constructor(backend: Connection, notices: NoticeState) {
    this.#backend = backend;
    this.#notices = notices;
    backend.subscribe("queue.changed", (status) => {
      // An answer under way may be older; had anything changed since, another event would follow.
      this.#turn++;
      this.#status = status;
      this.#error = null;
    });
    backend.subscribe("trainer.progress", (trainer) => this.#progress(trainer));
    backend.onConnect(() => void this.refresh());
    if (backend.status !== "no-token") void this.refresh();
  }

  get status(): QueueStatus | null {
    return this.#status;
  }
  get error(): AppError | null {
    return this.#error;
  }

  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const status = await this.#backend.call("queue.status", {});
      if (turn === this.#turn) [this.#status, this.#error] = [status, null];
    } catch (thrown) {
      if (turn === this.#turn) this.#error = asAppError(thrown);
    }
  }

  #progress(trainer: TrainerStatus): void {
    if (!this.#status) return;
    const others = this.#status.trainers.filter((t) => t.id !== trainer.id);
    this.#status = { ...this.#status, trainers: [...others, trainer].sort((a, b) => a.id - b.id) };
  }

  async setPaused(paused: boolean): Promise<void> {
    await this.#attempt(() => this.#backend.call(paused ? "queue.pause" : "queue.resume", {}));
  }
  async sweep(verb: Verb, id: number): Promise<void> {
    await this.#attempt(() => this.#backend.call(`sweep.${verb}`, { id }));
  }
  /** Each run by itself; the first refusal is shown, the others are tried all the same. */
  async runs(verb: Verb, ids: readonly number[]): Promise<void> {
    const results = await Promise.allSettled(ids.map((id) => this.#backend.call(`run.${verb}`, { id })));
    const refused = results.find((r) => r.status === "rejected");
    if (refused) this.#notices.fail(refused.reason);
  }

  async #attempt(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (thrown) {
      this.#notices.fail(thrown);
    }
  }
}
