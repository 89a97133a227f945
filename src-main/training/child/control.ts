/** @file What the parent has asked of the cohort in training; the epoch loop looks here after every step or few. */

export interface DropRequest {
  readonly runIds: readonly number[];
  /** Keep the last whole epoch. */
  readonly checkpoint: boolean;
}

export class CohortControl {
  #stop: { readonly checkpoint: boolean } | null = null;
  #drops: DropRequest[] = [];
  readonly #stored = new Map<number, number>();
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

  noteStored(epochs: readonly { readonly runId: number; readonly epoch: number }[]): void {
    for (const { runId, epoch } of epochs) this.#stored.set(runId, Math.max(epoch, this.storedUpTo(runId)));
  }

  /** Epoch up to which the database has the results of a run; 0 when nothing was said. */
  storedUpTo(runId: number): number {
    return this.#stored.get(runId) ?? 0;
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
