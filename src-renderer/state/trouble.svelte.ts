/** @file Whether the database can be used, and the ways out where it cannot. Reads: backend. Writes: through the app another database. */
import type { CommandOutput } from "#shared/wire/contract.ts";
import type { Connection } from "../transport/connection.ts";

type Trouble = CommandOutput<"store.trouble">;

export class TroubleState {
  readonly #backend: Connection;
  /** undefined: not known yet. */
  value = $state.raw<Trouble | undefined>(undefined);
  constructor(backend: Connection) {
    this.#backend = backend;
    backend.onConnect(() => void this.refresh());
    if (backend.status !== "no-token") void this.refresh();
  }
  async refresh(): Promise<void> {
    try {
      this.value = await this.#backend.call("store.trouble", {});
    } catch {
      // The frame says that the connection is lost, and a reconnect asks again.
      this.value ??= null;
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
