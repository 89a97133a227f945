/** @file The last lines of the app's log, once they are asked for. Reads: backend. */
import { type AppError, asAppError } from "#shared/errors/errors.ts";
import type { WindowState } from "../../state/of-window.ts";

export class LogState {
  readonly #backend: WindowState["backend"];
  #lines = $state.raw<readonly string[] | null>(null);
  #error = $state.raw<AppError | null>(null);
  #turn = 0;

  constructor({ backend }: Pick<WindowState, "backend">) {
    this.#backend = backend;
  }
  /** null: not shown. */
  get lines(): readonly string[] | null {
    return this.#lines;
  }
  get error(): AppError | null {
    return this.#error;
  }

  async show(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { lines } = await this.#backend.call("app.log", {});
      if (turn === this.#turn) [this.#lines, this.#error] = [lines, null];
    } catch (error) {
      if (turn === this.#turn) this.#error = asAppError(error);
    }
  }
  /** An answer that is still to come is of no interest any more. */
  hide(): void {
    this.#turn++;
    this.#lines = null;
  }
}
