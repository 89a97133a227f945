/**
 * @file Measures stored runs in the metrics of scores that they lack, from their stored scores: one run after the other, in a process of its own.
 * Reads: scores, labels and training counts in the store. Writes: what was missing, run by run; events.
 *
 * It trains nothing and changes no figure that is there. Whatever ends it keeps what is done; asked again, it goes on with the rest.
 */
import { AppError, fromWire, toWire } from "#shared/errors/errors.ts";
import { cellOfParams } from "#shared/loss/params.ts";
import type { Measuring, Unmeasured } from "#shared/wire/measuring.ts";
import { FromTrainerSchema } from "#shared/wire/trainer-protocol.ts";
import { inTurns } from "../base/in-turns.ts";
import type { LaunchTrainer, TrainerProcess } from "../processes/launch.ts";
import type { WriteDb } from "../store/open.ts";
import { patiently } from "../store/patience.ts";
import { getRunPlace } from "../store/run-rows.ts";
import { getSweep, listConfigs } from "../store/sweep-rows.ts";
import { addMissing, findUnmeasured, type UnmeasuredRun } from "../store/unmeasured-rows.ts";
import { loadScoredRun } from "./scored-run.ts";

/** Measured on one busy core, with what is fitted after training: 2 microseconds a score, and that many milliseconds for the smallest run. */
const MS_PER_SCORE = 0.002;
const MS_PER_RUN = 20;
/** Of the process. */
const START_MS = 1_000;

export interface BackfillOptions {
  readonly db: WriteDb;
  readonly launch: LaunchTrainer;
  readonly patienceMs: number;
  /** What was thrown in terms of the system, told to the log. */
  readonly explain: (error: unknown) => AppError;
  readonly tell: (now: Measuring) => void;
  /** A sweep has figures that it had not. */
  readonly onMeasured: (sweepId: number) => void;
}

interface Work {
  now: Measuring;
  process: TrainerProcess | null;
  isStopped: boolean;
}

export class Backfill {
  readonly #o: BackfillOptions;
  /** The latest of each sweep. */
  readonly #work = new Map<number, Work>();
  readonly #ends = new Set<Promise<void>>();
  #closed = false;

  constructor(options: BackfillOptions) {
    this.#o = options;
  }

  /** @throws AppError `run/not-found`. */
  async missing(sweepId: number): Promise<Unmeasured> {
    const runs = await this.#find(sweepId);
    return { runs: runs.length, estimateMs: START_MS + runs.reduce((sum, { scores }) => sum + MS_PER_RUN + MS_PER_SCORE * scores, 0) };
  }

  /** How far it is, or how it ended; null: it was not asked for since the app began. */
  now(sweepId: number): Measuring | null {
    return this.#work.get(sweepId)?.now ?? null;
  }

  /** @returns how many runs are measured from now on; one that is under way goes on. @throws AppError `run/not-found`, `app/closing`. */
  async start(sweepId: number): Promise<number> {
    const runs = await this.#find(sweepId);
    if (this.#closed) throw new AppError("app/closing", { what: "the measuring of stored runs" });
    const before = this.#work.get(sweepId);
    if (before?.now.state === "measuring" && !before.isStopped) return before.now.total;
    if (runs.length === 0) return 0;
    const work: Work = { now: { sweepId, done: 0, total: runs.length, state: "measuring", error: null }, process: null, isStopped: false };
    this.#work.set(sweepId, work);
    const ids = runs.map(({ runId }) => runId);
    const end = this.#measureAll(work, ids).finally(() => this.#ends.delete(end));
    this.#ends.add(end);
    return runs.length;
  }

  /** What is done stays. */
  stop(sweepId: number): void {
    const work = this.#work.get(sweepId);
    if (!work) return;
    work.isStopped = true;
    work.process?.kill();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const id of this.#work.keys()) this.stop(id);
    await Promise.all(this.#ends);
  }

  async #find(sweepId: number): Promise<UnmeasuredRun[]> {
    const { db } = this.#o;
    if (!getSweep(db, sweepId).trainCounts) return [];
    const runs = await inTurns(findUnmeasured(db, sweepId));
    const hasLoss = new Map(listConfigs(db, sweepId).map(({ id, params }) => [id, cellOfParams(params) !== null]));
    // Trainers of another kind need not say by which loss their outputs are to be read.
    return runs.filter(({ configId }) => hasLoss.get(configId));
  }

  async #measureAll(work: Work, runs: readonly number[]): Promise<void> {
    const { sweepId } = work.now;
    const { explain } = this.#o;
    let failed: AppError | null = null;
    let asked: Asked | null = null;
    try {
      const trainer = this.#o.launch();
      work.process = trainer;
      asked = new Asked(trainer);
      for (const runId of runs) {
        if (work.isStopped) break;
        this.#tell(work, {});
        const error = await this.#measure(runId, asked);
        failed ??= error;
        if (!error) work.now = { ...work.now, done: work.now.done + 1 };
      }
    } catch (error) {
      failed = explain(error);
    }
    await asked?.end();
    if (work.now.done > 0 && !this.#closed) this.#o.onMeasured(sweepId);
    if (work.isStopped) this.#tell(work, { state: "stopped" });
    else if (failed) this.#tell(work, { state: "failed", error: wireOf(failed) });
    else this.#tell(work, { state: "done" });
  }

  #tell(work: Work, change: Partial<Measuring>): void {
    work.now = { ...work.now, ...change };
    if (!this.#closed) this.#o.tell(work.now);
  }

  /** @returns why this run cannot be measured; the others can. @throws what ends the work: the process is gone, the store refuses. */
  async #measure(runId: number, asked: Asked): Promise<AppError | null> {
    const { db, patienceMs } = this.#o;
    const { sweepId } = getRunPlace(db, runId);
    const both = (["best", "last"] as const).map((at) => loadScoredRun(db, runId, at));
    const { cell, held } = both[0]!;
    const found = await asked.answer({
      type: "measure",
      runId,
      cell,
      epochs: getSweep(db, sweepId).spec.training.epochs,
      classNames: [...held.classNames],
      trainCounts: [...held.trainCounts],
      labels: held.labels,
      scores: both.flatMap(({ scores }) => scores),
    });
    if (found.type === "measure-failed") return fromWire(found);
    await patiently(() => {
      // Deleted meanwhile?
      getRunPlace(db, runId);
      addMissing(db, runId, found);
    }, patienceMs);
    return null;
  }
}

function wireOf(error: AppError): Measuring["error"] {
  const { code, data, message } = toWire(error);
  return { code, data, message };
}

type Question = Extract<Parameters<TrainerProcess["send"]>[0], { type: "measure" }>;
type Found = Extract<ReturnType<typeof FromTrainerSchema.parse>, { type: "measured" | "measure-failed" }>;

/** A process that is asked one question after the other. */
class Asked {
  readonly #process: TrainerProcess;
  readonly #gone: Promise<AppError>;
  #resolve: ((found: Found | AppError) => void) | null = null;

  constructor(process: TrainerProcess) {
    this.#process = process;
    this.#gone = new Promise((resolve) => process.onExit((reason) => resolve(new AppError("measure/ended", { reason }))));
    process.onMessage((raw) => {
      const message = FromTrainerSchema.safeParse(raw).data;
      if (message?.type === "measured" || message?.type === "measure-failed") this.#resolve?.(message);
      else if (message?.type === "cohort-failed") this.#resolve?.(fromWire(message));
    });
  }

  /** @throws AppError `measure/ended` when the process ends without an answer, and what it says that it cannot. */
  async answer(question: Question): Promise<Found> {
    const answered = new Promise<Found | AppError>((resolve) => (this.#resolve = resolve));
    this.#process.send(question);
    const found = await Promise.race([answered, this.#gone]);
    if (found instanceof AppError) throw found;
    return found;
  }

  async end(): Promise<void> {
    this.#process.send({ type: "shutdown" });
    await this.#gone;
  }
}
