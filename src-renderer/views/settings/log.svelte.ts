/** @file The last lines of the app's log, once they are asked for. Reads: backend. */
import { type AppError, asAppError } from "#shared/errors/errors.ts";
import { backend } from "../../transport/backend.ts";

class LogState {
  /** null: not shown. */
  lines = $state.raw<readonly string[] | null>(null);
  error = $state.raw<AppError | null>(null);

  async show(): Promise<void> {
    try {
      this.lines = (await backend.call("app.log", {})).lines;
      this.error = null;
    } catch (error) {
      this.error = asAppError(error);
    }
  }
  hide(): void {
    this.lines = null;
  }
}
export const appLog = new LogState();
