/** @file States of a run and the moves between them. */

export const RUN_STATES = ["waiting", "running", "paused", "complete", "failed", "cancelled", "pruned"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** States in which a run may still come to a result of its own accord or when somebody resumes it. */
export const UNFINISHED_STATES = ["waiting", "running", "paused"] as const satisfies readonly RunState[];

export function isUnfinished(state: RunState): boolean {
  return (UNFINISHED_STATES as readonly RunState[]).includes(state);
}

/** Who may follow whom. A finished run is final, except that a retry puts failed and cancelled ones back in the queue. */
const MOVES: Readonly<Record<RunState, readonly RunState[]>> = {
  waiting: ["running", "paused", "cancelled"],
  running: ["complete", "failed", "cancelled", "pruned", "waiting", "paused"],
  paused: ["waiting", "cancelled"],
  complete: [],
  failed: ["waiting"],
  cancelled: ["waiting"],
  pruned: [],
};

export function canMove(from: RunState, to: RunState): boolean {
  return MOVES[from].includes(to);
}
