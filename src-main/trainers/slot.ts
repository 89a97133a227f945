/** @file A place where one cohort trains at a time, by the kind of trainer that its sweep asks for. */
import { type TrainerKindId, USUAL_TRAINER } from "#shared/sweep/trainer-kinds.ts";
import type { Cohort, EpochResult } from "#shared/wire/trainer-protocol.ts";
import type { CohortOutcome, OnCohortMessage, Ready, Trainer, TrainerPlace, TrainerState } from "./kind.ts";
import { TRAINER_KINDS } from "./registry.ts";

/** A trainer of each kind that was asked for stays open; only one of them works at a time. */
export class Slot {
  readonly id: number;
  readonly #place: TrainerPlace;
  readonly #opened = new Map<TrainerKindId, Trainer>();
  /** The one that works, or worked last. */
  #kind: TrainerKindId = USUAL_TRAINER;

  constructor(place: TrainerPlace) {
    this.id = place.id;
    this.#place = place;
  }

  get state(): TrainerState {
    return this.#now?.state ?? "idle";
  }
  get ready(): Ready | null {
    return this.#now?.ready ?? null;
  }
  get pid(): number | undefined {
    return this.#now?.pid;
  }

  warm(): void {
    this.#open(this.#kind).warm();
  }

  train(kind: TrainerKindId, cohort: Cohort, onMessage: OnCohortMessage): Promise<CohortOutcome> {
    this.#kind = kind;
    return this.#open(kind).train(cohort, onMessage);
  }

  stop(checkpoint: boolean): void {
    this.#now?.stop(checkpoint);
  }
  drop(runIds: readonly number[], checkpoint: boolean): void {
    this.#now?.drop(runIds, checkpoint);
  }
  stored(results: readonly EpochResult[]): void {
    this.#now?.stored(results);
  }
  listenFirst(): void {
    this.#now?.listenFirst();
  }
  async dispose(): Promise<void> {
    await Promise.all([...this.#opened.values()].map((trainer) => trainer.dispose()));
  }

  get #now(): Trainer | undefined {
    return this.#opened.get(this.#kind);
  }
  #open(kind: TrainerKindId): Trainer {
    const trainer = this.#opened.get(kind) ?? TRAINER_KINDS[kind].launch(this.#place);
    this.#opened.set(kind, trainer);
    return trainer;
  }
}
