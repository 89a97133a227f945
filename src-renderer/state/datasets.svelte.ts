/** @file The imported data sets, newest first. Reads: backend. Writes: renames and deletes through it. */
import type { Dataset } from "#shared/data/dataset.ts";
import type { Connection } from "../transport/connection.ts";
import { LiveList } from "./live-list.svelte.ts";

export class DatasetList extends LiveList<Dataset> {
  readonly #backend: Connection;

  constructor(backend: Connection) {
    super(backend, async () => (await backend.call("dataset.list", {})).toSorted((a, b) => b.id - a.id), ["datasets.changed", "sweeps.changed"]);
    this.#backend = backend;
  }
  /** Waits for the list, so that a view that goes to the new data set finds it. */
  async importSample(): Promise<Dataset> {
    const dataset = await this.#backend.call("dataset.importSample", {});
    await this.refresh();
    return dataset;
  }
  async rename(id: number, name: string): Promise<void> {
    await this.#backend.call("dataset.rename", { id, name });
    await this.refresh();
  }
  async remove(id: number): Promise<void> {
    await this.#backend.call("dataset.remove", { id });
    await this.refresh();
  }
}
