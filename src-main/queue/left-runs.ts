/**
 * @file What becomes of runs whose trainer has left them: back to the queue, blamed for it or not, or failed; and when training must pause for it.
 * Writes: states of runs.
 */
import { AppError } from "#shared/errors/errors.ts";
import type { WriteDb } from "../store/open.ts";
import { attemptsOf, failRun, releaseRun } from "../store/run-rows.ts";
import type { CohortOutcome } from "../trainers/kind.ts";

/** A run whose process died this often without getting further is failed: it may be the cause. */
const MAX_ATTEMPTS = 3;
/** Tries of one trainer to begin, in a row; each takes seconds (AGAIN_MS of processes/unstarted.ts), so this is about a minute. */
const MOST_UNSTARTED = 20;
/** Deaths from outside of a run that gets no further meanwhile: whoever ends every trainer would keep the queue busy for ever. */
const MOST_OUTSIDE = 20;

export class LeftRuns {
  /** Tries in a row, by trainer. */
  readonly #unstarted = new Map<number, number>();
  /** By run. */
  readonly #outside = new Map<number, { deaths: number; from: number }>();

  /** A trainer has begun with these runs at these epochs. */
  begun(slotId: number, startEpochs: readonly { runId: number; epoch: number }[]): void {
    this.#unstarted.delete(slotId);
    for (const { runId, epoch } of startEpochs) {
      const known = this.#outside.get(runId);
      if (!known || epoch > known.from) this.#outside.set(runId, { deaths: 0, from: epoch });
    }
  }

  /**
   * Counts how a trainer ended. @param left runs that it had not finished. @param others trainers that are there: while one may begin, or has, the rest can wait.
   * @returns why all training must wait for the user; null while another try may do.
   */
  count(slotId: number, left: readonly number[], outcome: CohortOutcome, others: readonly number[]): AppError | null {
    if (outcome.kind !== "failed") return null;
    const { reason = outcome.error.message } = outcome.error.data as { reason?: string };
    if (outcome.by === "unstarted") {
      const tries = (this.#unstarted.get(slotId) ?? 0) + 1;
      this.#unstarted.set(slotId, tries);
      return tries >= MOST_UNSTARTED && others.every((id) => this.#unstarted.has(id)) ? new AppError("train/no-process", { reason }) : null;
    }
    if (outcome.by !== "outside") return null;
    let most = 0;
    for (const id of left) {
      const known = this.#outside.get(id) ?? { deaths: 0, from: 0 };
      this.#outside.set(id, { ...known, deaths: known.deaths + 1 });
      most = Math.max(most, known.deaths + 1);
    }
    return most >= MOST_OUTSIDE ? new AppError("train/ended-outside", { times: most, reason }) : null;
  }

  /** @returns what is to be said of it: that a trainer does not begin is said once, and then when training pauses. */
  newsOf(slotId: number, outcome: CohortOutcome): AppError | null {
    if (outcome.kind === "stopped") return outcome.killed ?? null;
    if (outcome.kind !== "failed") return null;
    return outcome.by === "unstarted" && this.#unstarted.get(slotId) !== 1 ? null : outcome.error;
  }

  /** The user says to try again. */
  forget(): void {
    this.#unstarted.clear();
    this.#outside.clear();
  }
}

/** @param closing the app ends, and with it its trainers. */
export function settleRuns(db: WriteDb, left: readonly number[], outcome: CohortOutcome, closing: boolean, now: string): void {
  for (const id of left) {
    if (outcome.kind === "stopped") releaseRun(db, id, false, null);
    else if (outcome.kind === "finished") failRun(db, id, new AppError("train/no-result"), now);
    else {
      const { error } = outcome;
      if (outcome.by === "refused") failRun(db, id, error, now);
      else if (closing || outcome.by !== "process") releaseRun(db, id, false, null);
      else if (attemptsOf(db, id) < MAX_ATTEMPTS) releaseRun(db, id, true, error);
      else failRun(db, id, error, now);
    }
  }
}
