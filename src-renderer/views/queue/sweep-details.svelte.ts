/** @file Specs, configurations and class names of sweeps that a view asked for; they never change after the sweep is made. Reads: backend. */
import type { SweepDetail } from "#shared/wire/records.ts";
import { SvelteMap } from "svelte/reactivity";
import { backend } from "../../transport/backend.ts";
import { notices } from "../../state/notices.svelte.ts";

class SweepDetailsState {
  readonly #details = new SvelteMap<number, SweepDetail>();
  readonly #asked = new Set<number>();

  watch(id: number): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    backend.call("sweep.get", { id }).then(
      (detail) => this.#details.set(id, detail),
      (thrown: unknown) => {
        this.#asked.delete(id);
        notices.fail(thrown);
      },
    );
  }
  of(id: number): SweepDetail | null {
    return this.#details.get(id) ?? null;
  }
}
export const sweepDetails = new SweepDetailsState();
