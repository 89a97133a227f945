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

type Point = EventPayload<"epochs.added">["points"][number];

export class Ingest {
  readonly #db: WriteDb;
  readonly #onStored: (sweepId: number, points: Point[]) => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #waiting = new Map<number, EpochResult[]>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onFailure a batch could not be stored in its time; it is kept for the next {@link flush}. */
  constructor(db: WriteDb, onStored: (sweepId: number, points: Point[]) => void, onFailure: (error: unknown) => void) {
    this.#db = db;
    this.#onStored = onStored;
    this.#onFailure = onFailure;
  }

  add(sweepId: number, results: readonly EpochResult[]): void {
    const list = this.#waiting.get(sweepId) ?? [];
    list.push(...results);
    this.#waiting.set(sweepId, list);
    this.#timer ??= setTimeout(() => {
      try {
        this.flush();
      } catch (error) {
        this.#onFailure(error);
      }
    }, BATCH_MS);
  }

  /**
   * Stores what waits, now. Called before a run is completed, so that a complete run has all its epochs.
   * @throws what the store throws (disk full, locked); what could not be stored goes on waiting.
   */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [sweepId, results] of this.#waiting) {
      storeEpochs(this.#db, results);
      this.#waiting.delete(sweepId);
      this.#onStored(sweepId, results.map(toPoint));
    }
  }
}

function toPoint(result: EpochResult): Point {
  const classes = Math.sqrt(result.validation.length);
  return {
    runId: result.runId,
    epoch: result.epoch,
    trainLoss: Number.isFinite(result.trainLoss) ? result.trainLoss : null,
    validationMacroF1: scoresOf(result.validation, classes).macroF1,
    validationRecalls: classMetrics(result.validation, classes).map((c) => c.recall),
  };
}
