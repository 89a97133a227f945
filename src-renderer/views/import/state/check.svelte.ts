/**
 * @file The dry import: what a file would hold under the options so far. Asked a moment after the last change; what was asked before is cancelled.
 * Reads: backend.
 */
import type { Source } from "#shared/wire/contract.ts";
import type { ImportOptions, Profile } from "#shared/data/dataset.ts";
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import type { Connection } from "../../../transport/connection.ts";
import { Latest } from "../../../state/latest.ts";
import { Reading } from "./reading.svelte.ts";

const PAUSE_MS = 200;

export class ImportCheck {
  #profile = $state.raw<Profile | null>(null);
  #error = $state.raw<AppError | null>(null);
  #busy = $state(false);
  readonly reading: Reading;
  readonly #backend: Connection;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest = new Latest();

  constructor(backend: Connection) {
    this.#backend = backend;
    this.reading = new Reading(backend);
  }
  get profile(): Profile | null {
    return this.#profile;
  }
  get error(): AppError | null {
    return this.#error;
  }
  get busy(): boolean {
    return this.#busy;
  }

  ask(source: Source, options: ImportOptions): void {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    this.reading.cancel();
    this.#busy = true;
    this.#timer = setTimeout(() => void this.#latest.run(() => this.#answer(turn, source, options)), PAUSE_MS);
  }
  /** Forgets the answer: there is nothing to check. */
  clear(): void {
    this.#turn++;
    clearTimeout(this.#timer);
    this.reading.cancel();
    this.#latest = new Latest();
    this.#busy = false;
    this.#profile = null;
    this.#error = null;
  }
  async #answer(turn: number, source: Source, options: ImportOptions): Promise<void> {
    if (turn !== this.#turn) return;
    try {
      const profile = await this.reading.run((reading) => this.#backend.call("dataset.check", { source, options, reading }));
      if (turn === this.#turn) [this.#profile, this.#error, this.#busy] = [profile, null, false];
    } catch (thrown) {
      if (turn === this.#turn) [this.#profile, this.#error, this.#busy] = [null, asAppError(thrown), false];
    }
  }
}
