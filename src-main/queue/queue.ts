/**
 * @file The persistent queue: which runs train next, on which trainer, and what becomes of them.
 * Reads: waiting runs. Writes: states of runs through store/run-rows.ts; asks trainers to start, stop and drop.
 *
 * The database holds the truth. What is in memory here (who trains what) can be lost at any moment: the next start puts the runs
 * of a dead owner back and they continue from their checkpoints.
 */
import { AppError, asAppError, describe, fromWire } from "#shared/errors/errors.ts";
import type { Cohort, EpochResult } from "#shared/wire/trainer-protocol.ts";
import type { CohortMessage, CohortOutcome, Ready } from "../trainers/kind.ts";
import { trainerKindOf } from "../trainers/registry.ts";
import type { Slot } from "../trainers/slot.ts";
import type { EngineChoice } from "../engine-choice/engines.ts";
import type { Ingest } from "../ingest/ingest.ts";
import { getDataset } from "../store/dataset-rows.ts";
import type { WriteDb } from "../store/open.ts";
import { patiently } from "../store/patience.ts";
import { type ClaimedRun, claimCohort, listOrphans, nextSweep, releaseRun } from "../store/run-rows.ts";
import { getSweep } from "../store/sweep-rows.ts";
import { forgetLeftovers } from "./checkpoints.ts";
import { buildCohort } from "./cohort.ts";
import { LeftRuns, settleRuns } from "./left-runs.ts";
import { recoverOrphans } from "./orphans.ts";
import { portionOf } from "./portion.ts";
import { storeEnd, storeFailure, storeFinding, storeReportedMetrics, storeStart } from "./run-words.ts";

/** When engines cannot be measured: small cohorts suit every engine. */
const ANY_COHORT = 16;
/** No sweep has this id. */
const NO_SWEEP = -1;

interface QueueEvents {
  runsChanged(sweepId: number, runIds: readonly number[]): void;
  progress(slot: number, work: SlotWork): void;
  trainersChanged(): void;
  notice(error: AppError): void;
}

export interface SlotWork {
  readonly sweepId: number;
  readonly cohort: Cohort;
  /** Runs still trained; cancelled, paused and finished ones leave. */
  readonly live: Set<number>;
  /** Taken out by the user. Epochs that the trainer finishes before it hears of it count: its checkpoint has them. */
  readonly leaving: Set<number>;
  epoch: number;
  step: number;
  stepsPerEpoch: number;
  msPerStep: number | null;
  /** Of the engine that trains this cohort; empty until it has started. */
  engine: string;
  backend: string;
}

export interface QueueOptions {
  readonly db: WriteDb;
  readonly dataDir: string;
  readonly slots: readonly Slot[];
  readonly ingest: Ingest;
  readonly events: QueueEvents;
  /** How long a write is tried while another program holds the database. */
  readonly patienceMs: number;
  /** undefined: not measured yet; ask first. */
  readonly engineFor: (sweepId: number) => EngineChoice | undefined;
  readonly askEngine: (sweepId: number) => Promise<void>;
  /** Milliseconds since 1970; the only clock of the queue. */
  readonly clock: () => number;
}

export class Queue {
  readonly #o: QueueOptions;
  readonly #work = new Map<number, SlotWork>();
  readonly #loops = new Set<Promise<void>>();
  readonly #owner: string;
  #paused = false;
  #closing = false;
  /** The store could not be written: what is in memory is ahead of it until {@link setPaused} has made that good. */
  #halted = false;
  #cohorts = 0;
  #asking = false;
  /** An assignment is under way or waits for the store. */
  #nudged = false;
  readonly #leftRuns = new LeftRuns();
  /** Sweeps whose engines could not be measured. */
  readonly #refused = new Set<number>();
  /** null: every sweep. The command line trains the sweep that it was asked for and leaves others waiting. */
  #only: number | null;

  /** @param only "none" until {@link ask} names the one sweep to train. */
  constructor(options: QueueOptions, paused: boolean, only: "all" | "none" = "all") {
    this.#o = options;
    this.#paused = paused;
    this.#only = only === "all" ? null : NO_SWEEP;
    this.#owner = `${process.pid}-${options.clock()}`;
    for (const told of recoverOrphans(options.db)) options.events.notice(told);
    forgetLeftovers(options.db, options.dataDir);
  }

  get paused(): boolean {
    return this.#paused;
  }
  workOf(slot: number): SlotWork | undefined {
    return this.#work.get(slot);
  }
  /** Resolves when no trainer has work left and nothing can be claimed. */
  async idle(): Promise<void> {
    while (this.#loops.size > 0) await Promise.all(this.#loops);
  }

  /** Gives waiting runs to idle trainers. Cheap to call at any time; never throws. */
  nudge(): void {
    if (this.#nudged || this.#halted) return;
    this.#nudged = true;
    const given = this.#o.ingest
      .write(() => {
        this.#nudged = false;
        try {
          this.#assign();
        } catch (error) {
          this.#nudged = true;
          throw error;
        }
      })
      .then(() => void this.#loops.delete(given));
    this.#loops.add(given);
  }

  #assign(): void {
    if (this.#paused || this.#closing) return;
    const next = nextSweep(this.#o.db, this.#only);
    if (next === null) return;
    const choice = this.#engineOf(next);
    if (choice === undefined) return;
    const mine = this.#o.slots.slice(0, choice.trainers);
    const free = mine.filter((slot) => !this.#work.has(slot.id));
    for (const [index, slot] of free.entries()) {
      const runs = claimCohort(this.#o.db, { owner: this.#owner, now: this.#now() }, next, portionOf(choice, mine.length, free.length, index));
      if (runs.length === 0) return this.#assign();
      const loop = this.#train(slot, runs, choice)
        .catch((error: unknown) => this.halt(error))
        .finally(() => {
          this.#loops.delete(loop);
          this.nudge();
        });
      this.#loops.add(loop);
    }
  }

  /** From now on this sweep alone is trained, where only what is asked for is. */
  ask(sweepId: number): void {
    if (this.#only === null) return;
    this.#only = sweepId;
    this.nudge();
  }

  /** undefined: being measured, or not to be had; the measurement nudges again when it is done. */
  #engineOf(sweepId: number): EngineChoice | undefined {
    const choice = this.#refused.has(sweepId) ? this.#unmeasured(sweepId) : this.#o.engineFor(sweepId);
    if (choice || this.#asking) return choice;
    this.#asking = true;
    const asked = this.#o
      .askEngine(sweepId)
      .catch((error: unknown) => {
        if (this.#closing) return;
        // The trainer takes the engine that the sweep names, or chooses by itself, and says what is wrong with what it has.
        this.#refused.add(sweepId);
        this.#o.events.notice(asAppError(error));
      })
      .finally(() => {
        this.#asking = false;
        this.#loops.delete(asked);
        this.nudge();
      });
    this.#loops.add(asked);
    return undefined;
  }

  #unmeasured(sweepId: number): EngineChoice {
    return { engine: getSweep(this.#o.db, sweepId).spec.engine, cohort: ANY_COHORT, trainers: this.#o.slots.length };
  }

  /** @throws AppError `store/failed` when the queue was halted and the store still cannot be written. */
  setPaused(paused: boolean): void {
    if (!paused && this.#halted) this.#catchUp();
    if (!paused) this.#leftRuns.forget();
    this.#paused = paused;
    if (paused) this.stopWhere(() => true, true);
    else this.nudge();
  }

  /**
   * The disk is full or another program holds the database: results have nowhere to go, so nothing is trained until the user resumes.
   * The runs keep their state "running" and their results wait in memory: neither can be written now.
   */
  halt(error: unknown): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#paused = true;
    this.#o.events.notice(new AppError("store/failed", { detail: describe(error) }, { cause: error }));
    this.#o.events.trainersChanged();
    this.stopWhere(() => true, true);
  }

  /** What only the user can mend keeps trainers from work. The runs wait, and none is blamed. */
  #pauseFor(reason: AppError): void {
    if (this.#paused || this.#closing) return;
    this.#paused = true;
    this.#o.events.notice(reason);
    this.stopWhere(() => true, true);
  }

  /** Writes what waited; runs that no trainer holds any more go back to the queue, their attempt given back. */
  #catchUp(): void {
    const { db, ingest } = this.#o;
    try {
      ingest.flush();
      const held = new Set([...this.#work.values()].flatMap((work) => [...work.live]));
      for (const run of listOrphans(db)) if (!held.has(run.id)) releaseRun(db, run.id, false, null);
    } catch (error) {
      throw new AppError("store/failed", { detail: describe(error) }, { cause: error });
    }
    this.#halted = false;
  }

  /** Tells the trainers what the database has now. */
  stored(results: readonly EpochResult[]): void {
    for (const slot of this.#o.slots) {
      const mine = results.filter(({ runId }) => this.#work.get(slot.id)?.live.has(runId));
      if (mine.length > 0) slot.stored(mine);
    }
  }

  /** Stops the cohorts that match; their runs go back to waiting unless somebody moved them first. */
  stopWhere(match: (work: SlotWork) => boolean, checkpoint: boolean): void {
    for (const slot of this.#o.slots) {
      const work = this.#work.get(slot.id);
      if (work && match(work)) slot.stop(checkpoint);
    }
  }

  /** Takes runs out of training after their state was changed in the store. */
  dropRuns(runIds: readonly number[], checkpoint: boolean): void {
    for (const slot of this.#o.slots) {
      const work = this.#work.get(slot.id);
      const mine = runIds.filter((id) => work?.live.delete(id));
      if (!work || mine.length === 0) continue;
      for (const id of mine) work.leaving.add(id);
      if (work.live.size === 0) slot.stop(checkpoint);
      else slot.drop(mine, checkpoint);
    }
  }

  /** Stops everything at a checkpoint. The trainers are idle when it resolves. */
  async close(): Promise<void> {
    this.#closing = true;
    this.stopWhere(() => true, true);
    await Promise.all(this.#loops);
    await Promise.all(this.#o.slots.map((slot) => slot.dispose()));
    try {
      await patiently(() => this.#o.ingest.flush(), this.#o.patienceMs);
    } catch (error) {
      // Nothing more can be done here: the next start has it from the checkpoints.
      if (!this.#halted) this.#o.events.notice(new AppError("store/failed", { detail: describe(error) }, { cause: error }));
    }
  }

  async #train(slot: Slot, runs: readonly ClaimedRun[], choice: EngineChoice): Promise<void> {
    const { db, events } = this.#o;
    const sweep = getSweep(db, runs[0]!.sweepId);
    const cohort = buildCohort(`${this.#owner}-${++this.#cohorts}`, this.#o.dataDir, sweep, getDataset(db, sweep.datasetId), runs, choice.engine);
    const work: SlotWork = {
      sweepId: sweep.id,
      cohort,
      live: new Set(runs.map((run) => run.id)),
      leaving: new Set(),
      epoch: 0,
      step: 0,
      stepsPerEpoch: 0,
      msPerStep: null,
      engine: "",
      backend: "",
    };
    this.#work.set(slot.id, work);
    events.runsChanged(sweep.id, [...work.live]);
    events.trainersChanged();
    try {
      const outcome = await slot.train(trainerKindOf(sweep.spec).id, cohort, (message, ready) => this.#onMessage(slot.id, work, message, ready));
      const others = this.#o.slots.filter(({ id, state }) => id !== slot.id && state !== "idle").map(({ id }) => id);
      const lasting = this.#leftRuns.count(slot.id, [...work.live], outcome, others);
      await this.#o.ingest.write(() => {
        this.#o.ingest.flush(runs.map((run) => run.id));
        this.#settle(slot.id, work, outcome);
      });
      if (lasting) this.#pauseFor(lasting);
    } finally {
      this.#work.delete(slot.id);
      events.trainersChanged();
    }
  }

  #onMessage(slotId: number, work: SlotWork, message: CohortMessage, ready: Ready): void {
    const { events, ingest } = this.#o;
    const { sweepId } = work;
    const store = (write: () => void, runs: readonly number[]): void => {
      void ingest.write(() => {
        write();
        events.runsChanged(sweepId, runs);
      });
    };
    switch (message.type) {
      case "started": {
        work.stepsPerEpoch = message.stepsPerEpoch;
        work.engine = message.engine ?? ready.engine;
        work.backend = message.backend ?? ready.backend;
        this.#leftRuns.begun(slotId, message.startEpochs);
        for (const detail of message.warnings) events.notice(new AppError("train/note", { detail }));
        // A run that was taken out meanwhile may be in another trainer's hands already, and its epochs are that one's.
        const runs = [...work.live];
        return store(() => storeStart(this.#o, sweepId, runs, message, ready), runs);
      }
      case "progress":
        Object.assign(work, { epoch: message.epoch, step: message.step, stepsPerEpoch: message.stepsPerEpoch, msPerStep: message.msPerStep });
        return events.progress(slotId, work);
      case "epoch":
        return ingest.add(
          sweepId,
          message.results.filter((result) => this.#speaksFor(work, result.runId)),
        );
      case "metrics":
        return store(() => storeReportedMetrics(this.#o, sweepId, message), []);
      case "run-finished":
        if (!work.live.delete(message.runId)) return;
        return store(() => storeEnd(this.#o, sweepId, message, this.#now()), [message.runId]);
      case "run-flagged":
        if (!this.#speaksFor(work, message.runId)) return;
        return store(() => storeFinding(this.#o, sweepId, message), [message.runId]);
      case "warning":
        return events.notice(fromWire(message));
      case "run-failed":
        if (!work.live.delete(message.runId)) return;
        return store(() => storeFailure(this.#o, message, this.#now()), [message.runId]);
    }
  }

  /** Whether what the trainer says of a run in training is to be stored: not once another trainer has it. */
  #speaksFor(work: SlotWork, runId: number): boolean {
    if (work.live.has(runId)) return true;
    return work.leaving.has(runId) && ![...this.#work.values()].some((other) => other.live.has(runId));
  }

  #settle(slotId: number, work: SlotWork, outcome: CohortOutcome): void {
    const left = [...work.live];
    settleRuns(this.#o.db, left, outcome, this.#closing, this.#now());
    const news = outcome.kind === "stopped" || left.length > 0 ? this.#leftRuns.newsOf(slotId, outcome) : null;
    if (news) this.#o.events.notice(news);
    if (left.length > 0) this.#o.events.runsChanged(work.sweepId, left);
  }

  #now(): string {
    return new Date(this.#o.clock()).toISOString();
  }
}
