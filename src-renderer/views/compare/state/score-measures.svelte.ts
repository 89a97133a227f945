/**
 * @file Metrics of scores of a sweep, fetched column by column when something on screen needs them: counts come with the sweep, these do not.
 * Reads: compare.measures.
 */
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import { isFromCounts, type MetricId } from "#shared/metrics/metric-id.ts";
import { type At, type Measure, measureKey, needsStored, RAW, type SplitName, SPLITS, storedKey } from "#shared/metrics/measure.ts";
import { REPORTED } from "#shared/metrics/reported.ts";
import { type StoredRun, storedMeasured } from "#shared/results/run-value.ts";
import { storedRuns, withMore } from "#shared/results/stored-columns.ts";
import type { Connection } from "../../../transport/connection.ts";

interface Part {
  /** The columns that are here, each with the question that it answers. */
  readonly turns: ReadonlyMap<string, number>;
  readonly runs: ReadonlyMap<number, StoredRun>;
}
const NOTHING: Part = { turns: new Map(), runs: new Map() };

export class ScoreMeasures {
  readonly #backend: Connection;
  readonly #sweepId: number;
  /** By "best/test". */
  #parts = $state.raw<ReadonlyMap<string, Part>>(new Map());
  #error = $state.raw<AppError | null>(null);
  #loading = $state(false);
  /** Questions without an answer, by their turn. */
  readonly #asked = new Map<number, { readonly key: string; readonly columns: ReadonlySet<string> }>();
  #turn = 0;

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

  /** @returns undefined while nothing is here; null when nothing was kept of the run; else it tells what of it is here. */
  of(at: At, split: SplitName, runId: number): StoredRun | null | undefined {
    const part = this.#parts.get(`${at}/${split}`);
    return part ? (part.runs.get(runId) ?? null) : undefined;
  }

  /** Whether all that this measure needs is here. */
  has(measure: Measure, at: At): boolean {
    const { turns } = this.#parts.get(`${at}/${measure.split}`) ?? NOTHING;
    return columnsOf(measure).every((column) => turns.has(column));
  }

  /** Raw metrics that are here and that some of these runs were never measured in. */
  lackedBy(at: At, runIds: readonly number[]): MetricId[] {
    const lacked = SPLITS.flatMap((split) => {
      const part = this.#parts.get(`${at}/${split}`);
      const metrics = [...(part?.turns.keys() ?? [])].filter((key) => !key.includes("@") && !key.startsWith(REPORTED)) as MetricId[];
      return metrics.filter((metric) => runIds.some((runId) => isUnmeasured(part!.runs.get(runId), metric)));
    });
    return [...new Set(lacked)];
  }
  /** After an error: whoever wants something asks again. */
  retry(): void {
    this.#error = null;
    this.#parts = new Map(this.#parts);
  }
  /** Asks for what these measures need and is not here. */
  want(measures: readonly Measure[], at: At): void {
    for (const [split, wanted] of Map.groupBy(measures.filter(needsStored), (measure) => measure.split)) {
      const key = `${at}/${split}`;
      const { turns } = this.#parts.get(key) ?? NOTHING;
      const asked = this.#askedOf(key);
      const columns = wanted.flatMap(columnsOf).filter((column) => !turns.has(column) && !asked.has(column));
      if (columns.length > 0) void this.#fetch(at, split, new Set(columns));
    }
  }
  /** Runs ended: asks again for everything that is here, and with it for what is on its way. */
  refresh(): void {
    for (const [key, { turns }] of this.#parts) {
      const [at, split] = key.split("/") as [At, SplitName];
      void this.#fetch(at, split, new Set([...turns.keys(), ...this.#askedOf(key)]));
    }
  }

  #askedOf(key: string): Set<string> {
    return new Set([...this.#asked.values()].flatMap((asked) => (asked.key === key ? [...asked.columns] : [])));
  }

  async #fetch(at: At, split: SplitName, columns: ReadonlySet<string>): Promise<void> {
    const key = `${at}/${split}`;
    const turn = ++this.#turn;
    this.#asked.set(turn, { key, columns });
    this.#loading = true;
    try {
      const answer = await this.#backend.call("compare.measures", { sweepId: this.#sweepId, at, split, columns: [...columns] });
      const had = this.#parts.get(key) ?? NOTHING;
      // Runs may have ended between two questions: an earlier answer that comes late would take them away.
      const newer = new Set([...columns].filter((column) => (had.turns.get(column) ?? 0) < turn));
      if (newer.size === 0) return;
      const found = storedRuns({ ...answer, columns: answer.columns.filter((column) => newer.has(storedKey(column.metric, column.variant))) });
      const isAll = [...had.turns.keys()].every((column) => newer.has(column));
      const part: Part = {
        turns: new Map([...had.turns, ...[...newer].map((column): [string, number] => [column, turn])]),
        runs: withMore(isAll ? NOTHING.runs : had.runs, found),
      };
      this.#parts = new Map([...this.#parts, [key, part]]);
      this.#error = null;
    } catch (thrown) {
      this.#error = asAppError(thrown);
    } finally {
      this.#asked.delete(turn);
      this.#loading = this.#asked.size > 0;
    }
  }
}

function isUnmeasured(run: StoredRun | undefined, metric: MetricId): boolean {
  const raw = run?.measures.find(({ variant }) => variant === RAW);
  return !raw || storedMeasured(raw, metric).reason?.id === "not-measured-then";
}

/** Where what was done after training changes nothing, the raw figure stands for it. */
function columnsOf(measure: Measure): string[] {
  if (!needsStored(measure)) return [];
  const { metric, variant } = measure;
  return variant === undefined || isFromCounts(metric) ? [measureKey(measure)] : [measureKey(measure), metric];
}
