/**
 * @file One sweep under comparison: its core and one state for each way to look at it. How it is looked at survives leaving the view.
 * Reads: backend, saved looks. Writes: saved looks.
 */
import type { Connection } from "../../../transport/connection.ts";
import { type Look, readLook, writeLook } from "./compare-look.ts";
import { CompareCore } from "./compare.svelte.ts";
import { MapView } from "./map-view.svelte.ts";
import { Selection } from "./selection.svelte.ts";
import { StatisticsView } from "./statistics-view.svelte.ts";
import { TableView } from "./table-view.svelte.ts";

export type CompareTab = Look["tab"];

export class Comparison {
  readonly core: CompareCore;
  readonly selection: Selection;
  readonly table: TableView;
  readonly statistics: StatisticsView;
  readonly map: MapView;
  #tab = $state<CompareTab>("table");

  /** @param tab the one of the sweep that was looked at before: another sweep is looked at in the same way. */
  constructor(backend: Connection, sweepId: number, tab: CompareTab | null = null) {
    const look = readLook(sweepId);
    this.core = new CompareCore(backend, sweepId);
    this.selection = new Selection(this.core, look);
    this.table = new TableView(this.core, look);
    this.statistics = new StatisticsView(this.core, this.selection, look);
    this.map = new MapView(this.core, look);
    if (look) {
      this.core.readAt(look.at);
      this.core.showDifferences(look.showDeltas);
    }
    this.#tab = tab ?? look?.tab ?? "table";
  }

  get tab(): CompareTab {
    return this.#tab;
  }
  open(tab: CompareTab): void {
    if (tab !== this.#tab) this.core.forgetPutOff();
    this.#tab = tab;
  }

  /** Saves how the sweep is looked at; call where changes of it are tracked. */
  remember(): void {
    const { at, showDeltas, sweepId } = this.core;
    const views = { ...this.selection.look, ...this.table.look, ...this.statistics.look, ...this.map.look };
    writeLook(sweepId, { tab: this.#tab, at, showDeltas, ...views });
  }
  /** Ends the subscriptions; the object must not be used afterwards. */
  close(): void {
    this.core.close();
  }
}
