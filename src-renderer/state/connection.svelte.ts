/** @file Whether the window hears the app. Reads: backend. */
import type { Connection, ConnectionStatus } from "../transport/connection.ts";

export class ConnectionState {
  #status = $state<ConnectionStatus>("connecting");
  constructor(backend: Connection) {
    this.#status = backend.status;
    backend.onStatus((status) => (this.#status = status));
  }
  get status(): ConnectionStatus {
    return this.#status;
  }
}
