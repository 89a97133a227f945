/** @file Version, data folder and abilities of the app that answers. Reads: backend. */
import type { CommandOutput } from "#shared/wire/contract.ts";
import { backend } from "../transport/backend.ts";

class AppInfoState {
  value = $state.raw<CommandOutput<"app.info"> | null>(null);
  constructor() {
    backend.onConnect(() => void this.refresh());
    if (backend.status !== "no-token") void this.refresh();
  }
  async refresh(): Promise<void> {
    try {
      this.value = await backend.call("app.info", {});
    } catch {
      // The frame says that the connection is lost, and a reconnect asks again.
    }
  }
}
export const appInfo = new AppInfoState();
