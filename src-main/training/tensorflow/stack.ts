/**
 * @file K runs trained by one graph: chunks of runs, host-computed factors, recovery from a device without memory.
 * Reads: nothing. Writes: nothing (session.ts: a temporary folder while the graph is loaded).
 *
 * A slot of the stack is a row of the variables. Dropping a run only forgets its row, so nothing is rebuilt or copied in mid-epoch.
 */
import { AppError, describe } from "#shared/errors.ts";
import type { DataPart, PreparedData } from "../../data/prepared.ts";
import { layerKey, runKey } from "../dropout.ts";
import type { Architecture, EngineRun, RunState, Stack } from "../engine.ts";
import { layoutOf } from "../layout.ts";
import type { RunLoss } from "#shared/run-loss.ts";
import { stepRate } from "../step-rate.ts";
import { settingsOf, settingsWidth } from "./loss-graph.ts";
import type { NativeTensorflow } from "./native.ts";
import { GraphSession, scalarFeed, vectorFeed, type Feed } from "./session.ts";
import { batchRows, trainingModel } from "./training-graph.ts";
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
  /** Row of the variables. */
  readonly row: number;
  readonly key: number;
  /** Optimiser steps: as now, and at the start of the epoch. */
  steps: number;
  stepsAtStart: number;
  order: number;
  lossSum: number;
  finite: boolean;
}

const isOutOfMemory = (error: unknown): boolean => /OOM when allocating|RESOURCE_EXHAUSTED|failed to allocate|out of memory/i.test(describe(error));

export class GraphStack implements Stack {
  readonly #native: NativeTensorflow;
  readonly #architecture: Architecture;
  readonly #data: PreparedData;
  readonly #options: StackOptions;
  readonly #parameters: number;
  readonly #activations: RunLoss["activation"][];
  readonly #session: Promise<GraphSession>;
  #chunk: number;
  #slots: Slot[];
  /** Orders of an epoch that the device has not been given yet. */
  #newOrders: readonly Int32Array[] | null = null;
  #rowsSeen = 0;
  #disposed = false;

  constructor(native: NativeTensorflow, architecture: Architecture, data: PreparedData, runs: readonly EngineRun[], options: StackOptions) {
    this.#native = native;
    this.#architecture = architecture;
    this.#data = data;
    this.#options = options;
    this.#chunk = Math.max(1, options.chunk);
    this.#parameters = layoutOf(architecture.features, architecture.hidden, architecture.outputs).size;
    this.#activations = [...new Set(runs.map((r) => r.loss.activation))];
    this.#slots = runs.map((run, row) => {
      const { steps } = run.state;
      return { run, row, key: runKey(run.seed ?? 0), steps, stepsAtStart: steps, order: 0, lossSum: 0, finite: true };
    });
    this.#session = this.#load(runs);
    // The first call reports it; until then nobody listens.
    this.#session.catch(() => {});
  }

  get size(): number {
    return this.#slots.length;
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.#data.train.rows / this.#batch);
  }

  get #batch(): number {
    return batchRows({ architecture: this.#architecture, trainRows: this.#data.train.rows });
  }

  async #load(runs: readonly EngineRun[]): Promise<GraphSession> {
    const { train, validation, test, features } = this.#data;
    const { outputs } = this.#architecture;
    const count = runs.length;
    const n = this.#parameters;
    const model = trainingModel({
      architecture: this.#architecture,
      runs: count,
      trainRows: train.rows,
      evaluationRows: validation.rows + test.rows,
      activations: this.#activations,
      xla: this.#options.xla,
    });
    const names = ["init", "begin", "restore", ...this.#activations.map((a) => `train_${a}`), "evaluate", "read_now", "read_start"];
    const session = await GraphSession.load(this.#native, model, names);
    const stacked = (field: "parameters" | "m" | "v"): Feed => {
      const values = new Float32Array(count * n);
      runs.forEach((run, k) => values.set(run.state[field], k * n));
      return { values, shape: [count, n] };
    };
    const target = new Float32Array(train.rows * outputs);
    train.y.forEach((label, row) => {
      if (outputs === 1) target[row] = label;
      else target[row * outputs + label] = 1;
    });
    const evaluation = new Float32Array((validation.rows + test.rows) * (features + 1));
    evaluation.set(withOnes(validation, features));
    evaluation.set(withOnes(test, features), validation.rows * (features + 1));
    try {
      session.run("init", {
        p: stacked("parameters"),
        m: stacked("m"),
        v: stacked("v"),
        x: { values: withOnes(train, features), shape: [train.rows, features + 1] },
        target: { values: target, shape: [train.rows, outputs] },
        evaluation: { values: evaluation, shape: [validation.rows + test.rows, features + 1] },
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
    this.#rowsSeen = 0;
    this.#slots.forEach((slot, k) => {
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
    const rows = this.#batch;
    const length = this.stepsPerEpoch * rows;
    const values = new Int32Array(orders.length * length);
    orders.forEach((order, i) => {
      values.set(order, i * length);
      // Filling rows weigh nothing. They repeat a row of the same step, so that none is infinite where its step is not.
      values.fill(order[length - rows]!, i * length + order.length, (i + 1) * length);
    });
    session.run("begin", { orders: { values, shape: [orders.length, length] } });
    this.#newOrders = null;
    return session;
  }

  async trainSteps(first: number, last: number): Promise<void> {
    const session = await this.#ready();
    this.#rowsSeen = Math.min(last * this.#batch, this.#data.train.rows);
    for (let from = first; ;) {
      try {
        for (const chunk of this.#chunks()) this.#trainChunk(session, chunk, from, last);
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

  /** Runs of one call have one loss family. */
  *#chunks(): Generator<readonly Slot[]> {
    for (const activation of this.#activations) {
      const slots = this.#slots.filter((s) => s.run.loss.activation === activation);
      for (let i = 0; i < slots.length; i += this.#chunk) yield slots.slice(i, i + this.#chunk);
    }
  }

  #trainChunk(session: GraphSession, chunk: readonly Slot[], first: number, last: number): void {
    const { optimizer, hidden, outputs, dropout = 0 } = this.#architecture;
    const count = last - first;
    const k = chunk.length;
    const { activation } = chunk[0]!.run.loss;
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
    const name = `train_${activation}`;
    this.#options.beforeCall?.(name, k);
    const { losses, marks } = session.run(name, {
      rows: rowsFeed(chunk),
      order_rows: vectorFeed(Int32Array.from(chunk, (slot) => slot.order)),
      first: scalarFeed(first),
      steps: scalarFeed(count),
      losses: vectorFeed(Float32Array.from(chunk, (slot) => slot.lossSum)),
      settings: { values: Float32Array.from(chunk.flatMap((slot) => settingsOf(slot.run.loss))), shape: [k, settingsWidth(activation, outputs)] },
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
    return { loss: this.#slots.map((slot) => slot.lossSum / this.#rowsSeen), finite: this.#slots.map((slot) => slot.finite) };
  }

  async evaluate(part: "validation" | "test", first: number, last: number): Promise<Float32Array[]> {
    const session = await this.#ready();
    const offset = part === "validation" ? 0 : this.#data.validation.rows;
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

/** @returns float32 [rows, features + 1]: the rows with a last column of ones, which carries the biases of the first layer. */
function withOnes({ rows, x }: DataPart, features: number): Float32Array {
  const wide = new Float32Array(rows * (features + 1)).fill(1);
  for (let row = 0; row < rows; row++) wide.set(x.subarray(row * features, (row + 1) * features), row * (features + 1));
  return wide;
}
