/** @file Sweeps that are ranked together: their data, fetched once each. Reads: compare.columns, compare.measures. */
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import type { At, Measure } from "#shared/metrics/measure.ts";
import { compareOfColumns } from "#shared/wire/compare-columns.ts";
import type { CompareData } from "#shared/wire/records.ts";
import { SvelteMap } from "svelte/reactivity";
import type { Connection } from "../../../transport/connection.ts";
import type { Entry } from "#shared/results/across.ts";
import { ScoreMeasures } from "../state/score-measures.svelte.ts";

export class AcrossDatasets {
  readonly #backend: Connection;
  readonly #data = new SvelteMap<number, CompareData>();
  readonly #scores = new Map<number, ScoreMeasures>();
  readonly #asked = new Set<number>();
  #error = $state.raw<AppError | null>(null);

  constructor(backend: Connection) {
    this.#backend = backend;
  }

  get error(): AppError | null {
    return this.#error;
  }
  /** Asks for what is not here yet. */
  want(sweepIds: readonly number[], measure: Measure, at: At): void {
    for (const id of sweepIds) {
      if (!this.#asked.has(id)) void this.#fetch(id);
      this.#scoresOf(id).want([measure], at);
    }
  }
  /** @returns null while something is missing. */
  entries(sweepIds: readonly number[], measure: Measure, at: At): Entry[] | null {
    const entries = sweepIds.flatMap((id): Entry[] => {
      const data = this.#data.get(id);
      const scores = this.#scoresOf(id);
      if (!data || !scores.has(measure, at)) return [];
      const problem = { classNames: data.classNames, reported: data.reported, trainCounts: data.trainCounts };
      return [{ data, view: { at, problem, provisional: false, stored: (runId, split) => scores.of(at, split, runId) } }];
    });
    return entries.length === sweepIds.length ? entries : null;
  }

  #scoresOf(id: number): ScoreMeasures {
    const known = this.#scores.get(id) ?? new ScoreMeasures(this.#backend, id);
    this.#scores.set(id, known);
    return known;
  }
  async #fetch(sweepId: number): Promise<void> {
    this.#asked.add(sweepId);
    try {
      this.#data.set(sweepId, compareOfColumns(await this.#backend.call("compare.columns", { sweepId })));
    } catch (thrown) {
      this.#asked.delete(sweepId);
      this.#error = asAppError(thrown);
    }
  }
}
