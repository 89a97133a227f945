/**
 * @file What the runs of one sweep cost its trainers, as far as it was seen: epochs, ends of runs, starts of cohorts.
 * Reads: the messages of its trainers, each with the time at which it was heard.
 *
 * Every moment of a trainer between two messages belongs to the one that ends it, so nothing it does goes uncounted: an epoch, or the end of a
 * run (measuring its scores, sending and storing them), or the start of a cohort (reading the table, encoding, initial weights).
 */
import type { FromTrainer } from "#shared/wire/trainer-protocol.ts";

/** Older measurements fade: what the machine did minutes ago says less. Milliseconds of one trainer. */
const FADE_MS = 40_000;

/** A mean cost: time over count, both fading. */
export interface Cost {
  readonly ms: number;
  readonly count: number;
}

class Meter {
  #ms = 0;
  #count = 0;

  fade(ms: number): void {
    const keep = Math.exp(-ms / FADE_MS);
    this.#ms *= keep;
    this.#count *= keep;
  }

  add(ms: number, count: number): void {
    this.#ms += ms;
    this.#count += count;
  }

  get cost(): Cost {
    return { ms: this.#ms, count: this.#count };
  }
}

type Heard = Extract<FromTrainer, { type: "started" | "progress" | "metrics" | "epoch" | "run-finished" | "run-flagged" | "run-failed" | "warning" }>;

interface Activity {
  /** null: the trainer's process is starting, and no work has been sent. */
  heardAt: number | null;
  started: boolean;
  readonly epochs: number;
  /** Epochs that each run still has. */
  readonly left: Map<number, number>;
  /** Share of the present epoch that is trained, as the trainer says; its evaluation comes after that. */
  share: number;
}

export interface SlotLeft {
  readonly started: boolean;
  /** Since the trainer was last heard of something that counts. */
  readonly sinceMs: number;
  readonly runs: number;
  /** Of all its runs. */
  readonly epochs: number;
}

export interface PaceCosts {
  readonly epoch: Cost;
  readonly end: Cost;
  readonly start: Cost;
  /** Milliseconds of trainers that went into these, unfaded. */
  readonly seenMs: number;
}

/** Training steps take this share of an epoch; the rest is evaluation. */
const STEPS_SHARE = 0.8;

export class Pace {
  readonly #now: () => number;
  readonly #epoch = new Meter();
  readonly #end = new Meter();
  readonly #start = new Meter();
  #seenMs = 0;
  readonly #slots = new Map<number, Activity>();

  /** @param now milliseconds of a clock that never goes back and stands still while the machine sleeps. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Costs of a run-epoch, of the end of a run, and of the start of a run's cohort. */
  get costs(): PaceCosts {
    const epoch = this.#epoch.cost;
    return { epoch: epoch.count > 0 ? epoch : this.#firstEpoch(), end: this.#end.cost, start: this.#start.cost, seenMs: this.#seenMs };
  }

  /** A cohort is meant for this trainer. @param epochs of each of its runs. */
  claimed(slot: number, runIds: readonly number[], epochs: number): void {
    this.#slots.set(slot, { heardAt: null, started: false, epochs, left: new Map(runIds.map((id) => [id, epochs])), share: 0 });
  }

  /** The trainer's process is there and has been given the cohort. */
  sent(slot: number): void {
    const activity = this.#slots.get(slot);
    if (activity) activity.heardAt ??= this.#now();
  }

  heard(slot: number, message: Heard): void {
    const activity = this.#slots.get(slot);
    if (!activity) return;
    switch (message.type) {
      case "started":
        for (const { runId, epoch } of message.startEpochs) activity.left.set(runId, activity.epochs - epoch);
        activity.started = true;
        return this.#count(activity, this.#start, message.startEpochs.length);
      case "epoch":
        for (const { runId, epoch } of message.results) activity.left.set(runId, activity.epochs - epoch);
        activity.share = 0;
        return this.#count(activity, this.#epoch, message.results.length);
      case "run-finished":
        activity.left.delete(message.runId);
        return this.#count(activity, this.#end, 1);
      case "run-failed":
        activity.left.delete(message.runId);
        return;
      case "progress":
        if (message.stepsPerEpoch > 0) activity.share = message.step / message.stepsPerEpoch;
        return;
      case "run-flagged":
      case "warning":
    }
  }

  ended(slot: number): void {
    this.#slots.delete(slot);
  }

  /** Of every trainer at work. @param live whether a run is still trained: those that were taken out are not waited for. */
  left(live: (runId: number) => boolean): SlotLeft[] {
    return [...this.#slots.values()].map(({ started, heardAt, left }) => {
      const runs = [...left].filter(([id]) => live(id));
      const sinceMs = heardAt === null ? 0 : this.#now() - heardAt;
      return { started, sinceMs, runs: runs.length, epochs: runs.reduce((sum, [, epochs]) => sum + epochs, 0) };
    });
  }

  /** A first epoch may take minutes: by the steps that are done. */
  #firstEpoch(): Cost {
    const costs = [...this.#slots.values()].flatMap(({ heardAt, started, share, left }) => {
      const count = share * STEPS_SHARE * left.size;
      return started && heardAt !== null && count > 0 ? [{ ms: this.#now() - heardAt, count }] : [];
    });
    return { ms: costs.reduce((sum, { ms }) => sum + ms, 0), count: costs.reduce((sum, { count }) => sum + count, 0) };
  }

  #count(activity: Activity, meter: Meter, count: number): void {
    const now = this.#now();
    const ms = now - (activity.heardAt ?? now);
    activity.heardAt = now;
    this.#seenMs += ms;
    for (const each of [this.#epoch, this.#end, this.#start]) each.fade(ms);
    meter.add(ms, count);
  }
}
