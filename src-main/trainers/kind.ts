/**
 * @file What a kind of trainer is: what it takes, how it is started, which messages it speaks.
 * The queue knows only this file; `local/` is the first kind. A suite that every kind passes: test/fixtures/trainer-kind-suite.ts.
 */
import type { z } from "zod";
import type { AppError } from "#shared/errors/errors.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";
import type { TrainerKindId } from "#shared/sweep/trainer-kinds.ts";
import type { Cohort, EpochResult, Fault, FromTrainer } from "#shared/wire/trainer-protocol.ts";
import type { LaunchTrainer } from "../processes/launch.ts";

export type TrainerState = "idle" | "starting" | "ready" | "training" | "stopping";

export interface TrainerLimits {
  /** From launch to `ready`: loading an engine and the self-check. */
  readonly startMs: number;
  /** Silence while training that counts as a hang; all three count only while this process runs (awake-timer.ts). */
  readonly silenceMs: number;
  /** From asking for a stop to SIGKILL. */
  readonly stopMs: number;
}

export type Ready = Extract<FromTrainer, { type: "ready" }>;
export type CohortMessage = Extract<
  FromTrainer,
  { type: "started" | "progress" | "metrics" | "epoch" | "run-finished" | "run-flagged" | "run-failed" | "warning" }
>;

export type CohortOutcome =
  | { readonly kind: "finished" }
  /** `killed`: the trainer did not obey in time; what it had trained since its last checkpoint is lost. */
  | { readonly kind: "stopped"; readonly killed?: AppError }
  /**
   * "process": the trainer died or hung, so another try may work. "outside": somebody else ended it, and "unstarted": the system started none,
   * which say nothing about its runs. "refused": the trainer refused the work and says why.
   */
  | { readonly kind: "failed"; readonly error: AppError; readonly by: "process" | "outside" | "unstarted" | "refused" };

export type OnCohortMessage = (message: CohortMessage, ready: Ready) => void;

/** Trains one cohort at a time, for as long as the app lives. */
export interface Trainer {
  readonly state: TrainerState;
  /** What it trains on, once that is known. */
  readonly ready: Ready | null;
  readonly pid: number | undefined;
  /** Starts what its first work will need. */
  warm(): void;
  /** Resolves exactly once with the outcome and never rejects. */
  train(cohort: Cohort, onMessage: OnCohortMessage): Promise<CohortOutcome>;
  /** The pending train() resolves with "stopped", also when it took force. */
  stop(checkpoint: boolean): void;
  /** Leaves these runs out; the caller stops instead when none would be left. */
  drop(runIds: readonly number[], checkpoint: boolean): void;
  /** These results are in the database. */
  stored(results: readonly EpochResult[]): void;
  /** The machine is about to sleep or has just woken: silence until now says nothing. */
  listenFirst(): void;
  /** Resolves when nothing of it is left. */
  dispose(): Promise<void>;
}

/** Where a trainer works. */
export interface TrainerPlace {
  readonly id: number;
  readonly limits: TrainerLimits;
  readonly onState: (state: TrainerState) => void;
  /** How this host starts a process of ours. */
  readonly launch: LaunchTrainer;
  /** Asked before each cohort; given by tests only. */
  readonly nextFault?: (() => Fault | undefined) | undefined;
}

export interface TrainerKind {
  readonly id: TrainerKindId;
  /** @returns why it cannot train such a sweep, before anything is stored; null when it can. */
  accepts(spec: SweepSpec): AppError | null;
  /** What crosses to its processes and back; both sides parse. */
  readonly messages: { readonly sent: z.ZodType; readonly received: z.ZodType<FromTrainer> };
  launch(place: TrainerPlace): Trainer;
}
