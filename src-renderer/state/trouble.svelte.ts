/** @file Whether the database can be used, and the ways out where it cannot. Reads: backend. Writes: through the app another database. */
import type { CommandOutput } from "#shared/wire/contract.ts";
import type { Connection } from "../transport/connection.ts";

type Trouble = CommandOutput<"store.trouble">;

export class TroubleState {
  readonly #backend: Connection;
  #value = $state.raw<Trouble | undefined>(undefined);
  #turn = 0;

  constructor(backend: Connection) {
    this.#backend = backend;
    backend.onConnect(() => void this.refresh());
    if (backend.status !== "no-token") void this.refresh();
  }
  /** undefined: not known yet. */
  get value(): Trouble | undefined {
    return this.#value;
  }
  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const value = await this.#backend.call("store.trouble", {});
      // Asked before the connection was lost, and answered after the question that its return asked.
      if (turn === this.#turn) this.#value = value;
    } catch {
      // The frame says that the connection is lost, and a reconnect asks again.
      if (turn === this.#turn) this.#value ??= null;
    }
  }

  /** Everything the page has asked before is of another database: it starts anew. @throws AppError. */
  async leave(way: { command: "store.read" | "store.salvage" } | { command: "store.restore"; backup: string }): Promise<void> {
    if (way.command === "store.restore") await this.#backend.call(way.command, { backup: way.backup });
    else await this.#backend.call(way.command, {});
    location.hash = "";
    location.reload();
  }
}
