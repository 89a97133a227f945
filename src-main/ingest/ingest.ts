/**
 * @file Takes epochs from trainers, stores them in batches, then tells who listens.
 * Reads: parsed epoch results. Writes: the store, in one transaction per batch; event `epochs.added` after the commit.
 *
 * Order: the epochs of a run are stored in the order they came. Duplicates (a resumed run) replace.
 */
import type { EventPayload } from "#shared/contract.ts";
import { classMetrics, scoresOf } from "#shared/metrics.ts";
import type { EpochResult } from "#shared/trainer-protocol.ts";
import type { WriteDb } from "../store/open.ts";
import { storeEpochs } from "../store/result-rows.ts";

/** A transaction costs about a millisecond whatever it holds, so results wait this long for company. */
const BATCH_MS = 100;
/** Results of one transaction. */
const SLICE = 4;
/** The window is drawn at 60 frames a second: after so long the rest waits for another turn of the event loop. */
const TURN_MS = 6;

type Point = EventPayload<"epochs.added">["points"][number];

export class Ingest {
  readonly #db: WriteDb;
  readonly #onStored: (sweepId: number, results: readonly EpochResult[]) => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #waiting = new Map<number, EpochResult[]>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onFailure a batch could not be stored in its time; it is kept for the next {@link flush}. */
  constructor(db: WriteDb, onStored: (sweepId: number, results: readonly EpochResult[]) => void, onFailure: (error: unknown) => void) {
    this.#db = db;
    this.#onStored = onStored;
    this.#onFailure = onFailure;
  }

  add(sweepId: number, results: readonly EpochResult[]): void {
    const list = this.#waiting.get(sweepId) ?? [];
    list.push(...results);
    this.#waiting.set(sweepId, list);
    this.#timer ??= setTimeout(() => this.#turn(), BATCH_MS);
  }

  /**
   * Stores what waits, now: all of it, or of these runs alone. Called before a run is completed, so that a complete run has all its epochs.
   * @throws what the store throws (disk full, locked); what could not be stored goes on waiting.
   */
  flush(runs?: readonly number[]): void {
    for (const [sweepId, results] of this.#waiting) {
      const chosen = runs ? results.filter((result) => runs.includes(result.runId)) : results;
      if (chosen.length === 0) continue;
      this.#store(sweepId, chosen);
      this.#onStored(sweepId, chosen);
    }
    if (this.#waiting.size === 0) this.#rest();
  }

  #turn(): void {
    this.#rest();
    const until = performance.now() + TURN_MS;
    // Told once per turn: listeners get one message, not one for every slice.
    const told = new Map<number, EpochResult[]>();
    try {
      while (performance.now() < until) {
        const [next] = this.#waiting;
        if (!next) break;
        const [sweepId, results] = next;
        const slice = results.slice(0, SLICE);
        this.#store(sweepId, slice);
        told.set(sweepId, [...(told.get(sweepId) ?? []), ...slice]);
      }
    } catch (error) {
      return this.#onFailure(error);
    } finally {
      for (const [sweepId, results] of told) this.#onStored(sweepId, results);
    }
    if (this.#waiting.size > 0) this.#timer ??= setTimeout(() => this.#turn(), 0);
  }

  #store(sweepId: number, chosen: readonly EpochResult[]): void {
    storeEpochs(this.#db, chosen);
    const stored = new Set(chosen);
    const left = this.#waiting.get(sweepId)!.filter((result) => !stored.has(result));
    if (left.length > 0) this.#waiting.set(sweepId, left);
    else this.#waiting.delete(sweepId);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** What a chart of a running run needs of an epoch. */
export function epochPoint(result: EpochResult): Point {
  const classes = Math.sqrt(result.validation.length);
  return {
    runId: result.runId,
    epoch: result.epoch,
    trainLoss: Number.isFinite(result.trainLoss) ? result.trainLoss : null,
    validationMacroF1: scoresOf(result.validation, classes).macroF1,
    validationRecalls: classMetrics(result.validation, classes).map((c) => c.recall),
  };
}
