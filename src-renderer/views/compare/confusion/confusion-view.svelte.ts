/** @file Confusion matrices of what is charted: which part, as counts or shares, summed over the seeds that count. Reads: a sweep's core, the selection. */
import type { Measure } from "#shared/metrics/measure.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import type { Config } from "#shared/wire/records.ts";
import type { ConfusionMode } from "../../../charts/confusion-cells.ts";
import { takesPart } from "#shared/results/groups.ts";
import type { CompareCore } from "../state/compare.svelte.ts";
import type { Selection } from "../state/selection.svelte.ts";
import { sumCounts } from "./sum-counts.ts";

interface SummedMatrix {
  readonly config: Config;
  /** Seeds in it. */
  readonly seeds: number;
  /** Row-major [C][C]; null when no seed counts. */
  readonly counts: readonly number[] | null;
  /** What became of the runs. */
  readonly standing: string;
}

export class ConfusionView {
  readonly #core: CompareCore;
  readonly #selection: Selection;
  #mode = $state<ConfusionMode>("share");
  #split = $state<Measure["split"]>("validation");

  readonly matrices = $derived.by((): readonly SummedMatrix[] => {
    const { at, view } = this.#core;
    return this.#selection.charted.map(({ config, runs }) => {
      const counted = runs.filter((run) => takesPart(run, view));
      const counts = counted.length > 0 ? sumCounts(counted.map((run) => run.counts![at][this.#split])) : null;
      return { config, seeds: counted.length, counts, standing: runStanding(runs) };
    });
  });

  constructor(core: CompareCore, selection: Selection) {
    this.#core = core;
    this.#selection = selection;
  }

  get mode(): ConfusionMode {
    return this.#mode;
  }
  get split(): Measure["split"] {
    return this.#split;
  }
  showAs(mode: ConfusionMode): void {
    this.#mode = mode;
  }
  showSplit(split: Measure["split"]): void {
    this.#split = split;
  }
}
