/**
 * @file Watches one run while it trains and says when it learns nothing or falls apart.
 * Reads: epoch results.
 *
 * A class that is never found is only told, whatever the policy: it is what cross entropy does on rare classes, and a baseline that was
 * stopped for it could not be compared with. Rare classes are often found late, so what was told is settled once they are: the finding of
 * the same class is replaced, and only a class that the best epoch does not find is a warning in the end.
 */
import { z } from "zod";
import type { ClassMetrics } from "#shared/metrics/from-counts.ts";
import { taskOf } from "#shared/task/registry.ts";
import type { Task } from "#shared/task/task.ts";
import type { KnownFlag } from "#shared/wire/run-flags.ts";
import type { EpochResult } from "#shared/wire/trainer-protocol.ts";
import type { Watchdog as WatchdogSettings } from "#shared/sweep/spec.ts";

/** Gradients are then of the size of Adam's epsilon (1e-8): steps no longer follow them. */
const VANISHED = 1e-8;
/** A loss this many times the lowest one so far, and above that of the first epoch, is no noise of small batches. */
const JUMP = 10;

/** What it remembers from epoch to epoch; kept in checkpoints, so that a run that was interrupted is judged as if it had not been. */
export const WatchdogStateSchema = z.object({
  /** [C] epochs in a row with recall 0, and with all predictions. */
  lost: z.array(z.int()),
  only: z.array(z.int()),
  /** What was told and is not settled: kind/class. */
  told: z.array(z.string()),
  /** Loss of the first epoch and the lowest one, since the loss means what it means now; null before. */
  first: z.number().nullable(),
  lowest: z.number().nullable(),
  /** [C] whether the best epoch so far finds the class; absent in checkpoints of earlier versions: not known. */
  foundAtBest: z.array(z.boolean()).optional(),
  /** [C] whether the class was told as lost at any time. */
  everLost: z.array(z.boolean()).optional(),
});
export type WatchdogState = z.infer<typeof WatchdogStateSchema>;

export interface Found {
  readonly flag: KnownFlag;
  /** Whether the policy "stop" ends the run for it. */
  readonly ends: boolean;
}

export class Watchdog {
  readonly #settings: WatchdogSettings;
  readonly #task: Pick<Task, "perClass">;
  readonly #classes: readonly string[];
  readonly #lost: number[];
  readonly #only: number[];
  readonly #told: Set<string>;
  #first: number | null;
  #lowest: number;
  #foundAtBest: readonly boolean[] | undefined;
  readonly #everLost: boolean[];
  /** Of the latest epoch. */
  #latest: readonly ClassMetrics[] = [];

  /** @param state of the run's checkpoint; absent: it has not seen an epoch. */
  constructor(settings: WatchdogSettings, classes: readonly string[], state?: WatchdogState, task: Pick<Task, "perClass"> = taskOf({})) {
    this.#settings = settings;
    this.#task = task;
    this.#classes = classes;
    this.#lost = classes.map((_, c) => state?.lost[c] ?? 0);
    this.#only = classes.map((_, c) => state?.only[c] ?? 0);
    this.#told = new Set(state?.told);
    this.#first = state?.first ?? null;
    this.#lowest = state?.lowest ?? Infinity;
    this.#foundAtBest = state?.foundAtBest;
    this.#everLost = classes.map((_, c) => state?.everLost?.[c] ?? this.#told.has(`class-lost/${c}`));
  }

  get state(): WatchdogState {
    return {
      lost: [...this.#lost],
      only: [...this.#only],
      told: [...this.#told],
      first: this.#first,
      lowest: Number.isFinite(this.#lowest) ? this.#lowest : null,
      ...(this.#foundAtBest ? { foundAtBest: [...this.#foundAtBest] } : {}),
      everLost: [...this.#everLost],
    };
  }

  /** The loss means something else from now on (deferred re-weighting): earlier values are no measure for it. */
  forgetLoss(): void {
    this.#first = null;
    this.#lowest = Infinity;
  }

  /**
   * @param isBest whether this is the best epoch so far.
   * @returns what is new in this epoch: each kind is told once per class, and again only after it was settled.
   */
  observe(result: EpochResult, isBest = false): Found[] {
    if (this.#settings.policy === "off") return [];
    return [...this.#watchLoss(result), ...this.#watchClasses(result, isBest)];
  }

  /**
   * Called once, after the last epoch of a run that is complete.
   * @returns findings of classes in their last words: those that stand, over all their epochs, and those of classes that the best epoch does not find.
   */
  conclude(epoch: number, bestEpoch: number): KnownFlag[] {
    if (this.#settings.policy === "off") return [];
    return this.#latest.flatMap(({ support }, c): KnownFlag[] => {
      if (support === 0 || !this.#everLost[c]) return [];
      const stands = this.#told.has(`class-lost/${c}`);
      // Without what an earlier version did not keep, the last epoch alone speaks.
      if (!stands && (this.#foundAtBest?.[c] ?? true)) return [];
      const of = { kind: "class-lost", epoch, classIndex: c, className: this.#classes[c]!, rows: support } as const;
      if (!stands) return [{ ...of, from: bestEpoch, to: bestEpoch, best: { epoch: bestEpoch, alone: true } }];
      return [{ ...of, from: epoch - this.#lost[c]! + 1, to: epoch, best: this.#foundAtBest ? { epoch: bestEpoch, alone: false } : null }];
    });
  }

  /** True once for each key until it is settled. */
  #isNew(kind: KnownFlag["kind"], classIndex: number | null): boolean {
    const key = `${kind}/${classIndex ?? ""}`;
    return !this.#told.has(key) && Boolean(this.#told.add(key));
  }

  #watchLoss({ epoch, trainLoss: loss }: EpochResult): Found[] {
    const found: Found[] = [];
    const tell = (flag: KnownFlag): void => {
      if (this.#isNew(flag.kind, null)) found.push({ flag, ends: true });
    };
    const place = { epoch, classIndex: null };
    if (!Number.isFinite(loss)) {
      tell({ kind: "not-finite", ...place, value: Number.isNaN(loss) ? "nan" : "infinite" });
      return found;
    }
    if (loss < VANISHED) tell({ kind: "loss-vanished", ...place, loss });
    if (this.#first !== null && loss > JUMP * this.#lowest && loss > this.#first) tell({ kind: "diverged", ...place, lowest: this.#lowest, loss });
    this.#first ??= loss;
    this.#lowest = Math.min(this.#lowest, loss);
    return found;
  }

  #watchClasses({ epoch, validation }: EpochResult, isBest: boolean): Found[] {
    const per = this.#task.perClass(validation);
    this.#latest = per;
    if (isBest) this.#foundAtBest = per.map((c) => c.recall !== 0);
    const total = per.reduce((sum, c) => sum + c.support, 0);
    return per.flatMap((c, index) => [...this.#watchOnly(index, total > 0 && c.predicted === total, epoch), ...this.#watchLost(index, c, epoch)]);
  }

  #watchOnly(index: number, takesAll: boolean, epoch: number): Found[] {
    const of = { epoch, classIndex: index, className: this.#classes[index]! };
    const before = this.#only[index]!;
    const count = takesAll ? before + 1 : 0;
    this.#only[index] = count;
    if (takesAll && count >= this.#settings.patienceEpochs && this.#isNew("one-class", index))
      return [{ flag: { kind: "one-class", ...of, from: epoch - count + 1, to: epoch }, ends: true }];
    if (takesAll || !this.#told.delete(`one-class/${index}`)) return [];
    return [{ flag: { kind: "one-class-over", ...of, from: epoch - before, to: epoch - 1 }, ends: false }];
  }

  #watchLost(index: number, { recall, support }: ClassMetrics, epoch: number): Found[] {
    const before = this.#lost[index]!;
    const isLost = recall === 0;
    const count = isLost ? before + 1 : 0;
    this.#lost[index] = count;
    const of = { epoch, classIndex: index, className: this.#classes[index]!, rows: support };
    // Results are those of the best epoch: one that finds the class is no warning, whatever comes after it.
    if (isLost && count >= this.#settings.patienceEpochs && !this.#foundAtBest?.[index] && this.#isNew("class-lost", index)) {
      this.#everLost[index] = true;
      return [{ flag: { kind: "class-lost", ...of, from: epoch - count + 1, to: epoch, best: null }, ends: false }];
    }
    if (isLost || !this.#told.delete(`class-lost/${index}`)) return [];
    return [{ flag: { kind: "class-found", ...of, from: epoch - before, to: epoch - 1 }, ends: false }];
  }
}
