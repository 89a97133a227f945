/** @file A list of the app that stays true: fetched once, again when an event says so, again after a reconnect. Reads: backend. */
import { type AppError, asAppError } from "#shared/errors/errors.ts";
import type { EventName } from "#shared/wire/contract.ts";
import type { Connection } from "../transport/connection.ts";

export class LiveList<T extends { readonly id: number }> {
  /** null until the first answer. */
  #items = $state.raw<readonly T[] | null>(null);
  #error = $state.raw<AppError | null>(null);
  readonly #fetch: () => Promise<readonly T[]>;
  #running: Promise<void> | null = null;
  #again = false;

  /** @param changed events after which the list may be another. */
  constructor(backend: Connection, fetch: () => Promise<readonly T[]>, changed: readonly EventName[]) {
    this.#fetch = fetch;
    for (const name of changed) backend.subscribe(name, () => void this.refresh());
    backend.onConnect(() => void this.refresh());
    if (backend.status !== "no-token") void this.refresh();
  }
  get items(): readonly T[] | null {
    return this.#items;
  }
  get error(): AppError | null {
    return this.#error;
  }
  byId(id: number | null): T | null {
    return this.#items?.find((item) => item.id === id) ?? null;
  }
  /** Ten events in a row cost two requests, not ten: one in flight, one after it. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#load().finally(() => (this.#running = null));
    return this.#running;
  }
  async #load(): Promise<void> {
    do {
      this.#again = false;
      try {
        this.#items = await this.#fetch();
        this.#error = null;
      } catch (thrown) {
        this.#error = asAppError(thrown);
      }
    } while (this.#again);
  }
}
