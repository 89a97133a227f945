/** @file Whether the window hears the app. Reads: backend. */
import { backend, type ConnectionStatus } from "../transport/backend.ts";

class ConnectionState {
  status = $state<ConnectionStatus>(backend.status);
  constructor() {
    backend.onStatus((status) => (this.status = status));
  }
}
export const connection = new ConnectionState();
