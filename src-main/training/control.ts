/** @file What the parent has asked of the cohort in training; the epoch loop looks here after every step or few. Reads: nothing. Writes: nothing. */

export interface DropRequest {
  readonly runIds: readonly number[];
  /** Keep the last whole epoch. */
  readonly checkpoint: boolean;
}

export class CohortControl {
  #stop: { readonly checkpoint: boolean } | null = null;
  #drops: DropRequest[] = [];

  requestStop(checkpoint: boolean): void {
    this.#stop ??= { checkpoint };
  }

  requestDrop(request: DropRequest): void {
    this.#drops.push(request);
  }

  get stop(): { readonly checkpoint: boolean } | null {
    return this.#stop;
  }

  /** The drops asked for since the last call. */
  takeDrops(): readonly DropRequest[] {
    return this.#drops.splice(0);
  }
}
