/** @file Events of the app: listeners by name, and merging of what comes often. */
import type { EventName, EventPayload } from "#shared/wire/contract.ts";

export class EventHub {
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();
  /** Said while the app was built, before any host could listen; null once one does. */
  #early: EventPayload<"notice">[] | null = [];

  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    // A wrapper for each: the same function subscribed twice is two subscriptions.
    const own = (payload: EventPayload<N>): void => listener(payload);
    set.add(own as (payload: never) => void);
    this.#listeners.set(name, set);
    if (name === "notice" && this.#early !== null) {
      const early = this.#early;
      this.#early = null;
      // After the caller has got what ends its subscription.
      queueMicrotask(() => early.forEach((notice) => own(notice as EventPayload<N>)));
    }
    return () => void set.delete(own as (payload: never) => void);
  }

  /** @param payload a function is called only when somebody listens: the rows of all running runs are read for a window, not for nobody. */
  emit<N extends EventName>(name: N, payload: EventPayload<N> | (() => EventPayload<N>)): void {
    const listeners = this.#listeners.get(name);
    if (name === "notice") this.#early?.push(payload as EventPayload<"notice">);
    if (!listeners || listeners.size === 0) return;
    const value = typeof payload === "function" ? payload() : payload;
    for (const listener of listeners) (listener as (payload: EventPayload<N>) => void)(value);
  }
}

/** Windows redraw at most this often; merging also keeps a burst of finished runs to one message. */
const MERGE_MS = 100;

/** Collects ids by key and hands them over together, at most every 100 ms. */
export class Merger {
  readonly #waiting = new Map<number, Set<number>>();
  readonly #deliver: (key: number, ids: number[]) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(deliver: (key: number, ids: number[]) => void) {
    this.#deliver = deliver;
  }

  add(key: number, ids: readonly number[]): void {
    const set = this.#waiting.get(key) ?? new Set();
    for (const id of ids) set.add(id);
    this.#waiting.set(key, set);
    this.#timer ??= setTimeout(() => this.flush(), MERGE_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, ids] of batch) this.#deliver(key, [...ids]);
  }

  /** Drops what waits: the receivers are going away. */
  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }
}
