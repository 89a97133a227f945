/** @file Runs of the sweeps that a view asked for, kept true by events. Reads: backend. */
import type { EventPayload } from "#shared/wire/contract.ts";
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import type { RunRow } from "#shared/wire/records.ts";
import { SvelteMap } from "svelte/reactivity";
import type { WindowState } from "../../state/of-window.ts";
import { perFrame } from "../../state/frame-batch.ts";

export class RunsState {
  readonly #backend: WindowState["backend"];
  /** Rows of each sweep in order of id; null while they load. */
  readonly #lists = new SvelteMap<number, readonly RunRow[] | null>();
  /** Sweeps asked for and not yet fetched, so that a derived value may ask without writing state. */
  readonly #asked = new Set<number>();
  /** Rows that came while their sweep was asked for: the answer may be older than they are, and nobody tells them again. */
  readonly #early = new Map<number, Map<number, RunRow>>();
  #error = $state.raw<AppError | null>(null);

  constructor({ backend }: Pick<WindowState, "backend">) {
    this.#backend = backend;
    const take = perFrame((batches: readonly EventPayload<"runs.changed">[]) => this.#merge(batches));
    backend.subscribe("runs.changed", take);
    backend.onConnect(() => void Promise.all([...this.#asked].map((id) => this.#fetch(id))));
  }
  get error(): AppError | null {
    return this.#error;
  }

  /** Asks for the runs of a sweep; later changes arrive by themselves. */
  watch(sweepId: number): void {
    if (this.#asked.has(sweepId)) return;
    this.#asked.add(sweepId);
    void this.#fetch(sweepId);
  }

  /** @returns null until the first answer, or when nobody watches the sweep. */
  of(sweepId: number): readonly RunRow[] | null {
    return this.#lists.get(sweepId) ?? null;
  }

  async #fetch(sweepId: number): Promise<void> {
    const early = new Map<number, RunRow>();
    this.#early.set(sweepId, early);
    // A later question has put another map in its place: its answer counts.
    const isLast = (): boolean => this.#early.get(sweepId) === early;
    try {
      const rows = await this.#backend.call("run.list", { sweepId });
      if (!isLast()) return;
      this.#lists.set(sweepId, withRows(rows, early));
      this.#error = null;
    } catch (thrown) {
      if (!isLast()) return;
      this.#asked.delete(sweepId);
      this.#error = asAppError(thrown);
    }
    this.#early.delete(sweepId);
  }

  #merge(batches: readonly EventPayload<"runs.changed">[]): void {
    const changed = new Map<number, Map<number, RunRow>>();
    for (const { sweepId, runs } of batches) {
      const rows = changed.get(sweepId) ?? new Map<number, RunRow>();
      changed.set(sweepId, rows);
      for (const run of runs) rows.set(run.id, run);
    }
    for (const [sweepId, rows] of changed) {
      const known = this.#lists.get(sweepId);
      for (const row of rows.values()) this.#early.get(sweepId)?.set(row.id, row);
      if (known) this.#lists.set(sweepId, withRows(known, rows));
    }
  }
}

/** The rows with those of `fresh` in their places; new ones by id. */
function withRows(known: readonly RunRow[], fresh: ReadonlyMap<number, RunRow>): readonly RunRow[] {
  const next = known.map((row) => fresh.get(row.id) ?? row);
  const there = new Set(known.map(({ id }) => id));
  const added = [...fresh.values()].filter(({ id }) => !there.has(id));
  return added.length ? [...next, ...added].sort((a, b) => a.id - b.id) : next;
}
