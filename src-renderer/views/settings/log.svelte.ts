/** @file The last lines of the app's log, once they are asked for. Reads: backend. Writes: nothing. */
import { type AppError, asAppError } from "#shared/errors/errors.ts";
import type { WindowState } from "../../state/of-window.ts";

export class LogState {
  readonly #backend: WindowState["backend"];
  /** null: not shown. */
  lines = $state.raw<readonly string[] | null>(null);
  error = $state.raw<AppError | null>(null);

  constructor({ backend }: Pick<WindowState, "backend">) {
    this.#backend = backend;
  }
  async show(): Promise<void> {
    try {
      this.lines = (await this.#backend.call("app.log", {})).lines;
      this.error = null;
    } catch (error) {
      this.error = asAppError(error);
    }
  }
  hide(): void {
    this.lines = null;
  }
}
