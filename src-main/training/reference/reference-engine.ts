/**
 * @file The `reference` engine: K runs stacked in tfjs tensors, on whatever tfjs backend gives right answers.
 * Reads: prepared data. Writes: nothing. Slow; the other engines are tested against it.
 */
import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { AppError } from "#shared/errors.ts";
import type { DataPart, PreparedData } from "../../data/prepared.ts";
import type { Architecture, Engine, EngineRun, RunState, Stack } from "../engine.ts";
import { layoutOf, type Layout } from "../layout.ts";
import type { Backend } from "./backend.ts";
import { stackLoss, type StackLoss } from "./margin-loss.ts";
import { forward, gradientOf } from "./network.ts";
import { update, type StateTensors } from "./update.ts";

/** @param backend chosen by `selectBackend`, which has checked its gradients. */
export function createReferenceEngine(backend: Backend): Engine {
  return {
    name: "reference",
    backend: backend.name,
    version: `tfjs ${backend.tf.version_core}`,
    threads: backend.threads,
    gradientError: backend.gradientError,
    prepare: (architecture, data, runs) => new ReferenceStack(backend, architecture, data, runs),
  };
}

/** The device's copy of a run's place: the tensors are immutable, so the epoch-start state is only a second reference. */
interface Position {
  readonly state: StateTensors;
  /** Optimiser steps of each run. */
  readonly steps: readonly number[];
}

class ReferenceStack implements Stack {
  readonly #backend: Backend;
  readonly #architecture: Architecture;
  readonly #layout: Layout;
  readonly #data: PreparedData;
  readonly #trainX: Tensor2D;
  readonly #trainTarget: Tensor2D;
  #runs: EngineRun[];
  #loss: StackLoss;
  #now: Position;
  #epochStart: Position;
  /** int32 [K, N]; null before the first epoch. */
  #orders: Tensor2D | null = null;
  #lossSums: Tensor1D;
  #rowsSeen = 0;

  constructor(backend: Backend, architecture: Architecture, data: PreparedData, runs: readonly EngineRun[]) {
    const { tf } = backend;
    checkLosses(architecture, data, runs);
    this.#backend = backend;
    this.#architecture = architecture;
    this.#data = data;
    this.#runs = [...runs];
    this.#layout = layoutOf(architecture.features, architecture.hidden, architecture.outputs);
    this.#trainX = tf.tensor2d(data.train.x, [data.train.rows, data.features]);
    this.#trainTarget = tf.tensor2d(targets(data.train, architecture.outputs), [data.train.rows, architecture.outputs]);
    this.#loss = stackLoss(
      tf,
      runs.map((r) => r.loss),
    );
    const stacked = (field: "parameters" | "m" | "v"): Tensor2D => {
      const all = new Float32Array(runs.length * this.#layout.size);
      runs.forEach((run, k) => all.set(run.state[field], k * this.#layout.size));
      return tf.tensor2d(all, [runs.length, this.#layout.size]);
    };
    this.#now = { state: { p: stacked("parameters"), m: stacked("m"), v: stacked("v") }, steps: runs.map((r) => r.state.steps) };
    this.#epochStart = this.#now;
    this.#lossSums = tf.zeros([runs.length]);
  }

  get size(): number {
    return this.#runs.length;
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.#data.train.rows / this.#architecture.batchSize);
  }

  beginEpoch(orders: readonly Int32Array[]): void {
    const { tf } = this.#backend;
    const rows = this.#data.train.rows;
    const all = new Int32Array(this.size * rows);
    orders.forEach((order, k) => all.set(order, k * rows));
    this.#orders?.dispose();
    this.#orders = tf.tensor2d(all, [this.size, rows], "int32");
    this.#lossSums.dispose();
    this.#lossSums = tf.zeros([this.size]);
    this.#rowsSeen = 0;
    this.#replace("start", this.#now);
  }

  async trainSteps(first: number, last: number): Promise<void> {
    for (let step = first; step < last; step++) this.#trainStep(step);
  }

  #trainStep(step: number): void {
    const { tf, matMul } = this.#backend;
    const { batchSize, optimizer } = this.#architecture;
    const start = step * batchSize;
    const rows = Math.min(batchSize, this.#data.train.rows - start);
    const { state, steps } = this.#now;
    const next = tf.tidy(() => {
      const index = tf.slice(this.#orders!, [0, start], [this.size, rows]);
      const inputs = tf.gather(this.#trainX, index) as unknown as Tensor3D;
      const target = tf.gather(this.#trainTarget, index) as unknown as Tensor3D;
      const { gradient, lossSum } = gradientOf(tf, matMul, this.#layout, this.#loss, state.p, inputs, target);
      const rates = this.#runs.map((run) => run.learningRate);
      return { ...update(tf, optimizer, state, gradient, rates, steps), lossSums: tf.add(this.#lossSums, lossSum) as Tensor1D };
    });
    this.#lossSums.dispose();
    this.#lossSums = next.lossSums;
    this.#rowsSeen += rows;
    this.#replace("now", { state: { p: next.p, m: next.m, v: next.v }, steps: steps.map((t) => t + 1) });
  }

  async epochLoss(): Promise<{ loss: number[]; finite: boolean[] }> {
    const { tf } = this.#backend;
    // 0 * x is 0 for finite x and NaN for the others, so one sum per run tells whether all are finite.
    const [sums, zeros] = tf.tidy(() => [this.#lossSums.clone(), tf.sum(tf.mul(this.#now.state.p, 0), 1)] as const);
    const [lossSums, marks] = await Promise.all([sums.data(), zeros.data()]);
    tf.dispose([sums, zeros]);
    return { loss: Array.from(lossSums, (sum) => sum / this.#rowsSeen), finite: Array.from(marks, (mark) => mark === 0) };
  }

  async evaluate(part: "validation" | "test", first: number, last: number): Promise<Float32Array[]> {
    const { tf, matMul } = this.#backend;
    const { x } = this.#data[part];
    const features = this.#data.features;
    const logits = tf.tidy(() => {
      const inputs = tf.tensor3d(x.subarray(first * features, last * features), [1, last - first, features]);
      return forward(tf, matMul, this.#layout, this.#now.state.p, inputs);
    });
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    const size = (last - first) * this.#architecture.outputs;
    return this.#runs.map((_, k) => values.slice(k * size, (k + 1) * size));
  }

  async readState(at: "now" | "epoch-start", slots: readonly number[]): Promise<RunState[]> {
    const { state, steps } = at === "now" ? this.#now : this.#epochStart;
    const [p, m, v] = (await Promise.all([state.p.data(), state.m.data(), state.v.data()])) as [Float32Array, Float32Array, Float32Array];
    const n = this.#layout.size;
    const part = (values: Float32Array, k: number): Float32Array => values.slice(k * n, (k + 1) * n);
    return slots.map((k) => ({ parameters: part(p, k), m: part(m, k), v: part(v, k), steps: steps[k]! }));
  }

  keep(slots: readonly number[]): void {
    const { tf } = this.#backend;
    const index = tf.tensor1d([...slots], "int32");
    const pick = ({ state, steps }: Position): Position => ({
      state: { p: tf.gather(state.p, index), m: tf.gather(state.m, index), v: tf.gather(state.v, index) },
      steps: slots.map((k) => steps[k]!),
    });
    const [before, startBefore] = [this.#now, this.#epochStart];
    const now = pick(before);
    const start = startBefore === before ? now : pick(startBefore);
    this.#replace("now", now);
    this.#replace("start", start);
    const lossSums = tf.gather(this.#lossSums, index);
    this.#lossSums.dispose();
    this.#lossSums = lossSums;
    if (this.#orders) {
      // float32 holds row numbers exactly up to 2^24 only, so the orders are gathered as they are: int32.
      const orders = tf.gather(this.#orders, index);
      this.#orders.dispose();
      this.#orders = orders;
    }
    index.dispose();
    this.#runs = slots.map((k) => this.#runs[k]!);
    this.#loss.dispose();
    this.#loss = stackLoss(
      tf,
      this.#runs.map((r) => r.loss),
    );
  }

  dispose(): void {
    const { tf } = this.#backend;
    for (const { state } of [this.#now, this.#epochStart]) tf.dispose([state.p, state.m, state.v].filter((t) => !t.isDisposed));
    this.#loss.dispose();
    tf.dispose([this.#trainX, this.#trainTarget, this.#lossSums]);
    this.#orders?.dispose();
  }

  /** Moves one of the two positions and frees the tensors that neither refers to any more. SGD shares `v` between states. */
  #replace(which: "now" | "start", position: Position): void {
    const old = which === "now" ? this.#now : this.#epochStart;
    if (which === "now") this.#now = position;
    else this.#epochStart = position;
    const used = new Set([this.#now, this.#epochStart].flatMap(({ state }) => [state.p, state.m, state.v]));
    for (const tensor of [old.state.p, old.state.m, old.state.v]) if (!used.has(tensor) && !tensor.isDisposed) tensor.dispose();
  }
}

/** float32 [rows, outputs]: one-hot, or with one output the indicator of class 1. */
function targets(part: DataPart, outputs: number): Float32Array {
  if (outputs === 1) return Float32Array.from(part.y);
  const values = new Float32Array(part.rows * outputs);
  part.y.forEach((label, row) => (values[row * outputs + label] = 1));
  return values;
}

function checkLosses(architecture: Architecture, data: PreparedData, runs: readonly EngineRun[]): void {
  for (const { loss } of runs) {
    const wanted = loss.activation === "sigmoid" && data.classes.length === 2 ? 1 : data.classes.length;
    if (wanted !== architecture.outputs) {
      throw new AppError("train/failed", { detail: `a ${loss.activation} run needs ${wanted} output(s), its cohort has ${architecture.outputs}` });
    }
  }
}
