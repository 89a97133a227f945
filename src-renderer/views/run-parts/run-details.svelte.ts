/** @file Whole runs, epoch by epoch, as far as a view needs them; running ones are fetched again as they grow. Reads: backend. */
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
  /** Runs that are watched: by how many, and the time of the last request. */
  readonly #watched = new Map<number, { watchers: number; last: number }>();
  readonly #queued = new Set<number>();
  /** Runs that are asked for again as soon as their last request is old enough. */
  readonly #resting = new Set<number>();
  /** Runs that are asked for: one question at a time, so that no earlier answer takes the place of a later one. */
  readonly #asked = new Set<number>();

  constructor({ backend }: Pick<WindowState, "backend">) {
    this.#backend = backend;
    backend.subscribe("epochs.added", ({ points }) => points.forEach((p) => this.#stale(p.runId)));
    backend.subscribe("runs.changed", ({ runs }) => runs.forEach((r) => this.#details.get(r.id)?.row.state !== r.state && this.#stale(r.id)));
    backend.onConnect(() => [...this.#watched.keys()].forEach((id) => this.#stale(id)));
  }

  /** @returns a function that ends the watch; what is known stays. */
  watch(ids: readonly number[]): () => void {
    for (const id of ids) {
      const { watchers, last } = this.#watched.get(id) ?? { watchers: 0, last: 0 };
      this.#watched.set(id, { watchers: watchers + 1, last });
      // Effects call this: an answer must not make them call again.
      const known = untrack(() => this.#details.get(id));
      if (!known || known.row.state !== "complete") this.#enqueue(id);
    }
    return () => ids.forEach((id) => this.#unwatch(id));
  }
  /** Two parts of a view may look at one run: it is watched until the last of them is gone. */
  #unwatch(id: number): void {
    const watched = this.#watched.get(id);
    if (!watched) return;
    if (watched.watchers === 1) this.#watched.delete(id);
    else this.#watched.set(id, { ...watched, watchers: watched.watchers - 1 });
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
    const watched = this.#watched.get(id);
    if (watched === undefined || this.#queued.has(id) || this.#resting.has(id)) return;
    this.#resting.add(id);
    setTimeout(
      () => {
        this.#resting.delete(id);
        if (this.#watched.has(id)) this.#enqueue(id);
      },
      Math.max(0, REFRESH_MS - (Date.now() - watched.last)),
    );
  }

  #enqueue(id: number): void {
    this.#queued.add(id);
    void this.#work();
  }

  async #work(): Promise<void> {
    const id = this.#asked.size < PARALLEL ? [...this.#queued].find((next) => !this.#asked.has(next)) : undefined;
    if (id === undefined) return;
    this.#queued.delete(id);
    this.#asked.add(id);
    const watched = this.#watched.get(id);
    if (watched) this.#watched.set(id, { ...watched, last: Date.now() });
    try {
      this.#details.set(id, await this.#backend.call("run.get", { id }));
      this.#errors.delete(id);
    } catch (thrown) {
      this.#errors.set(id, asAppError(thrown));
    } finally {
      this.#asked.delete(id);
    }
    void this.#work();
  }
}
