/**
 * @file Pause, resume, cancel and retry, of one run or a whole sweep.
 * Reads: states of runs. Writes: them, first in the store (so that a crash right after keeps the wish), then tells the queue.
 */
import { canMove, RUN_STATES, type RunState } from "#shared/wire/run-state.ts";
import type { Queue } from "../queue/queue.ts";
import type { WriteDb } from "../store/open.ts";
import { getRunPlace, listRunIds, moveRun } from "../store/run-rows.ts";
import { getSweep, setSweepPaused } from "../store/sweep-rows.ts";

type Target = "cancelled" | "paused" | "waiting";

/** States a run may be in for each wish; "waiting" from paused is a resume, from failed or cancelled a retry. */
const sources = (to: Target, only?: readonly RunState[]): RunState[] =>
  RUN_STATES.filter((from) => from !== "running" || to !== "waiting").filter((from) => canMove(from, to) && (!only || only.includes(from)));

export const RETRYABLE: readonly RunState[] = ["failed", "cancelled"];

export interface Control {
  /** @throws AppError `run/state` when the run cannot be moved so. @returns the sweep of the run. */
  moveOne(id: number, to: Target, only?: readonly RunState[]): number;
  /** Moves the runs of a sweep that can be moved. @returns their ids. */
  moveAll(sweepId: number, to: Target, only?: readonly RunState[]): number[];
  pauseSweep(sweepId: number): void;
  resumeSweep(sweepId: number): number[];
}

export function createControl(db: WriteDb, queue: Queue, clock: () => number): Control {
  const now = (): string => new Date(clock()).toISOString();
  const leave = (ids: readonly number[], to: Target): void => {
    if (to !== "waiting") queue.dropRuns(ids, to === "paused");
    else queue.nudge();
  };
  return {
    moveOne(id, to, only) {
      const { sweepId } = getRunPlace(db, id);
      moveRun(db, id, sources(to, only), to, now());
      leave([id], to);
      return sweepId;
    },
    moveAll(sweepId, to, only) {
      getSweep(db, sweepId);
      const from = sources(to, only);
      const ids = db.transaction(() => {
        const found = listRunIds(db, sweepId, from);
        for (const id of found) moveRun(db, id, from, to, now());
        return found;
      })();
      leave(ids, to);
      return ids;
    },
    pauseSweep(sweepId) {
      setSweepPaused(db, sweepId, true);
      queue.stopWhere((work) => work.sweepId === sweepId, true);
    },
    resumeSweep(sweepId) {
      setSweepPaused(db, sweepId, false);
      const ids = this.moveAll(sweepId, "waiting", ["paused"]);
      queue.nudge();
      return ids;
    },
  };
}
