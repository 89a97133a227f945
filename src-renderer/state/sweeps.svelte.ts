/** @file All sweeps with their counts, newest first. Reads: backend. Writes: renames, deletes, pauses through it. */
import type { SweepSummary } from "#shared/wire/records.ts";
import type { Connection } from "../transport/connection.ts";
import { LiveList } from "./live-list.svelte.ts";

export class SweepList extends LiveList<SweepSummary> {
  readonly #backend: Connection;

  constructor(backend: Connection) {
    super(backend, async () => (await backend.call("sweep.list", {})).toSorted((a, b) => b.id - a.id), ["sweeps.changed", "datasets.changed"]);
    this.#backend = backend;
  }
  async rename(id: number, name: string): Promise<void> {
    await this.#backend.call("sweep.rename", { id, name });
    await this.refresh();
  }
  async remove(id: number): Promise<void> {
    await this.#backend.call("sweep.remove", { id });
    await this.refresh();
  }
  async setPaused(id: number, paused: boolean): Promise<void> {
    await this.#backend.call(paused ? "sweep.pause" : "sweep.resume", { id });
    await this.refresh();
  }
  /** Trains what is left on what `auto` takes now, whatever the sweep began with. */
  async chooseEngine(id: number): Promise<void> {
    await this.#backend.call("sweep.resume", { id, engine: "auto" });
    await this.refresh();
  }
}
