/** @file What the parent has asked of the cohort in training; the epoch loop looks here after every step or few. Reads: nothing. Writes: nothing. */

export interface DropRequest {
  readonly runIds: readonly number[];
  /** Keep the last whole epoch. */
  readonly checkpoint: boolean;
}

export class CohortControl {
  #stop: { readonly checkpoint: boolean } | null = null;
  #drops: DropRequest[] = [];
  #asked: (() => void)[] = [];

  requestStop(checkpoint: boolean): void {
    this.#stop ??= { checkpoint };
    this.#wake();
  }

  requestDrop(request: DropRequest): void {
    this.#drops.push(request);
    this.#wake();
  }

  /** Resolves once there is a request that was not taken yet. */
  async asked(): Promise<void> {
    if (!this.#stop && this.#drops.length === 0) await new Promise<void>((resolve) => this.#asked.push(resolve));
  }

  get stop(): { readonly checkpoint: boolean } | null {
    return this.#stop;
  }

  /** The drops asked for since the last call. */
  takeDrops(): readonly DropRequest[] {
    return this.#drops.splice(0);
  }

  #wake(): void {
    for (const resolve of this.#asked.splice(0)) resolve();
  }
}
