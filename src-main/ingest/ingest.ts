/**
 * @file What trainers say on its way into the store: epochs in batches, everything else in its turn; then tells who listens.
 * Reads: parsed epoch results. Writes: the store, in one transaction per batch; event `epochs.added` after the commit.
 *
 * Order: the epochs of a run are stored in the order they came, and after every write that was asked for before them. Duplicates (a resumed
 * run) replace. A store that another program holds is tried again from the event loop, so that the window lives on meanwhile; what it does not
 * take waits here.
 */
import type { EventPayload } from "#shared/wire/contract.ts";
import type { Task } from "#shared/task/task.ts";
import type { EpochResult } from "#shared/wire/trainer-protocol.ts";
import type { WriteDb } from "../store/open.ts";
import { heldByAnother, RETRY_MS } from "../store/patience.ts";
import { storeEpochs } from "../store/result-rows.ts";
import { taskOfSweep } from "../store/sweep-rows.ts";

/** A transaction costs about a millisecond whatever it holds, so results wait this long for company. */
const BATCH_MS = 100;
/** Results of one transaction. */
const SLICE = 4;
/** The window is drawn at 60 frames a second: after so long the rest waits for another turn of the event loop. */
const TURN_MS = 6;

type Point = EventPayload<"epochs.added">["points"][number];

interface Write {
  readonly run: () => void;
  /** false: the store refuses; the write goes on waiting. */
  readonly settle: (done: boolean) => void;
}

export class Ingest {
  readonly #db: WriteDb;
  readonly #onStored: (sweepId: number, results: readonly EpochResult[]) => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #patienceMs: number;
  readonly #waiting = new Map<number, EpochResult[]>();
  readonly #writes: Write[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing = false;
  /** Since when another program has held the store; null: it has not. */
  #heldSince: number | null = null;
  /** Gave up until the next {@link flush}. */
  #refused = false;

  /**
   * @param onFailure the store refused, or was held for longer than `patienceMs`; what waits is kept for the next {@link flush}.
   */
  constructor(db: WriteDb, onStored: (sweepId: number, results: readonly EpochResult[]) => void, onFailure: (error: unknown) => void, patienceMs: number) {
    this.#db = db;
    this.#onStored = onStored;
    this.#onFailure = onFailure;
    this.#patienceMs = patienceMs;
  }

  add(sweepId: number, results: readonly EpochResult[]): void {
    if (results.length === 0) return;
    const list = this.#waiting.get(sweepId) ?? [];
    list.push(...results);
    this.#waiting.set(sweepId, list);
    if (!this.#refused) this.#timer ??= setTimeout(() => this.#turn(), BATCH_MS);
  }

  /**
   * Does a write, at once where nothing waits before it. It may be tried several times, so it must leave nothing behind when it throws.
   * @returns true once it is done, false when the store refuses: it then waits for the next {@link flush}. Never rejects.
   */
  write(run: () => void): Promise<boolean> {
    return new Promise((settle) => {
      this.#writes.push({ run, settle });
      if (this.#refused) settle(false);
      else if (!this.#writing && this.#heldSince === null) this.#turn(false);
    });
  }

  /**
   * Stores what waits, now: all of it, or the epochs of these runs alone. The second is for a {@link write} that needs them before it.
   * @throws what the store throws (disk full, locked); what could not be stored goes on waiting.
   */
  flush(runs?: readonly number[]): void {
    if (!runs) {
      this.#doWrites();
      this.#refused = false;
      this.#heldSince = null;
    }
    for (const [sweepId, results] of this.#waiting) {
      const chosen = runs ? results.filter((result) => runs.includes(result.runId)) : results;
      if (chosen.length === 0) continue;
      this.#store(sweepId, chosen);
      this.#onStored(sweepId, chosen);
    }
    if (this.#waiting.size === 0) this.#rest();
  }

  /** @param epochs false: those that wait for company go on waiting. */
  #turn(epochs = true): void {
    if (epochs) this.#rest();
    try {
      this.#doWrites();
      if (epochs) this.#storeSlices();
      this.#heldSince = null;
    } catch (error) {
      return this.#failed(error);
    }
    if (epochs && this.#waiting.size > 0) this.#timer ??= setTimeout(() => this.#turn(), 0);
  }

  #failed(error: unknown): void {
    const now = performance.now();
    if (heldByAnother(error) && now - (this.#heldSince ??= now) < this.#patienceMs) {
      this.#rest();
      this.#timer = setTimeout(() => this.#turn(), RETRY_MS);
      return;
    }
    this.#refused = true;
    this.#rest();
    for (const { settle } of this.#writes) settle(false);
    this.#onFailure(error);
  }

  #doWrites(): void {
    // A write that asks for another is not done yet: that one comes behind it.
    if (this.#writing) return;
    this.#writing = true;
    try {
      for (let next = this.#writes[0]; next; next = this.#writes[0]) {
        next.run();
        this.#writes.shift();
        next.settle(true);
      }
    } finally {
      this.#writing = false;
    }
  }

  #storeSlices(): void {
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
    } finally {
      for (const [sweepId, results] of told) this.#onStored(sweepId, results);
    }
  }

  #store(sweepId: number, chosen: readonly EpochResult[]): void {
    storeEpochs(this.#db, taskOfSweep(this.#db, sweepId), chosen);
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
export function epochPoint(task: Pick<Task, "macroF1" | "perClass">, result: EpochResult): Point {
  return {
    runId: result.runId,
    epoch: result.epoch,
    trainLoss: Number.isFinite(result.trainLoss) ? result.trainLoss : null,
    validationMacroF1: task.macroF1(result.validation),
    validationRecalls: task.perClass(result.validation).map((c) => c.recall),
  };
}
