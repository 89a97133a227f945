/** @file Whole runs, epoch by epoch, as far as a view needs them; running ones are fetched again as they grow. Reads: backend. Writes: nothing. */
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import type { RunDetail } from "#shared/wire/records.ts";
import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import type { WindowState } from "../../state/of-window.ts";

const PARALLEL = 4;
/** A run that trains is asked for at most this often: its counts of all epochs come each time. */
const REFRESH_MS = 1_000;

export class RunDetailsState {
  readonly #backend: WindowState["backend"];
  readonly #details = new SvelteMap<number, RunDetail>();
  readonly #errors = new SvelteMap<number, AppError>();
  /** Runs that are watched, with the time of the last request. */
  readonly #watched = new Map<number, number>();
  readonly #queued = new Set<number>();
  /** Runs that are asked for again as soon as their last request is old enough. */
  readonly #resting = new Set<number>();
  #busy = 0;

  constructor({ backend }: Pick<WindowState, "backend">) {
    this.#backend = backend;
    backend.subscribe("epochs.added", ({ points }) => points.forEach((p) => this.#stale(p.runId)));
    backend.subscribe("runs.changed", ({ runs }) => runs.forEach((r) => this.#details.get(r.id)?.row.state !== r.state && this.#stale(r.id)));
    backend.onConnect(() => [...this.#watched.keys()].forEach((id) => this.#stale(id)));
  }

  /** @returns a function that ends the watch; what is known stays. */
  watch(ids: readonly number[]): () => void {
    for (const id of ids) {
      this.#watched.set(id, this.#watched.get(id) ?? 0);
      // Effects call this: an answer must not make them call again.
      const known = untrack(() => this.#details.get(id));
      if (!known || known.row.state !== "complete") this.#enqueue(id);
    }
    return () => ids.forEach((id) => this.#watched.delete(id));
  }
  of(id: number): RunDetail | null {
    return this.#details.get(id) ?? null;
  }
  errorOf(id: number): AppError | null {
    return this.#errors.get(id) ?? null;
  }
  retry(id: number): void {
    this.#enqueue(id);
  }

  #stale(id: number): void {
    const last = this.#watched.get(id);
    if (last === undefined || this.#queued.has(id) || this.#resting.has(id)) return;
    this.#resting.add(id);
    setTimeout(
      () => {
        this.#resting.delete(id);
        if (this.#watched.has(id)) this.#enqueue(id);
      },
      Math.max(0, REFRESH_MS - (Date.now() - last)),
    );
  }

  #enqueue(id: number): void {
    this.#queued.add(id);
    void this.#work();
  }

  async #work(): Promise<void> {
    const id = this.#busy < PARALLEL ? this.#queued.values().next().value : undefined;
    if (id === undefined) return;
    this.#queued.delete(id);
    this.#busy++;
    if (this.#watched.has(id)) this.#watched.set(id, Date.now());
    try {
      this.#details.set(id, await this.#backend.call("run.get", { id }));
      this.#errors.delete(id);
    } catch (thrown) {
      this.#errors.set(id, asAppError(thrown));
    } finally {
      this.#busy--;
    }
    void this.#work();
  }
}
