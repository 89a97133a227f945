/** @file The engines of the machine that trains, and an installation under way. Reads: backend. Writes: installs through backend. */
import type { EngineSurvey } from "#shared/wire/engines.ts";
import { type AppError, asAppError } from "#shared/errors/errors.ts";
import type { WindowState } from "../../state/of-window.ts";

export class EnginesState {
  readonly #backend: WindowState["backend"];
  #survey = $state.raw<EngineSurvey | null>(null);
  #error = $state.raw<AppError | null>(null);
  #busy = $state<"measuring" | "installing" | null>(null);
  #progress = $state.raw<readonly string[]>([]);

  constructor({ backend }: Pick<WindowState, "backend">) {
    this.#backend = backend;
    backend.subscribe("engine.progress", ({ text }) => (this.#progress = [...this.#progress, text]));
  }
  get survey(): EngineSurvey | null {
    return this.#survey;
  }
  get error(): AppError | null {
    return this.#error;
  }
  get busy(): "measuring" | "installing" | null {
    return this.#busy;
  }
  /** Lines of the installation, oldest first. */
  get progress(): readonly string[] {
    return this.#progress;
  }
  /** @param again measures although it was measured before. */
  measure(again: boolean): Promise<void> {
    return this.#work("measuring", () => this.#backend.call("engine.survey", { again }));
  }
  install(): Promise<void> {
    this.#progress = [];
    return this.#work("installing", () => this.#backend.call("engine.install", {}));
  }
  async #work(what: "measuring" | "installing", ask: () => Promise<EngineSurvey>): Promise<void> {
    if (this.#busy) return;
    this.#busy = what;
    this.#error = null;
    try {
      this.#survey = await ask();
    } catch (thrown) {
      this.#error = asAppError(thrown);
    } finally {
      this.#busy = null;
    }
  }
}
