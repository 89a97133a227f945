/**
 * @file Listens to the trainers for whoever tells when a sweep will end.
 * Reads: what trainers are given and say. Writes: nothing; what was seen lives as long as this process.
 */
import type { TrainerKindId } from "#shared/sweep/trainer-kinds.ts";
import type { Cohort } from "#shared/wire/trainer-protocol.ts";
import type { Machine, RunCosts } from "../planner/forecast.ts";
import { Pace } from "../planner/pace.ts";
import type { CohortOutcome, OnCohortMessage, TrainerPlace, TrainerState } from "../trainers/kind.ts";
import { Slot } from "../trainers/slot.ts";

/** Name of the setting that keeps {@link Paces.machine}. */
export const MACHINE_SETTING = "machine.costs";
/** Fewer ends of runs than this teach nothing. */
const ENOUGH = 10;
/** A new figure is kept when it differs by more than this: every end of a cohort asks. */
const WORTH = 0.1;

export class Paces {
  readonly #now: () => number;
  readonly #bySweep = new Map<number, Pace>();
  #machine: Machine | null;

  /** @param machine what was kept of earlier sweeps. */
  constructor(now: () => number, machine: Machine | null) {
    this.#now = now;
    this.#machine = machine;
  }

  get machine(): Machine | null {
    return this.#machine;
  }

  of(sweepId: number): Pace {
    const pace = this.peek(sweepId) ?? new Pace(this.#now);
    this.#bySweep.set(sweepId, pace);
    return pace;
  }
  /** undefined: none of its runs was in a trainer's hands since the app began. */
  peek(sweepId: number): Pace | undefined {
    return this.#bySweep.get(sweepId);
  }

  /** @param plain what the sweep's runs would cost at the constants of the forecast. @returns the machine's figures where they are news. */
  learn(sweepId: number, plain: RunCosts): Machine | null {
    const { end, start } = this.of(sweepId).costs;
    if (end.count < ENOUGH || start.count < ENOUGH) return null;
    const found = { end: end.ms / end.count / plain.end, start: start.ms / start.count / plain.start };
    const known = this.#machine;
    const near = (a: number, b: number): boolean => Math.abs(a - b) <= WORTH * b;
    if (known && near(found.end, known.end) && near(found.start, known.start)) return null;
    this.#machine = found;
    return found;
  }
}

/** A trainer that is listened to. */
export class WatchedSlot extends Slot {
  readonly #paceOf: (slot: number) => Pace | undefined;
  readonly #onEnd: (slot: number) => void;

  /** @param paceOf the pace of the sweep that this trainer works on; undefined without work. @param onEnd a cohort is over, and its work still known. */
  constructor(paceOf: (slot: number) => Pace | undefined, onEnd: (slot: number) => void, place: TrainerPlace) {
    const { id, onState } = place;
    const told = (state: TrainerState): void => {
      if (state === "training") paceOf(id)?.sent(id);
      onState(state);
    };
    super({ ...place, onState: told });
    this.#paceOf = paceOf;
    this.#onEnd = onEnd;
  }

  override async train(kind: TrainerKindId, cohort: Cohort, onMessage: OnCohortMessage): Promise<CohortOutcome> {
    const pace = this.#paceOf(this.id);
    pace?.claimed(
      this.id,
      cohort.runs.map((run) => run.runId),
      cohort.epochs,
    );
    try {
      return await super.train(kind, cohort, (message, ready) => {
        onMessage(message, ready);
        pace?.heard(this.id, message);
      });
    } finally {
      pace?.ended(this.id);
      this.#onEnd(this.id);
    }
  }
}
