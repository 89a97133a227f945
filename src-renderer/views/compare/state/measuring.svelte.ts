/** @file Measuring stored runs in metrics that they lack: asked for by the user, done by the app beside the window. Reads: backend. */
import { asAppError, type AppError, fromWire } from "#shared/errors/errors.ts";
import type { Measuring, Unmeasured } from "#shared/wire/measuring.ts";
import type { Connection } from "../../../transport/connection.ts";

export class MeasuringStored {
  readonly #backend: Connection;
  readonly #sweepId: number;
  #now = $state.raw<Measuring | null>(null);
  #missing = $state.raw<Unmeasured | null>(null);
  #error = $state.raw<AppError | null>(null);
  #starting = $state(false);
  #isAsked = false;
  #turn = 0;
  readonly #ends: (() => void)[];

  constructor(backend: Connection, sweepId: number) {
    this.#backend = backend;
    this.#sweepId = sweepId;
    this.#ends = [
      backend.subscribe("measuring.changed", (now) => now.sweepId === sweepId && this.#take(now)),
      // Its end may have been told while nobody listened.
      backend.onConnect(() => this.#isAsked && void this.#ask()),
    ];
  }

  /** How far it is; null: nothing is being measured. */
  get progress(): Measuring | null {
    return this.#now?.state === "measuring" ? this.#now : null;
  }
  /** What could be measured; null: that is not known. */
  get missing(): Unmeasured | null {
    return this.#missing;
  }
  get error(): AppError | null {
    return this.#error;
  }
  /** It was asked for and has not begun. */
  get starting(): boolean {
    return this.#starting;
  }

  /** Asks once what could be measured: for who sees that something lacks. */
  want(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    void this.#ask();
  }
  async start(): Promise<void> {
    this.#error = null;
    this.#starting = true;
    await this.#told(() => this.#backend.call("sweep.measure", { id: this.#sweepId }));
    this.#starting = false;
    await this.#ask();
  }
  /** What is measured stays. */
  stop(): Promise<void> {
    return this.#told(() => this.#backend.call("sweep.stopMeasuring", { id: this.#sweepId }));
  }
  close(): void {
    for (const end of this.#ends) end();
  }

  #take(now: Measuring): void {
    this.#turn++;
    this.#now = now;
    if (now.state === "failed" && now.error) this.#error = fromWire(now.error);
    if (now.state !== "measuring") void this.#ask();
  }
  #ask(): Promise<void> {
    const id = this.#sweepId;
    const turn = ++this.#turn;
    return this.#told(async () => {
      const [now, missing] = await Promise.all([this.#backend.call("sweep.measuring", { id }), this.#backend.call("sweep.unmeasured", { id })]);
      // What was told meanwhile is newer, and its end is asked for again.
      if (turn !== this.#turn) return;
      this.#missing = missing;
      this.#now = now;
    });
  }
  async #told(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#error = asAppError(thrown);
    }
  }
}
