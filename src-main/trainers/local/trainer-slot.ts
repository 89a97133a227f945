/**
 * @file One trainer process and what it is doing: start, train one cohort at a time, stop, and every way it can die.
 * Reads: messages of the trainer, each parsed. Writes: messages to it; the state below, in `enter` only.
 *
 * A promise tied to the process settles when the process ends, whatever ended it.
 */
import { counted } from "#shared/text/counted.ts";
import { AppError, assertNever } from "#shared/errors/errors.ts";
import { type Cohort, type EpochResult, type Fault, type FromTrainer, FromTrainerSchema, type ToTrainer } from "#shared/wire/trainer-protocol.ts";
import { AwakeTimer } from "./awake-timer.ts";
import type { DeathCause } from "../../processes/death.ts";
import type { CohortOutcome, OnCohortMessage, Ready, Trainer, TrainerLimits, TrainerPlace, TrainerState } from "../kind.ts";
import { Inbox } from "./inbox.ts";
import type { LaunchTrainer, TrainerProcess } from "../../processes/launch.ts";

export const DEFAULT_LIMITS: TrainerLimits = { startMs: 60_000, silenceMs: 30_000, stopMs: 8_000 };

interface Job {
  /** Without the runs that were dropped before it was sent. */
  cohort: Cohort;
  readonly onMessage: OnCohortMessage;
  readonly settle: (outcome: CohortOutcome) => void;
}

/** What the disk or the database lacked for a moment: worth another try, unlike what the cohort itself is refused for. */
const WANTS = /^(disk|store)\//;

export class TrainerSlot implements Trainer {
  readonly id: number;
  #state: TrainerState = "idle";
  #process: TrainerProcess | null = null;
  #ready: Ready | null = null;
  #job: Job | null = null;
  readonly #timer = new AwakeTimer();
  #exited: (() => void)[] = [];
  readonly #launch: LaunchTrainer;
  readonly #limits: TrainerLimits;
  readonly #onState: (state: TrainerState) => void;
  readonly #nextFault: (() => Fault | undefined) | undefined;

  constructor({ id, launch, limits, onState, nextFault }: TrainerPlace) {
    this.id = id;
    this.#launch = launch;
    this.#limits = limits;
    this.#onState = onState;
    this.#nextFault = nextFault;
  }

  get state(): TrainerState {
    return this.#state;
  }
  get ready(): Ready | null {
    return this.#ready;
  }
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the process ahead of its first work: what loads meanwhile in this process costs no time then. */
  warm(): void {
    if (!this.#process && !this.#job) this.#start();
  }

  /** Trains a cohort. Resolves exactly once with its outcome and never rejects. */
  train(cohort: Cohort, onMessage: Job["onMessage"]): Promise<CohortOutcome> {
    if (this.#job) throw new AppError("app/internal", { detail: `trainer ${this.id} already has work` });
    return new Promise((settle) => {
      this.#job = { cohort, onMessage, settle };
      if (this.#process && this.#ready) this.#begin();
      // Its earlier work was taken back before it was ready: the same process goes on to this.
      else if (this.#process) this.#awaitReady();
      else this.#start();
    });
  }

  /** Asks for a stop; the pending train() resolves with "stopped", also when the trainer had to be killed for it. */
  stop(checkpoint: boolean): void {
    if (!this.#job || this.#state === "stopping") return;
    if (this.#state === "starting") return this.#finish({ kind: "stopped" });
    this.#enter("stopping");
    this.#send({ type: "stop", checkpoint });
    this.#watch(this.#limits.stopMs, () => this.#kill({ kind: "stopped", killed: new AppError("train/hung", { seconds: this.#limits.stopMs / 1000 }) }));
  }

  /** The machine is about to sleep or has just woken: silence until now says nothing. */
  listenFirst(): void {
    this.#timer.again();
  }

  /** Leaves these runs out; the caller stops instead when none would be left. */
  drop(runIds: readonly number[], checkpoint: boolean): void {
    const job = this.#job;
    if (this.#state === "training") this.#send({ type: "drop", runIds: [...runIds], checkpoint });
    else if (this.#state === "starting" && job) job.cohort = { ...job.cohort, runs: job.cohort.runs.filter((run) => !runIds.includes(run.runId)) };
  }

  stored(results: readonly EpochResult[]): void {
    if (this.#state === "training") this.#send({ type: "stored", epochs: results.map(({ runId, epoch }) => ({ runId, epoch })) });
  }

  /** Ends the process: asks first, kills after the stop limit. Resolves when it is gone. */
  async dispose(): Promise<void> {
    const process = this.#process;
    if (!process) return;
    const gone = new Promise<void>((resolve) => this.#exited.push(resolve));
    this.#send({ type: "shutdown" });
    const timer = setTimeout(() => process.kill(), this.#limits.stopMs);
    await gone;
    clearTimeout(timer);
  }

  #start(): void {
    let process: TrainerProcess;
    try {
      process = this.#launch();
    } catch (cause) {
      return this.#finish({ kind: "failed", error: new AppError("train/start", { reason: String(cause) }, { cause }), by: "process" });
    }
    this.#process = process;
    const inbox = new Inbox((raw) => {
      // Late words of a process that was already given up are not for the next one.
      if (this.#process === process) this.#receive(raw);
    });
    process.onMessage((raw) => inbox.add(raw));
    process.onExit((reason, cause) => {
      inbox.drain();
      this.#exit(process, reason, cause);
    });
    this.#awaitReady();
  }

  #awaitReady(): void {
    this.#enter("starting");
    this.#watch(this.#limits.startMs, () => this.#giveUp(new AppError("train/start", { reason: `it was not ready after ${this.#limits.startMs / 1000} s` })));
  }

  #begin(): void {
    const job = this.#job;
    if (!job) {
      this.#timer.clear();
      return this.#enter("ready");
    }
    this.#enter("training");
    this.#send({ type: "train", cohort: job.cohort, fault: this.#nextFault?.() });
    this.#watchSilence();
  }

  #receive(raw: unknown): void {
    const parsed = FromTrainerSchema.safeParse(raw);
    if (!parsed.success)
      return this.#giveUp(new AppError("train/failed", { detail: `a message of the trainer is not valid: ${parsed.error.issues[0]?.message ?? "?"}` }));
    const message = parsed.data;
    if (message.type === "ready") {
      this.#ready = message;
      return this.#begin();
    }
    const job = this.#job;
    if (isOfNoCohort(message) || !job || !this.#ready || message.cohortId !== job.cohort.cohortId) return;
    switch (message.type) {
      case "started":
      case "progress":
      case "metrics":
      case "epoch":
      case "run-finished":
      case "run-flagged":
      case "run-failed":
      case "warning":
        if (this.#state === "training") this.#watchSilence();
        return job.onMessage(message, this.#ready);
      case "cohort-finished":
        return this.#finish({ kind: "finished" });
      case "cohort-stopped":
        return this.#finish({ kind: "stopped" });
      case "cohort-failed": {
        const { code, data } = message;
        return this.#finish({ kind: "failed", error: new AppError(code, data), by: WANTS.test(code) ? "process" : "refused" });
      }
      default:
        assertNever(message);
    }
  }

  #exit(process: TrainerProcess, reason: string, cause: DeathCause): void {
    if (this.#process === process) {
      this.#process = null;
      this.#ready = null;
      const error =
        this.#state === "starting"
          ? new AppError("train/start", { reason })
          : new AppError("train/crashed", { reason, runs: counted(this.#job?.cohort.runs.length ?? 0, "run") });
      this.#finish({ kind: "failed", error, by: cause === "itself" ? "process" : cause });
    }
    for (const resolve of this.#exited.splice(0)) resolve();
  }

  #giveUp(error: AppError): void {
    this.#kill({ kind: "failed", error, by: "process" });
  }

  /** Ends the process, and the work with this outcome; its exit is then no news. */
  #kill(outcome: CohortOutcome): void {
    const process = this.#process;
    this.#process = null;
    this.#ready = null;
    process?.kill();
    this.#finish(outcome);
  }

  #finish(outcome: CohortOutcome): void {
    this.#timer.clear();
    const job = this.#job;
    this.#job = null;
    this.#enter(this.#process ? (this.#ready ? "ready" : "starting") : "idle");
    job?.settle(outcome);
  }

  #watchSilence(): void {
    this.#watch(this.#limits.silenceMs, () => this.#giveUp(new AppError("train/hung", { seconds: this.#limits.silenceMs / 1000 })));
  }

  #watch(ms: number, expire: () => void): void {
    this.#timer.start(ms, expire);
  }

  #send(message: ToTrainer): void {
    this.#process?.send(message);
  }

  #enter(state: TrainerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state);
  }
}

const OF_NO_COHORT = ["surveyed", "probed", "measured", "measure-failed"] as const;
/** Answers of processes that train nothing. */
function isOfNoCohort(message: FromTrainer): message is Extract<FromTrainer, { type: (typeof OF_NO_COHORT)[number] }> {
  return (OF_NO_COHORT as readonly string[]).includes(message.type);
}
