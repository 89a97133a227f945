/**
 * @file English: why a run, or the runs of a configuration, have no figures: failed, cancelled and waiting are each said as what they are.
 * Reads: states and errors of runs.
 */
import { counted } from "../../text/counted.ts";
import { agree } from "../../text/lists.ts";
import type { CompareRun } from "../../wire/records.ts";
import type { RunFlag } from "../../wire/run-flags.ts";
import { RUN_STATES, type RunState } from "../../wire/run-state.ts";
import { sayRunError } from "./run-errors.ts";

type Standing = { readonly flags: readonly RunFlag[] } & Pick<CompareRun, "state" | "error"> & Partial<Pick<CompareRun, "seed">>;

/** Behind "the run" or "2 runs". */
const VERBS: Readonly<Record<Exclude<RunState, "complete">, (n: number) => string>> = {
  waiting: (n) => `${agree(n, "is", "are")} waiting`,
  running: (n) => `${agree(n, "is", "are")} running`,
  paused: (n) => `${agree(n, "is", "are")} paused`,
  failed: () => "failed",
  cancelled: (n) => `${agree(n, "was", "were")} cancelled`,
  pruned: (n) => `${agree(n, "was", "were")} stopped early`,
};

/** "The loss became NaN in epoch 3." inside another sentence; "" without an error. */
const inside = ({ error, flags }: Standing): string => (error ? sayRunError({ error, flags }).replace(/\.$/, "").replace(/^The /, "the ") : "");

/** "the run failed: the loss became NaN in epoch 3 (learning rate 10)". @returns null for a complete run. */
export function runInWords(run: Standing): string | null {
  const { state, error } = run;
  if (state === "complete") return null;
  return `the run ${VERBS[state](1)}${error && (state === "failed" || state === "pruned") ? `: ${inside(run)}` : ""}`;
}

/**
 * "2 runs failed: the loss became NaN in epoch 3 (learning rate 10); 1 run is waiting", of those that are not complete.
 * Runs that failed for different reasons are told by their seeds.
 * @returns "" when all are complete.
 */
export function runStanding(runs: readonly Standing[]): string {
  if (runs.length === 0) return "it has no runs";
  const texts = (["failed", ...RUN_STATES] as const).flatMap((state, i, all) => {
    if (state === "complete" || all.indexOf(state) !== i) return [];
    const of = runs.filter((run) => run.state === state);
    if (of.length === 0) return [];
    const reasons = state === "failed" || state === "pruned" ? reasonsOf(of) : "";
    return [`${counted(of.length, "run")} ${VERBS[state](of.length)}${reasons}`];
  });
  return texts.join("; ");
}

/** "2 failed, 1 waiting", of those that are not complete. @returns "" when all are. */
export function briefStanding(runs: readonly Pick<CompareRun, "state">[]): string {
  const counts = (["failed", ...RUN_STATES] as const).flatMap((state, i, all) => {
    const n = state === "complete" || all.indexOf(state) !== i ? 0 : runs.filter((run) => run.state === state).length;
    return n > 0 ? [`${n} ${state === "pruned" ? "stopped early" : state}`] : [];
  });
  return counts.join(", ");
}

/** More are in the list of runs. */
const NAMED = 3;

function reasonsOf(runs: readonly Standing[]): string {
  const byError = [...Map.groupBy(runs, inside)].filter(([error]) => error !== "");
  if (byError.length === 0) return "";
  if (byError.length === 1) return `: ${byError[0]![0]}`;
  const each = byError.slice(0, NAMED).map(([error, of]) => {
    const seeds = of.flatMap(({ seed }) => seed ?? []);
    return `${error} (${seeds.length > 0 ? `${agree(seeds.length, "seed", "seeds")} ${seeds.join(", ")}` : counted(of.length, "run")})`;
  });
  return `: ${each.join(", ")}${byError.length > NAMED ? ` and ${counted(byError.length - NAMED, "other reason")}` : ""}`;
}
