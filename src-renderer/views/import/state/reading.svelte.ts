/**
 * @file A reading of a table by the app, one at a time: how far it is, and its end when another begins or nobody wants it any more.
 * Reads: events of the app. Writes: cancels through backend.
 */
import type { EventPayload } from "#shared/wire/contract.ts";
import type { Connection } from "../../../transport/connection.ts";

/** Other windows read, too. */
const WINDOW = Math.random().toString(36).slice(2);
let readings = 0;

export class Reading {
  #progress = $state.raw<Omit<EventPayload<"dataset.reading">, "reading"> | null>(null);
  readonly #backend: Pick<Connection, "call" | "subscribe">;
  #name: string | null = null;

  constructor(backend: Pick<Connection, "call" | "subscribe">) {
    this.#backend = backend;
  }
  /** null: none is running, or it has not taken long yet. */
  get progress(): Omit<EventPayload<"dataset.reading">, "reading"> | null {
    return this.#progress;
  }

  /** Ends the one that is running. @param call gets the name that the app is to call the reading. @throws what `call` throws; `data/cancelled`. */
  async run<T>(call: (reading: string) => Promise<T>): Promise<T> {
    this.cancel();
    const name = `${WINDOW}-${++readings}`;
    this.#name = name;
    const unsubscribe = this.#backend.subscribe("dataset.reading", ({ reading, bytes, total }) => {
      if (reading === name && this.#name === name) this.#progress = { bytes, total };
    });
    try {
      return await call(name);
    } finally {
      unsubscribe();
      if (this.#name === name) this.#forget();
    }
  }

  cancel(): void {
    const name = this.#name;
    if (name === null) return;
    this.#forget();
    // Without a connection the app finds out by itself, and the caller hears of that.
    this.#backend.call("dataset.cancel", { reading: name }).catch(() => {});
  }

  #forget(): void {
    this.#name = null;
    this.#progress = null;
  }
}
