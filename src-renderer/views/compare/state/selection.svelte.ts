/** @file Which configurations the user has chosen, which one is pointed at, and what curves and matrices show of them. Reads: a sweep's core. */
import type { CompareData } from "#shared/wire/records.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import { marksApart } from "../../../charts/colors.ts";
import { configRanks } from "../../../charts/config-marks.ts";
import type { ConfigGroup } from "#shared/results/groups.ts";
import type { CompareCore } from "./compare.svelte.ts";
import type { Look } from "./compare-look.ts";

const RANKING: Measure = { split: "validation", metric: "macroF1" };
/** So many curves or matrices can be told apart at a glance. */
const SUGGESTED = 3;

export class Selection {
  readonly #core: CompareCore;
  #ids = $state.raw<ReadonlySet<number>>(new Set());
  #highlighted = $state<number | null>(null);

  /** In the order in which they were chosen. */
  readonly groups = $derived<readonly ConfigGroup[]>([...this.#ids].flatMap((id) => this.#core.byId.get(id) ?? []));
  /** What curves and matrices show: the selection, else the best means and the baseline, so that they never start empty. */
  readonly charted = $derived<readonly ConfigGroup[]>(this.#ids.size ? this.groups : this.#suggested());
  /** Place in the sweep, which decides the colour; those that are drawn over each other get colours that are apart. */
  readonly ranks = $derived.by<ReadonlyMap<number, number>>(() => {
    const places = configRanks(this.#core.groups.map((g) => g.config.id));
    const drawn = this.charted.map((g) => g.config.id);
    return new Map([...places, ...marksApart(drawn.map((id) => places.get(id)!)).map((place, i) => [drawn[i]!, place] as const)]);
  });

  constructor(core: CompareCore, look: Look | null) {
    this.#core = core;
    this.#ids = new Set(look?.selected);
    core.onceKnown((data) => this.#prune(data));
  }

  get ids(): ReadonlySet<number> {
    return this.#ids;
  }
  /** Lit up wherever it is drawn. */
  get highlighted(): number | null {
    return this.#highlighted;
  }
  get look(): Pick<Look, "selected"> {
    return { selected: [...this.#ids] };
  }

  choose(ids: Iterable<number>): void {
    this.#ids = new Set(ids);
  }
  clear(): void {
    this.#ids = new Set();
  }
  /** Takes one away from what is charted: the others of it become the selection. */
  drop(id: number): void {
    this.choose(this.charted.map((g) => g.config.id).filter((other) => other !== id));
  }
  highlight(id: number | null): void {
    this.#highlighted = id;
  }

  #suggested(): ConfigGroup[] {
    const { baseline, groups } = this.#core;
    const mean = (group: ConfigGroup): number | null => this.#core.summary(RANKING, group).mean;
    const ranked = groups.filter((g) => mean(g) !== null).toSorted((a, b) => mean(b)! - mean(a)!);
    const best = ranked.slice(0, SUGGESTED);
    return baseline && mean(baseline) !== null && !best.includes(baseline) ? [...best, baseline] : best;
  }
  /** Configurations can be gone, e.g. after the data folder was changed. */
  #prune(data: CompareData): void {
    const there = new Set(data.configs.map((config) => config.id));
    this.choose([...this.#ids].filter((id) => there.has(id)));
  }
}
