/** @file The app as the window sees it, whatever carries the messages: http.ts, ipc.ts, and fake.ts for tests. */
import type { Backend, EventName, EventPayload } from "#shared/wire/contract.ts";

/** "open" commands and events arrive; "connecting" first try; "lost" retrying; "no-token", "refused": this page cannot go on by itself. */
export type ConnectionStatus = "open" | "connecting" | "lost" | "no-token" | "refused";

export interface Connection extends Backend {
  readonly kind: "electron" | "browser";
  readonly status: ConnectionStatus;
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /** Fires when events begin to flow, the first time too: what was asked before may be old, for a change in between was told to nobody. */
  onConnect(listener: () => void): () => void;
}

/** Those who listen for one kind of thing. */
export class Listeners<T> {
  readonly #all = new Set<(payload: T) => void>();
  /** @returns a function that ends the subscription. */
  add(listener: (payload: T) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }
  tell(payload: T): void {
    for (const listener of this.#all) listener(payload);
  }
}

export class EventListeners {
  readonly #byName = new Map<EventName, Listeners<never>>();
  add<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const listeners = this.#byName.get(name) ?? new Listeners<never>();
    this.#byName.set(name, listeners);
    return listeners.add(listener);
  }
  tell<N extends EventName>(name: N, payload: EventPayload<N>): void {
    this.#byName.get(name)?.tell(payload as never);
  }
}
