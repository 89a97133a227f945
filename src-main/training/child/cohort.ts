/**
 * @file The epoch loop: trains the runs of a cohort together on any engine and reports by the trainer protocol.
 * Reads: prepared data, checkpoints, requests of the parent. Writes: checkpoints; messages through `post`.
 *
 * Runs that continue from different epochs train side by side: each has its own epoch number (shuffles), step count (Adam) and
 * leaves the stack when it is done, so no grouping is needed and no run waits for another.
 */
import { setImmediate } from "node:timers/promises";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import type { RunFlag } from "#shared/wire/run-flags.ts";
import type { Cohort, EpochResult, FromTrainer } from "#shared/wire/trainer-protocol.ts";
import type { PreparedData } from "../../data/encode/prepared.ts";
import { anatomyOf } from "./anatomy.ts";
import { writeCheckpoints } from "./checkpoint-batch.ts";
import { type Checkpoint, runFingerprint } from "./checkpoint.ts";
import { type StartedCohort, startCohort } from "./cohort-start.ts";
import type { CohortControl } from "./control.ts";
import type { Engine, HeldPart, Stack } from "../engines/engine.ts";
import { finishedMessage } from "./finished-message.ts";
import type { LiveRun } from "./live-run.ts";
import { type Judge, judgeEpoch } from "./judge-epoch.ts";
import { expectedVisits, rowOrder } from "./row-order.ts";

/** The loop lets messages in when this much time has passed: a stop takes effect within one call to the engine. */
const YIELD_MS = 25;
/** Twice as often as promised, so that one late turn breaks nothing. */
const PROGRESS_MS = 250;
/** Rows of one evaluation call: bounds memory and the time until a stop is seen. */
const EVALUATION_ROWS = 256;

export interface CohortHooks {
  post(message: FromTrainer): void;
  /** After the messages and checkpoints of an epoch; `epochs` are the epochs that the runs have just finished. */
  afterEpoch?(epochs: readonly number[]): Promise<void>;
}

/**
 * Trains until every run has finished, diverged or been dropped, or a stop is asked for; posts everything from `started` to
 * `cohort-finished` or `cohort-stopped`.
 * @throws AppError when the cohort cannot train at all; the caller posts `cohort-failed`.
 */
export async function trainCohort(cohort: Cohort, data: PreparedData, engine: Engine, control: CohortControl, hooks: CohortHooks): Promise<void> {
  const training = await CohortTraining.prepare(cohort, data, engine, control, hooks);
  try {
    await training.run();
  } finally {
    training.dispose();
  }
}

/** Cosines times the scale of the loss: what is stored are logits, so that a softmax of them is the run's probability. */
function scaled(logits: Float32Array<ArrayBuffer>, loss: RunLoss): Float32Array<ArrayBuffer> {
  const scale = loss.activation === "softmax" ? (loss.terms?.scale ?? 1) : 1;
  return scale === 1 ? logits : logits.map((z) => z * scale);
}

class CohortTraining {
  readonly #cohort: Cohort;
  readonly #data: PreparedData;
  readonly #engine: Engine;
  readonly #control: CohortControl;
  readonly #hooks: CohortHooks;
  readonly #judge: Judge;
  readonly #outputs: number;
  readonly #trainCounts: readonly number[];
  /** There is one while a run is live. */
  readonly #stack: Stack | null;
  /** Slot k of the stack is #live[k]. */
  #live: LiveRun[];
  #ended: LiveRun[];
  #step = 0;
  #msPerStep = 0;
  #yieldedAt = performance.now();
  #progressAt = 0;
  #checkpointAt = performance.now();
  /** A checkpoint could not be written, and that was said. */
  #unwritable = false;

  private constructor(cohort: Cohort, data: PreparedData, engine: Engine, control: CohortControl, hooks: CohortHooks, started: StartedCohort) {
    this.#cohort = cohort;
    this.#data = data;
    this.#engine = engine;
    this.#control = control;
    this.#hooks = hooks;
    this.#judge = started.judge;
    this.#outputs = started.outputs;
    this.#trainCounts = started.trainCounts;
    this.#stack = started.stack;
    this.#live = started.live;
    this.#ended = started.ended;
  }

  get #training(): Stack {
    return this.#stack!;
  }

  static async prepare(cohort: Cohort, data: PreparedData, engine: Engine, control: CohortControl, hooks: CohortHooks): Promise<CohortTraining> {
    const started = await startCohort(cohort, data, engine);
    hooks.post({
      type: "started",
      cohortId: cohort.cohortId,
      stepsPerEpoch: started.stack?.stepsPerEpoch ?? Math.ceil(data.train.rows / cohort.batchSize),
      trainCounts: started.trainCounts,
      startEpochs: [...started.live, ...started.ended].map((run) => ({ runId: run.spec.runId, epoch: run.epoch })),
      labels: { validation: data.validation.y, test: data.test.y },
      warnings: started.warnings,
      engine: engine.name,
      backend: engine.backend,
      version: engine.version,
      threads: engine.threads,
    });
    return new CohortTraining(cohort, data, engine, control, hooks, started);
  }

  async run(): Promise<void> {
    const { cohortId } = this.#cohort;
    if (this.#live.length > 0) this.#postProgress();
    await this.#sayAgain();
    while (this.#live.length > 0) {
      if (await this.#epoch()) continue;
      const stop = this.#control.stop;
      if (stop) {
        const checkpoints = stop.checkpoint ? await this.#writeCheckpoints("epoch-start", this.#live) : [];
        this.#hooks.post({ type: "cohort-stopped", cohortId, checkpoints });
        return;
      }
    }
    this.#hooks.post({ type: "cohort-finished", cohortId });
  }

  dispose(): void {
    this.#stack?.dispose();
  }

  /** What an earlier trainer posted and nobody stored. */
  async #sayAgain(): Promise<void> {
    const { cohortId } = this.#cohort;
    const runs = [...this.#live, ...this.#ended];
    for (const run of runs) {
      let { results } = run.unstored;
      const say = (upTo: number): void => {
        const said = results.filter(({ epoch }) => epoch <= upTo);
        results = results.filter(({ epoch }) => epoch > upTo);
        if (said.length > 0) this.#hooks.post({ type: "epoch", cohortId, results: said });
      };
      // In the order of the first time: a finding must be stored before the epochs after its own, which tell that it is.
      for (const flag of run.unstored.flags) {
        say(flag.epoch);
        this.#postFlags(run, [flag]);
      }
      say(Infinity);
    }
    for (const run of this.#ended.splice(0)) await this.#postFinished(run);
  }

  #postFlags({ spec }: LiveRun, flags: readonly RunFlag[]): void {
    for (const flag of flags) this.#hooks.post({ type: "run-flagged", cohortId: this.#cohort.cohortId, runId: spec.runId, flag });
  }

  /** One epoch of every live run. @returns false when it was broken off, without a trace, by a stop or because no run is left. */
  async #epoch(): Promise<boolean> {
    const startedAt = performance.now();
    this.#beginEpoch();
    if (!(await this.#trainSteps())) return false;
    const validation = await this.#evaluate("validation");
    const test = validation && (await this.#evaluate("test"));
    const probe = test && (await this.#evaluate("probe"));
    if (!validation || !test || !probe) return false;

    const { loss, finite } = await this.#training.epochLoss();
    const share = (performance.now() - startedAt) / this.#live.length;
    const results: EpochResult[] = [];
    this.#live.forEach((run, k) => {
      const held = { validation: scaled(validation.get(run)!, run.loss), test: scaled(test.get(run)!, run.loss) };
      const { counted, judged } = judgeEpoch(this.#judge, this.#data, held, this.#outputs, run.loss);
      const result: EpochResult = {
        runId: run.spec.runId,
        epoch: run.epoch + 1,
        trainLoss: loss[k]!,
        ...counted,
        anatomy: anatomyOf(run.loss, this.#data.probe, probe.get(run)!, this.#outputs, expectedVisits(this.#trainCounts, run.spec.options.sampling)),
      };
      results.push(result);
      run.trainMs += share;
      run.record({ epoch: result.epoch, ...judged, ...held });
    });
    this.#hooks.post({ type: "epoch", cohortId: this.#cohort.cohortId, results });
    await this.#retire(results, finite);
    if (performance.now() - this.#checkpointAt >= this.#cohort.checkpointEveryMs) await this.#writeCheckpoints("now", this.#live);
    await this.#hooks.afterEpoch?.(results.map((r) => r.epoch));
    return true;
  }

  #beginEpoch(): void {
    const { y } = this.#data.train;
    // Cells of a sweep share their seeds, and with them the orders.
    const orders = new Map<string, Int32Array>();
    this.#training.beginEpoch(
      this.#live.map(({ spec, epoch }) => {
        const { sampling } = spec.options;
        const key = `${spec.seed}/${epoch + 1}/${sampling ?? ""}`;
        const order = orders.get(key) ?? rowOrder(y, this.#data.classes.length, spec.seed, epoch + 1, sampling);
        orders.set(key, order);
        return order;
      }),
    );
    this.#live.forEach((run, slot) => {
      const weights = run.takeDeferredWeights();
      if (weights) this.#training.reweight(slot, weights);
    });
    this.#step = 0;
    for (const run of this.#live) run.storedUpTo(this.#control.storedUpTo(run.spec.runId));
  }

  /** @returns false when the epoch was broken off. */
  async #trainSteps(): Promise<boolean> {
    const steps = this.#training.stepsPerEpoch;
    while (this.#step < steps) {
      const last = Math.min(steps, this.#step + Math.max(1, Math.floor(YIELD_MS / (this.#msPerStep || YIELD_MS))));
      const before = performance.now();
      await this.#training.trainSteps(this.#step, last);
      const ms = (performance.now() - before) / (last - this.#step);
      this.#msPerStep = this.#msPerStep === 0 ? ms : 0.8 * this.#msPerStep + 0.2 * ms;
      this.#step = last;
      if (!(await this.#listen())) return false;
    }
    return true;
  }

  /** @returns logits float32 [rows, outputs] of every live run, or null when the epoch was broken off. */
  async #evaluate(part: HeldPart): Promise<Map<LiveRun, Float32Array<ArrayBuffer>> | null> {
    const { rows } = this.#data[part];
    const logits = new Map(this.#live.map((run) => [run, new Float32Array(rows * this.#outputs)]));
    for (let first = 0; first < rows; first += EVALUATION_ROWS) {
      const chunk = await this.#training.evaluate(part, first, Math.min(rows, first + EVALUATION_ROWS));
      this.#live.forEach((run, k) => logits.get(run)!.set(chunk[k]!, first * this.#outputs));
      if (!(await this.#listen())) return null;
    }
    return logits;
  }

  /** Lets messages in and does what they ask. @returns false when the epoch must be broken off. */
  async #listen(): Promise<boolean> {
    if (performance.now() - this.#yieldedAt >= YIELD_MS) {
      await setImmediate();
      this.#yieldedAt = performance.now();
    }
    this.#postDueProgress();
    for (const { runIds, checkpoint } of this.#control.takeDrops()) {
      const dropped = this.#live.filter((run) => runIds.includes(run.spec.runId));
      if (checkpoint) await this.#writeCheckpoints("epoch-start", dropped);
      this.#keep(this.#live.filter((run) => !dropped.includes(run)));
    }
    return this.#control.stop === null && this.#live.length > 0;
  }

  #postDueProgress(): void {
    if (performance.now() - this.#progressAt >= PROGRESS_MS) this.#postProgress();
  }

  #postProgress(): void {
    this.#progressAt = performance.now();
    // The run that is furthest behind decides how long the cohort takes.
    const { cohortId, epochs } = this.#cohort;
    const epoch = Math.min(epochs, ...this.#live.map((run) => run.epoch + 1));
    this.#hooks.post({
      type: "progress",
      cohortId,
      epoch,
      step: this.#step,
      stepsPerEpoch: this.#stack?.stepsPerEpoch ?? 0,
      runs: this.#live.length,
      msPerStep: this.#msPerStep,
    });
  }

  /** Takes out the runs that fell apart, were stopped by the watchdog or have had their last epoch. */
  async #retire(results: readonly EpochResult[], finite: readonly boolean[]): Promise<void> {
    const { cohortId, epochs, watchdog } = this.#cohort;
    const rest: LiveRun[] = [];
    const ended: LiveRun[] = [];
    for (const [k, run] of this.#live.entries()) {
      const { runId, learningRate } = run.spec;
      const found = run.watchdog.observe(results[k]!, run.best?.epoch === run.epoch);
      const flags: RunFlag[] = found.map(({ flag }) => flag);
      const loss = results[k]!.trainLoss;
      const end = watchdog.policy === "stop" ? found.find(({ ends }) => ends) : undefined;
      const diverged = !Number.isFinite(loss) || !finite[k]!;
      const last = !diverged && !end && run.epoch >= epochs;
      if (last) flags.push(...run.watchdog.conclude(run.epoch, run.best!.epoch));
      run.posted(results[k]!, flags);
      this.#postFlags(run, flags);
      if (diverged) {
        const value = Number.isFinite(loss) ? "not a number" : String(loss);
        this.#hooks.post({ type: "run-failed", cohortId, runId, code: "train/diverged", data: { value, epoch: run.epoch, learningRate } });
      } else if (end) {
        this.#hooks.post({ type: "run-failed", cohortId, runId, code: "train/watchdog", data: { kind: end.flag.kind, classIndex: end.flag.classIndex } });
      } else (last ? ended : rest).push(run);
    }
    // Before the word of the end: whoever hears that word may be killed before it is stored.
    await this.#write(ended.map((run) => ({ run, state: null, last: run.last! })));
    for (const run of ended) await this.#postFinished(run);
    this.#keep(rest);
  }

  async #postFinished(run: LiveRun): Promise<void> {
    const held = { data: this.#data, trainCounts: this.#trainCounts, outputs: this.#outputs };
    this.#hooks.post(await finishedMessage(this.#cohort.cohortId, run, held, () => this.#postDueProgress()));
  }

  #keep(runs: LiveRun[]): void {
    if (runs.length === this.#live.length) return;
    if (runs.length > 0) this.#training.keep(runs.map((run) => this.#live.indexOf(run)));
    this.#live = runs;
  }

  /**
   * Of runs that have a whole epoch. One that cannot be written is told once and costs nothing but the chance to go on from there.
   * @returns those written.
   */
  async #writeCheckpoints(at: "now" | "epoch-start", runs: readonly LiveRun[]): Promise<{ runId: number; epoch: number }[]> {
    const begun = runs.filter((run) => run.epoch > 0);
    const states =
      begun.length > 0
        ? await this.#training.readState(
            at,
            begun.map((run) => this.#live.indexOf(run)),
          )
        : [];
    this.#checkpointAt = performance.now();
    return this.#write(begun.map((run, i) => ({ run, state: states[i]! })));
  }

  async #write(ends: readonly ({ run: LiveRun } & Pick<Checkpoint, "state" | "last">)[]): Promise<{ runId: number; epoch: number }[]> {
    const { written, failure } = await writeCheckpoints(
      this.#cohort.checkpointDir,
      ends.map(({ run, ...state }) => {
        const { epoch, trainMs, best, spec, watchdog } = run;
        run.storedUpTo(this.#control.storedUpTo(spec.runId));
        const checkpoint = { epoch, trainMs, best, backend: this.#engine.backend, ...state, watchdog: watchdog.state, unstored: run.unstored };
        return { runId: spec.runId, fingerprint: runFingerprint(this.#cohort, spec), checkpoint };
      }),
    );
    if (failure && !this.#unwritable) {
      this.#unwritable = true;
      this.#hooks.post({ type: "warning", cohortId: this.#cohort.cohortId, code: failure.code, data: failure.data });
    }
    return written;
  }
}
