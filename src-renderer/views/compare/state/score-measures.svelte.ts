/**
 * @file Metrics of scores of a sweep, fetched when something on screen needs them: counts come with the sweep, these do not.
 * Reads: compare.measures.
 */
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import { classPart } from "#shared/metrics/metric-id.ts";
import { type At, type Measure, needsScores, type SplitName, type StoredRun } from "#shared/results/run-value.ts";
import type { Connection } from "../../../transport/connection.ts";

interface Part {
  readonly at: At;
  readonly split: SplitName;
  /** Values per class are there, too. */
  readonly classes: boolean;
  readonly runs: ReadonlyMap<number, StoredRun>;
}

export class ScoreMeasures {
  readonly #backend: Connection;
  readonly #sweepId: number;
  #parts = $state.raw<ReadonlyMap<string, Part>>(new Map());
  #error = $state.raw<AppError | null>(null);
  #loading = $state(false);
  /** What is asked for and not here yet; true: with classes. */
  readonly #asked = new Map<string, boolean>();
  /** Counts questions; of each part the one whose answer is shown. */
  #turn = 0;
  readonly #shown = new Map<string, number>();

  constructor(backend: Connection, sweepId: number) {
    this.#backend = backend;
    this.#sweepId = sweepId;
  }

  get error(): AppError | null {
    return this.#error;
  }
  get loading(): boolean {
    return this.#loading;
  }
  /** Changes whenever something arrived: whoever keeps results of `of` must keep this beside them. */
  get version(): object {
    return this.#parts;
  }

  /** @returns undefined while it is not here; null when nothing was kept of the run. */
  of(at: At, split: SplitName, runId: number): StoredRun | null | undefined {
    const part = this.#parts.get(`${at}/${split}`);
    return part ? (part.runs.get(runId) ?? null) : undefined;
  }

  /** After an error: whoever wants something asks again. */
  retry(): void {
    this.#error = null;
    this.#parts = new Map(this.#parts);
  }
  /** Asks for what these measures need and is not here. */
  want(measures: readonly Measure[], at: At): void {
    for (const measure of measures.filter(needsScores)) {
      const key = `${at}/${measure.split}`;
      const classes = classPart(measure.metric) !== null;
      const known = this.#parts.get(key)?.classes ?? this.#asked.get(key);
      if (known === undefined || (classes && !known && !this.#asked.get(key))) void this.#fetch(at, measure.split, classes);
    }
  }
  /** Runs ended: asks again for everything that is here. */
  refresh(): void {
    for (const { at, split, classes } of this.#parts.values()) void this.#fetch(at, split, classes);
  }

  async #fetch(at: At, split: SplitName, classes: boolean): Promise<void> {
    const key = `${at}/${split}`;
    const turn = ++this.#turn;
    this.#asked.set(key, classes);
    this.#loading = true;
    try {
      const { runs } = await this.#backend.call("compare.measures", { sweepId: this.#sweepId, at, split, classes });
      const had = this.#parts.get(key);
      // An answer without classes that comes after one with them would take them away again.
      if (had?.classes && !classes) return;
      // Runs may have ended between two questions: an earlier answer that comes late would take them away.
      if (had && had.classes === classes && turn < (this.#shown.get(key) ?? 0)) return;
      this.#shown.set(key, turn);
      const part: Part = { at, split, classes, runs: new Map(runs.map(({ runId, measures, absent }) => [runId, { measures, absent }])) };
      this.#parts = new Map([...this.#parts, [key, part]]);
      this.#error = null;
    } catch (thrown) {
      this.#error = asAppError(thrown);
    } finally {
      if (this.#asked.get(key) === classes) this.#asked.delete(key);
      this.#loading = this.#asked.size > 0;
    }
  }
}
