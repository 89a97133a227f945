/** @file Specs, configurations and class names of sweeps that a view asked for; they never change after the sweep is made. Reads: backend. */
import type { SweepDetail } from "#shared/wire/records.ts";
import { SvelteMap } from "svelte/reactivity";
import type { WindowState } from "../../state/of-window.ts";

export class SweepDetailsState {
  readonly #window: Pick<WindowState, "backend" | "notices">;
  readonly #details = new SvelteMap<number, SweepDetail>();
  readonly #asked = new Set<number>();

  constructor(window: Pick<WindowState, "backend" | "notices">) {
    this.#window = window;
  }

  watch(id: number): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    this.#window.backend.call("sweep.get", { id }).then(
      (detail) => this.#details.set(id, detail),
      (thrown: unknown) => {
        this.#asked.delete(id);
        this.#window.notices.fail(thrown);
      },
    );
  }
  of(id: number): SweepDetail | null {
    return this.#details.get(id) ?? null;
  }
}
