/**
 * @file Curves of what is charted, epoch by epoch: mean and range over the seeds that count, as far as their epochs are here.
 * Reads: a sweep's core, the selection, whole runs.
 */
import type { MetricId } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import type { CompareRun, RunDetail } from "#shared/wire/records.ts";
import { alignCurves, bandOf, type Curve, lossCurve, metricCurve } from "../../run-parts/curves.ts";
import type { RunDetailsState } from "../../run-parts/run-details.svelte.ts";
import { type ConfigGroup, takesPart } from "#shared/results/groups.ts";
import type { CompareCore } from "../state/compare.svelte.ts";
import type { Selection } from "../state/selection.svelte.ts";

interface Band {
  readonly group: ConfigGroup;
  /** On the epochs of the chart; null where this configuration has none. */
  readonly y: readonly (number | null)[];
  /** Of several seeds. */
  readonly range: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] } | null;
}
interface Chart {
  readonly x: number[];
  readonly bands: readonly Band[];
}

export class CurvesView {
  readonly #core: CompareCore;
  readonly #selection: Selection;
  readonly #details: Pick<RunDetailsState, "of">;
  #metric = $state<MetricId>("macroF1");
  #split = $state<Measure["split"]>("validation");

  /** Runs whose epochs are needed. */
  readonly runIds = $derived.by((): readonly number[] =>
    this.#selection.charted.flatMap(({ runs }) => runs.filter((run) => run.epoch > 0 && (this.#counts(run) || run.state === "failed")).map((run) => run.id)),
  );
  readonly loaded = $derived.by(() => this.runIds.filter((id) => this.#details.of(id) !== null).length);
  /** Most seeds that a curve is made of. */
  readonly seeds = $derived.by(() => Math.max(0, ...this.#selection.charted.map(({ runs }) => runs.filter((run) => this.#counts(run)).length)));
  /** Configurations some of whose runs are not drawn, with what became of these. */
  readonly unfinished = $derived.by(() =>
    this.#selection.charted.flatMap(({ config, runs }) => {
      const others = runs.filter((run) => !this.#counts(run));
      return others.length === 0 ? [] : [{ label: config.label, standing: runStanding(others) }];
    }),
  );
  readonly scores = $derived.by(() => this.#chart((detail) => metricCurve(detail.epochs, this.#split, this.#metric, this.#core.problem)));
  readonly losses = $derived.by(() => this.#chart((detail) => lossCurve(detail.epochs)));

  constructor(core: CompareCore, selection: Selection, details: Pick<RunDetailsState, "of">) {
    this.#core = core;
    this.#selection = selection;
    this.#details = details;
  }

  get metric(): MetricId {
    return this.#metric;
  }
  get split(): Measure["split"] {
    return this.#split;
  }
  showMetric(metric: MetricId): void {
    this.#metric = metric;
  }
  showSplit(split: Measure["split"]): void {
    this.#split = split;
  }

  #counts(run: CompareRun): boolean {
    return takesPart(run, this.#core.view);
  }
  #chart(pick: (detail: RunDetail) => Curve): Chart {
    const made = this.#selection.charted.flatMap((group) => {
      const details = group.runs.filter((run) => this.#counts(run)).flatMap((run) => this.#details.of(run.id) ?? []);
      return details.length > 0 ? [{ group, seeds: details.length, band: bandOf(details.map(pick)) }] : [];
    });
    const { x } = alignCurves(made.map(({ band }) => band));
    const onX = (own: readonly number[], values: readonly (number | null)[]): (number | null)[] =>
      alignCurves([
        { x, y: [] },
        { x: own, y: values },
      ]).ys[1]!;
    const bands = made.map(({ group, seeds, band }) => ({
      group,
      y: onX(band.x, band.y),
      range: seeds > 1 ? { low: onX(band.x, band.low), high: onX(band.x, band.high) } : null,
    }));
    return { x, bands };
  }
}
