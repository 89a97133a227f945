/** @file Whether the window hears the app. Reads: backend. Writes: nothing. */
import { backend, type ConnectionStatus } from "../transport/backend.ts";

class ConnectionState {
  status = $state<ConnectionStatus>(backend.status);
  constructor() {
    backend.onStatus((status) => (this.status = status));
  }
}
export const connection = new ConnectionState();
