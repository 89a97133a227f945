/** @file One run while it trains: how far it is and its best epoch so far. */
import { isBetterEpoch } from "#shared/task/best-epoch.ts";
import type { RunFlag } from "#shared/wire/run-flags.ts";
import type { EpochResult, ScoreSet, TrainerRun } from "#shared/wire/trainer-protocol.ts";
import { lossInEpoch, type RunLoss } from "#shared/loss/run-loss.ts";
import type { Watchdog as WatchdogSettings } from "#shared/sweep/spec.ts";
import type { Checkpoint, Unstored } from "./checkpoint.ts";
import type { EpochScores } from "./epoch-scores.ts";
import type { Judge } from "./judge-epoch.ts";
import { Watchdog } from "./watchdog.ts";

export class LiveRun {
  readonly spec: TrainerRun;
  /** With what is deferred. */
  readonly wholeLoss: RunLoss;
  /** As it is now: deferred weights replace the first ones. */
  loss: RunLoss;
  /** Whole epochs trained. */
  epoch: number;
  /** Its share of the time that its cohorts took. */
  trainMs: number;
  #best: EpochScores | null;
  #last: EpochScores | null;
  #results: EpochResult[];
  #flags: RunFlag[];

  readonly #higherIsBetter: boolean;
  readonly watchdog: Watchdog;

  constructor(
    spec: TrainerRun,
    loss: RunLoss,
    classes: readonly string[],
    watchdog: WatchdogSettings,
    judge: Judge,
    start: Pick<Checkpoint, "epoch" | "trainMs" | "best" | "last" | "watchdog" | "unstored">,
  ) {
    this.spec = spec;
    this.watchdog = new Watchdog(watchdog, classes, start.watchdog, judge.task);
    this.#higherIsBetter = judge.selector.higherIsBetter;
    this.wholeLoss = loss;
    this.loss = loss;
    this.epoch = start.epoch;
    this.trainMs = start.trainMs;
    this.#best = start.best;
    this.#last = start.last ?? null;
    // Without a number there is nobody who stores.
    const stored = spec.storedEpochs ?? Infinity;
    this.#results = (start.unstored?.results ?? []).filter(({ epoch }) => epoch > stored);
    this.#flags = (start.unstored?.flags ?? []).filter(({ epoch }) => epoch >= stored);
  }

  /** What was posted and may not be in the database yet. */
  get unstored(): Unstored {
    return { results: this.#results, flags: this.#flags };
  }

  posted(result: EpochResult, flags: readonly RunFlag[]): void {
    this.#results.push(result);
    this.#flags.push(...flags);
  }

  /** Results are in the database up to this epoch. Flags are stored after the results that they speak of, and before those of the next epoch. */
  storedUpTo(stored: number): void {
    if (this.#results.length === 0 || this.#results[0]!.epoch > stored) return;
    this.#results = this.#results.filter(({ epoch }) => epoch > stored);
    this.#flags = this.#flags.filter(({ epoch }) => epoch >= stored);
  }

  get best(): EpochScores | null {
    return this.#best;
  }

  /** null before the first epoch of this process. */
  get last(): EpochScores | null {
    return this.#last;
  }

  /** @returns the weights that apply from this epoch on, once; null when nothing changes. */
  takeDeferredWeights(): readonly number[] | null {
    const { later } = this.loss;
    this.loss = lossInEpoch(this.loss, this.epoch + 1);
    if (!later || this.loss.later) return null;
    // A run that goes on behind the change takes the weights too, but its loss has meant the same for some epochs already.
    if (this.epoch === later.fromEpoch) this.watchdog.forgetLoss();
    return later.weights;
  }

  /** The best epoch is the one that the sweep's metric of validation says, the earliest of those equal but for rounding. */
  record(scores: EpochScores): void {
    this.epoch = scores.epoch;
    this.#last = scores;
    if (this.#best === null || isBetterEpoch(scores, this.#best, this.#higherIsBetter)) this.#best = scores;
  }

  /** The four score sets of a finished run: best and last epoch, validation and test. */
  scoreSets(outputs: number): ScoreSet[] {
    const sets = [
      { which: "best" as const, scores: this.#best },
      { which: "last" as const, scores: this.#last },
    ];
    return sets.flatMap(({ which, scores }) =>
      scores ? (["validation", "test"] as const).map((split) => ({ which, split, epoch: scores.epoch, outputs, logits: scores[split] })) : [],
    );
  }
}
