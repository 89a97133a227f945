/**
 * @file K runs trained by one graph: chunks of runs, host-computed factors, recovery from a device without memory.
 * Writes: nothing (session.ts: a temporary folder while the graph is loaded).
 *
 * A slot of the stack is a row of the variables. Dropping a run only forgets its row, so nothing is rebuilt or copied in mid-epoch.
 */
import { AppError, describe } from "#shared/errors/errors.ts";
import type { PreparedData } from "../../../data/encode/prepared.ts";
import { layerKey, runKey } from "../dropout.ts";
import type { Architecture, EngineRun, HeldPart, RunState, Stack } from "../engine.ts";
import { layoutOf } from "../layout.ts";
import { stepRate } from "../step-rate.ts";
import { checkReweight } from "../check-reweight.ts";
import { graphKernelOf, settingsOf, settingsWidth, type GraphKernel } from "./loss-settings.ts";
import type { NativeTensorflow } from "./native.ts";
import { GraphSession, scalarFeed, vectorFeed, type Feed } from "./session.ts";
import { dataFeeds, heldOffset, heldRows } from "./stack-data.ts";
import { batchRows, filledOrder, type BatchRows } from "./step-rows.ts";
import { trainingModel } from "./training-graph.ts";
import { factorsOf, factorsWidth } from "./update-graph.ts";

export interface StackOptions {
  /** Runs of one call. Halved when the device has no memory for it. */
  readonly chunk: number;
  readonly xla: boolean;
  /** Called before each call to the device; tests throw from here what a device without memory throws. */
  readonly beforeCall?: (signature: string, runs: number) => void;
}

interface Slot {
  readonly run: EngineRun;
  readonly kernel: GraphKernel;
  /** Row of the variables. */
  readonly row: number;
  readonly key: number;
  /** Optimiser steps: as now, and at the start of the epoch. */
  steps: number;
  stepsAtStart: number;
  order: number;
  lossSum: number;
  finite: boolean;
  /**
   * Class weights that replaced those of the loss, each from a step of this epoch on, latest last. Those before the latest are needed when
   * the epoch has to be computed again.
   */
  weights: { readonly from: number; readonly values: readonly number[] }[];
}

const isOutOfMemory = (error: unknown): boolean => /OOM when allocating|RESOURCE_EXHAUSTED|failed to allocate|out of memory/i.test(describe(error));

export class GraphStack implements Stack {
  readonly #native: NativeTensorflow;
  readonly #architecture: Architecture;
  readonly #data: PreparedData;
  readonly #options: StackOptions;
  readonly #parameters: number;
  readonly #kernels: readonly GraphKernel[];
  readonly #rows: BatchRows;
  readonly #session: Promise<GraphSession>;
  #chunk: number;
  #slots: Slot[];
  /** Orders of an epoch that the device has not been given yet. */
  #newOrders: readonly Int32Array[] | null = null;
  /** Steps of the epoch that were trained. */
  #done = 0;
  #disposed = false;

  constructor(native: NativeTensorflow, architecture: Architecture, data: PreparedData, runs: readonly EngineRun[], options: StackOptions) {
    this.#native = native;
    this.#architecture = architecture;
    this.#data = data;
    this.#options = options;
    this.#chunk = Math.max(1, options.chunk);
    this.#parameters = layoutOf(architecture.features, architecture.hidden, architecture.outputs).size;
    this.#rows = batchRows(architecture, data.train.rows);
    this.#slots = runs.map((run, row) => {
      const { steps } = run.state;
      const kernel = graphKernelOf(run.loss);
      return { run, kernel, row, key: runKey(run.seed ?? 0), steps, stepsAtStart: steps, order: 0, lossSum: 0, finite: true, weights: [] };
    });
    this.#kernels = [...new Set(this.#slots.map((slot) => slot.kernel))];
    this.#session = this.#load(runs);
    // The first call reports it; until then nobody listens.
    this.#session.catch(() => {});
  }

  get size(): number {
    return this.#slots.length;
  }

  get stepsPerEpoch(): number {
    return this.#rows.stepsPerEpoch;
  }

  async #load(runs: readonly EngineRun[]): Promise<GraphSession> {
    const count = runs.length;
    const n = this.#parameters;
    const model = trainingModel({
      architecture: this.#architecture,
      runs: count,
      trainRows: this.#data.train.rows,
      evaluationRows: heldRows(this.#data),
      kernels: this.#kernels,
      xla: this.#options.xla,
    });
    const names = ["init", "begin", "restore", ...this.#kernels.map((kernel) => `train_${kernel}`), "evaluate", "read_now", "read_start"];
    const session = await GraphSession.load(this.#native, model, names);
    const stacked = (field: "parameters" | "m" | "v"): Feed => {
      const values = new Float32Array(count * n);
      runs.forEach((run, k) => values.set(run.state[field], k * n));
      return { values, shape: [count, n] };
    };
    try {
      session.run("init", {
        p: stacked("parameters"),
        m: stacked("m"),
        v: stacked("v"),
        ...dataFeeds(this.#data, this.#architecture.outputs),
      });
    } catch (error) {
      session.dispose();
      if (isOutOfMemory(error)) throw new AppError("train/failed", { detail: `the device has no memory for the data and ${count} runs of ${n} weights` });
      throw error;
    }
    return session;
  }

  beginEpoch(orders: readonly Int32Array[]): void {
    const distinct = [...new Set(orders)];
    this.#newOrders = distinct;
    this.#done = 0;
    this.#slots.forEach((slot, k) => {
      slot.weights = slot.weights.slice(-1).map(({ values }) => ({ from: 0, values }));
      slot.order = distinct.indexOf(orders[k]!);
      slot.stepsAtStart = slot.steps;
      slot.lossSum = 0;
      slot.finite = true;
    });
  }

  /** Gives the device what `beginEpoch` got. */
  async #ready(): Promise<GraphSession> {
    const session = await this.#session;
    const orders = this.#newOrders;
    if (!orders) return session;
    const length = this.#rows.stepsPerEpoch * this.#rows.computed;
    const values = new Int32Array(orders.length * length);
    orders.forEach((order, i) => values.set(filledOrder(order, this.#rows), i * length));
    session.run("begin", { orders: { values, shape: [orders.length, length] } });
    this.#newOrders = null;
    return session;
  }

  async trainSteps(first: number, last: number): Promise<void> {
    const session = await this.#ready();
    for (let from = first; ;) {
      try {
        for (const until of this.#cuts(from, last)) {
          for (const chunk of this.#chunks()) this.#trainChunk(session, chunk, from, until);
          from = until;
        }
        this.#done = last;
        return;
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        this.#shrink(error);
        // A chunk may have failed between two of its variables: everything goes back to the start of the epoch and is computed again.
        session.run("restore");
        for (const slot of this.#slots) Object.assign(slot, { steps: slot.stepsAtStart, lossSum: 0, finite: true });
        from = 0;
      }
    }
  }

  /** Ends of the calls that these steps take: weights are those of a whole call, and only an epoch that is computed again passes a change. */
  #cuts(from: number, last: number): number[] {
    const changes = this.#slots.flatMap((slot) => slot.weights.map((w) => w.from));
    return [...new Set([...changes.filter((step) => step > from && step < last), last])].sort((a, b) => a - b);
  }

  /** Runs of one call have one formula. */
  *#chunks(): Generator<readonly Slot[]> {
    for (const kernel of this.#kernels) {
      const slots = this.#slots.filter((slot) => slot.kernel === kernel);
      for (let i = 0; i < slots.length; i += this.#chunk) yield slots.slice(i, i + this.#chunk);
    }
  }

  #trainChunk(session: GraphSession, chunk: readonly Slot[], first: number, last: number): void {
    const { optimizer, hidden, outputs, dropout = 0 } = this.#architecture;
    const count = last - first;
    const k = chunk.length;
    const { kernel } = chunk[0]!;
    const width = factorsWidth(optimizer);
    const factors = new Float32Array(count * width * k);
    const keys = new Int32Array(dropout > 0 ? count * hidden.length * k : 0);
    chunk.forEach(({ run, steps, key }, i) => {
      for (let s = 0; s < count; s++) {
        const rate = stepRate(this.#architecture, run, steps + s, this.stepsPerEpoch);
        factorsOf(optimizer, run, rate, steps + s).forEach((factor, j) => (factors[(s * width + j) * k + i] = factor));
        if (dropout > 0) for (let layer = 0; layer < hidden.length; layer++) keys[(s * hidden.length + layer) * k + i] = layerKey(key, steps + s, layer);
      }
    });
    const settings = chunk.flatMap(({ run, weights }) => {
      const own = weights.findLast((w) => w.from <= first)?.values ?? null;
      return settingsOf(run.loss, outputs, own);
    });
    const name = `train_${kernel}`;
    this.#options.beforeCall?.(name, k);
    const { losses, marks } = session.run(name, {
      rows: rowsFeed(chunk),
      order_rows: vectorFeed(Int32Array.from(chunk, (slot) => slot.order)),
      first: scalarFeed(first),
      steps: scalarFeed(count),
      losses: vectorFeed(Float32Array.from(chunk, (slot) => slot.lossSum)),
      settings: { values: Float32Array.from(settings), shape: [k, settingsWidth(kernel, outputs)] },
      factors: { values: factors, shape: [count, width, k, 1] },
      ...(dropout > 0 ? { keys: { values: keys, shape: [count, hidden.length, k, 1, 1] } } : {}),
    });
    chunk.forEach((slot, i) => {
      slot.lossSum = losses![i]!;
      slot.finite = marks![i] === 0;
      slot.steps += count;
    });
  }

  /** @throws AppError `train/failed` when a single run does not fit. */
  #shrink(error: unknown): void {
    const used = Math.min(this.#chunk, this.#slots.length);
    if (used === 1) throw new AppError("train/failed", { detail: "the device has no memory for one run of this size" }, { cause: error });
    this.#chunk = Math.ceil(used / 2);
  }

  async epochLoss(): Promise<{ loss: number[]; finite: boolean[] }> {
    const rowsSeen = Math.min(this.#done * this.#rows.counted, this.#data.train.rows);
    return { loss: this.#slots.map((slot) => slot.lossSum / rowsSeen), finite: this.#slots.map((slot) => slot.finite) };
  }

  reweight(slot: number, weights: readonly number[]): void {
    const changed = this.#slots[slot]!;
    checkReweight(changed.run.loss, this.#data.classes.length, weights);
    changed.weights.push({ from: this.#done, values: [...weights] });
  }

  async evaluate(part: HeldPart, first: number, last: number): Promise<Float32Array[]> {
    const session = await this.#ready();
    const offset = heldOffset(this.#data, part);
    const size = (last - first) * this.#architecture.outputs;
    for (;;) {
      try {
        const results: Float32Array[] = [];
        for (let i = 0; i < this.#slots.length; i += this.#chunk) {
          const chunk = this.#slots.slice(i, i + this.#chunk);
          this.#options.beforeCall?.("evaluate", chunk.length);
          const { logits } = session.run("evaluate", { rows: rowsFeed(chunk), first: scalarFeed(offset + first), count: scalarFeed(last - first) });
          chunk.forEach((_, k) => results.push(logits!.slice(k * size, (k + 1) * size)));
        }
        return results;
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        this.#shrink(error);
      }
    }
  }

  async readState(at: "now" | "epoch-start", slots: readonly number[]): Promise<RunState[]> {
    const session = await this.#ready();
    const wanted = slots.map((k) => this.#slots[k]!);
    const { p, m, v } = session.run(at === "now" ? "read_now" : "read_start", { rows: rowsFeed(wanted) });
    const n = this.#parameters;
    const part = (values: Float32Array, i: number): Float32Array => values.slice(i * n, (i + 1) * n);
    return wanted.map((slot, i) => ({ parameters: part(p!, i), m: part(m!, i), v: part(v!, i), steps: at === "now" ? slot.steps : slot.stepsAtStart }));
  }

  keep(slots: readonly number[]): void {
    this.#slots = slots.map((k) => this.#slots[k]!);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    void this.#session.then(
      (session) => session.dispose(),
      // It never came to be.
      () => {},
    );
  }
}

const rowsFeed = (slots: readonly Slot[]): Feed => vectorFeed(Int32Array.from(slots, (slot) => slot.row));
