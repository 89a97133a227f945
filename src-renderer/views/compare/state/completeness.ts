/** @file How much of a sweep is there: counts by state, never dropped silently. Reads: runs. */
import type { CompareRun } from "#shared/wire/records.ts";
import { RUN_STATES, type RunState } from "#shared/wire/run-state.ts";

export interface Completeness {
  readonly total: number;
  readonly complete: number;
  /** The other states that occur, in the order of the state list. */
  readonly others: readonly { readonly state: RunState; readonly count: number }[];
}

export function completenessOf(runs: readonly Pick<CompareRun, "state">[]): Completeness {
  const counts = new Map<RunState, number>();
  for (const run of runs) counts.set(run.state, (counts.get(run.state) ?? 0) + 1);
  return {
    total: runs.length,
    complete: counts.get("complete") ?? 0,
    others: RUN_STATES.flatMap((state) => (state !== "complete" && counts.has(state) ? [{ state, count: counts.get(state)! }] : [])),
  };
}
