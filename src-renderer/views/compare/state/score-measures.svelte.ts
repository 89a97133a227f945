/**
 * @file Metrics of scores of a sweep, fetched column by column when something on screen needs them: counts come with the sweep, these do not.
 * Reads: compare.measures.
 */
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import { isFromCounts } from "#shared/metrics/metric-id.ts";
import { type At, columnKey, type Measure, needsScores, type SplitName, type StoredRun } from "#shared/results/run-value.ts";
import { storedRuns, withMore } from "#shared/results/stored-columns.ts";
import { backend } from "../../../transport/backend.ts";

interface Part {
  readonly columns: ReadonlySet<string>;
  readonly runs: ReadonlyMap<number, StoredRun>;
}
const NOTHING: Part = { columns: new Set(), runs: new Map() };

export class ScoreMeasures {
  readonly #sweepId: number;
  /** By "best/test". */
  #parts = $state.raw<ReadonlyMap<string, Part>>(new Map());
  error = $state.raw<AppError | null>(null);
  loading = $state(false);
  /** Columns that are asked for and not here yet, by part. */
  readonly #asked = new Map<string, Set<string>>();
  #calls = 0;

  constructor(sweepId: number) {
    this.#sweepId = sweepId;
  }

  /** Changes whenever something arrived: whoever keeps results of `of` must keep this beside them. */
  get version(): object {
    return this.#parts;
  }

  /** @returns undefined while nothing is here; null when nothing was kept of the run; else what is here says which columns it knows. */
  of(at: At, split: SplitName, runId: number): StoredRun | null | undefined {
    const part = this.#parts.get(`${at}/${split}`);
    return part ? (part.runs.get(runId) ?? null) : undefined;
  }

  /** Whether all that this measure needs is here. */
  has(measure: Measure, at: At): boolean {
    const known = this.#parts.get(`${at}/${measure.split}`)?.columns;
    return columnsOf(measure).every((column) => known?.has(column));
  }

  /** After an error: whoever wants something asks again. */
  retry(): void {
    this.error = null;
    this.#parts = new Map(this.#parts);
  }
  /** Asks for what these measures need and is not here. */
  want(measures: readonly Measure[], at: At): void {
    for (const [split, wanted] of Map.groupBy(measures, (measure) => measure.split)) {
      const known = this.#parts.get(`${at}/${split}`)?.columns;
      const asked = this.#asked.get(`${at}/${split}`);
      const columns = new Set(wanted.flatMap(columnsOf).filter((column) => !known?.has(column) && !asked?.has(column)));
      if (columns.size > 0) void this.#fetch(at, split, columns, false);
    }
  }
  /** Runs ended: asks again for everything that is here or on its way. */
  refresh(): void {
    for (const key of new Set([...this.#parts.keys(), ...this.#asked.keys()])) {
      const [at, split] = key.split("/") as [At, SplitName];
      const columns = (this.#parts.get(key) ?? NOTHING).columns.union(this.#asked.get(key) ?? new Set());
      if (columns.size > 0) void this.#fetch(at, split, columns, true);
    }
  }

  /** @param anew these columns take the place of what is here; otherwise what came meanwhile is the newer. */
  async #fetch(at: At, split: SplitName, columns: ReadonlySet<string>, anew: boolean): Promise<void> {
    const key = `${at}/${split}`;
    this.#asked.set(key, (this.#asked.get(key) ?? new Set()).union(columns));
    this.loading = true;
    this.#calls++;
    try {
      const answer = await backend.call("compare.measures", { sweepId: this.#sweepId, at, split, columns: [...columns] });
      const had = this.#parts.get(key) ?? NOTHING;
      const others = had.columns.difference(columns).size > 0;
      if (anew || !columns.isSubsetOf(had.columns)) {
        const found = storedRuns(answer);
        this.#parts = new Map([...this.#parts, [key, { columns: had.columns.union(columns), runs: withMore(anew && !others ? new Map() : had.runs, found) }]]);
      }
      this.error = null;
    } catch (thrown) {
      this.error = asAppError(thrown);
    } finally {
      this.#calls--;
      this.#asked.set(key, (this.#asked.get(key) ?? new Set()).difference(columns));
      this.loading = this.#calls > 0;
    }
  }
}

/** Where what was done after training changes nothing, the raw figure stands for it. */
function columnsOf(measure: Measure): string[] {
  if (!needsScores(measure)) return [];
  const { metric, variant } = measure;
  return variant === undefined || isFromCounts(metric) ? [columnKey(measure)] : [columnKey(measure), metric];
}
