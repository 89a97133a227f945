/** @file Version, data folder and abilities of the app that answers. Reads: backend. */
import type { CommandOutput } from "#shared/wire/contract.ts";
import type { Connection } from "../transport/connection.ts";

export class AppInfoState {
  readonly #backend: Connection;
  #value = $state.raw<CommandOutput<"app.info"> | null>(null);
  #turn = 0;

  constructor(backend: Connection) {
    this.#backend = backend;
    backend.onConnect(() => void this.refresh());
    if (backend.status !== "no-token") void this.refresh();
  }
  get value(): CommandOutput<"app.info"> | null {
    return this.#value;
  }
  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const value = await this.#backend.call("app.info", {});
      // Asked before an update of the app, and answered after it.
      if (turn === this.#turn) this.#value = value;
    } catch {
      // The frame says that the connection is lost, and a reconnect asks again.
    }
  }
}
