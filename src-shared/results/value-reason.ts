/** @file Why a run has no value of a metric: what its measures say, or what became of the run. Words: src-shared/words/en/reasons.ts. */
import type { FitReason } from "../calibration/notes.ts";
import type { MetricReason } from "../metrics/reasons.ts";
import type { RunError } from "../wire/run-error.ts";
import type { RunFlag } from "../wire/run-flags.ts";
import type { RunState } from "../wire/run-state.ts";

/** Of measures that are stored. */
export type StoredReason = MetricReason | FitReason;

export type ValueReason =
  | StoredReason
  /** Failed, cancelled, waiting: each is said as what it is. */
  | { readonly id: "run-not-complete"; readonly run: { readonly state: RunState; readonly error: RunError | null; readonly flags: readonly RunFlag[] } }
  | { readonly id: "run-without-results" }
  | { readonly id: "counts-undefined" }
  | { readonly id: "not-measured-then" }
  /** Of a reported metric. */
  | { readonly id: "not-reported" }
  | { readonly id: "being-loaded" }
  | { readonly id: "scores-not-kept" }
  | { readonly id: "defined-for-some-seeds" };

/** @returns null for a complete run. */
export const whyNoResult = ({ state, error, flags }: Extract<ValueReason, { id: "run-not-complete" }>["run"]): ValueReason | null =>
  state === "complete" ? null : { id: "run-not-complete", run: { state, error, flags } };
