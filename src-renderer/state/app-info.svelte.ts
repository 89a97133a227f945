/** @file Version, data folder and abilities of the app that answers. Reads: backend. Writes: nothing. */
import type { CommandOutput } from "#shared/wire/contract.ts";
import type { Connection } from "../transport/connection.ts";

export class AppInfoState {
  readonly #backend: Connection;
  value = $state.raw<CommandOutput<"app.info"> | null>(null);
  constructor(backend: Connection) {
    this.#backend = backend;
    backend.onConnect(() => void this.refresh());
    if (backend.status !== "no-token") void this.refresh();
  }
  async refresh(): Promise<void> {
    try {
      this.value = await this.#backend.call("app.info", {});
    } catch {
      // The frame says that the connection is lost, and a reconnect asks again.
    }
  }
}
