/**
 * @file Watches one run while it trains and says when it learns nothing or falls apart.
 * Reads: epoch results. Writes: nothing.
 *
 * A class that is never found is only told, whatever the policy: it is what cross entropy does on rare classes, and a baseline that was
 * stopped for it could not be compared with.
 */
import { z } from "zod";
import { classMetrics } from "#shared/metrics.ts";
import type { EpochResult, RunFlag } from "#shared/trainer-protocol.ts";
import type { Watchdog as WatchdogSettings } from "#shared/sweep-spec.ts";

/** Gradients are then of the size of Adam's epsilon (1e-8): steps no longer follow them. */
const VANISHED = 1e-8;
/** A loss this many times the lowest one so far, and above that of the first epoch, is no noise of small batches. */
const JUMP = 10;

/** What it remembers from epoch to epoch; kept in checkpoints, so that a run that was interrupted is judged as if it had not been. */
export const WatchdogStateSchema = z.object({
  /** [C] epochs in a row with recall 0, and with all predictions. */
  lost: z.array(z.int()),
  only: z.array(z.int()),
  /** What was told already: kind/class. */
  told: z.array(z.string()),
  /** Loss of the first epoch and the lowest one, since the loss means what it means now; null before. */
  first: z.number().nullable(),
  lowest: z.number().nullable(),
});
export type WatchdogState = z.infer<typeof WatchdogStateSchema>;

export interface Found {
  readonly flag: RunFlag;
  /** Whether the policy "stop" ends the run for it. */
  readonly ends: boolean;
}

export class Watchdog {
  readonly #settings: WatchdogSettings;
  readonly #classes: readonly string[];
  readonly #lost: number[];
  readonly #only: number[];
  readonly #told: Set<string>;
  #first: number | null;
  #lowest: number;

  /** @param state of the run's checkpoint; absent: it has not seen an epoch. */
  constructor(settings: WatchdogSettings, classes: readonly string[], state?: WatchdogState) {
    this.#settings = settings;
    this.#classes = classes;
    this.#lost = classes.map((_, c) => state?.lost[c] ?? 0);
    this.#only = classes.map((_, c) => state?.only[c] ?? 0);
    this.#told = new Set(state?.told);
    this.#first = state?.first ?? null;
    this.#lowest = state?.lowest ?? Infinity;
  }

  get state(): WatchdogState {
    const lowest = Number.isFinite(this.#lowest) ? this.#lowest : null;
    return { lost: [...this.#lost], only: [...this.#only], told: [...this.#told], first: this.#first, lowest };
  }

  /** The loss means something else from now on (deferred re-weighting): earlier values are no measure for it. */
  forgetLoss(): void {
    this.#first = null;
    this.#lowest = Infinity;
  }

  /** @returns what is new in this epoch; each kind is told once per class. */
  observe(result: EpochResult): Found[] {
    if (this.#settings.policy === "off") return [];
    return [...this.#watchLoss(result), ...this.#watchClasses(result)].filter(({ flag }) => {
      const key = `${flag.kind}/${flag.classIndex ?? ""}`;
      return !this.#told.has(key) && this.#told.add(key);
    });
  }

  #watchLoss({ epoch, trainLoss: loss }: EpochResult): Found[] {
    if (!Number.isFinite(loss)) {
      const text = `The training loss became ${Number.isNaN(loss) ? "not a number" : "infinite"} in epoch ${epoch}.`;
      return [
        {
          flag: { kind: "not-finite", epoch, classIndex: null, text, remedy: "Lower the learning rate, or look for extreme values in the features." },
          ends: true,
        },
      ];
    }
    const found: Found[] = [];
    if (loss < VANISHED) {
      const text = `The training loss vanished in epoch ${epoch} (${loss.toExponential(1)}): the steps no longer follow the gradient.`;
      found.push({ flag: { kind: "loss-vanished", epoch, classIndex: null, text, remedy: "Lower γ, or train for fewer epochs." }, ends: true });
    }
    if (this.#first !== null && loss > JUMP * this.#lowest && loss > this.#first) {
      const text = `The training loss rose from ${this.#lowest.toPrecision(3)} to ${loss.toPrecision(3)} in epoch ${epoch}.`;
      found.push({ flag: { kind: "diverged", epoch, classIndex: null, text, remedy: "Lower the learning rate, or begin with a warm-up." }, ends: true });
    }
    this.#first ??= loss;
    this.#lowest = Math.min(this.#lowest, loss);
    return found;
  }

  #watchClasses({ epoch, validation }: EpochResult): Found[] {
    const { patienceEpochs } = this.#settings;
    const found: Found[] = [];
    const per = classMetrics(validation, this.#classes.length);
    const total = per.reduce((sum, c) => sum + c.support, 0);
    per.forEach((c, index) => {
      this.#only[index] = total > 0 && c.predicted === total ? this.#only[index]! + 1 : 0;
      this.#lost[index] = c.recall === 0 ? this.#lost[index]! + 1 : 0;
      const name = this.#classes[index]!;
      if (this.#only[index] === patienceEpochs) {
        const text = `Every validation row has been given to class “${name}” for ${patienceEpochs} epoch(s), up to epoch ${epoch}.`;
        const remedy = "Lower the strength of the class weights or the learning rate; under sigmoid move α towards 0.5.";
        found.push({ flag: { kind: "one-class", epoch, classIndex: index, text, remedy }, ends: true });
      }
      if (this.#lost[index] === patienceEpochs) {
        const text = `No validation row of class “${name}” (${c.support}) has been found for ${patienceEpochs} epoch(s), up to epoch ${epoch}.`;
        const remedy = "Raise the strength of the class weights or τ; γ alone does not move rare classes.";
        found.push({ flag: { kind: "class-lost", epoch, classIndex: index, text, remedy }, ends: false });
      }
    });
    return found;
  }
}
