/** @file Runs of the sweeps that a view asked for, kept true by events. Reads: backend. Writes: nothing. */
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
  error = $state.raw<AppError | null>(null);

  constructor({ backend }: Pick<WindowState, "backend">) {
    this.#backend = backend;
    const take = perFrame((batches: readonly EventPayload<"runs.changed">[]) => this.#merge(batches));
    backend.subscribe("runs.changed", take);
    backend.onConnect(() => void Promise.all([...this.#asked].map((id) => this.#fetch(id))));
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
    try {
      this.#lists.set(sweepId, await this.#backend.call("run.list", { sweepId }));
      this.error = null;
    } catch (thrown) {
      this.#asked.delete(sweepId);
      this.error = asAppError(thrown);
    }
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
      if (!known) continue;
      const next = known.map((row) => {
        const fresh = rows.get(row.id);
        rows.delete(row.id);
        return fresh ?? row;
      });
      this.#lists.set(sweepId, rows.size ? [...next, ...rows.values()].sort((a, b) => a.id - b.id) : next);
    }
  }
}
