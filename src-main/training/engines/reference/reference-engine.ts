/**
 * @file The `reference` engine: K runs stacked in tfjs tensors, on whatever tfjs backend gives right answers.
 * Reads: prepared data. Slow; the other engines are tested against it.
 */
import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { reweighted } from "#shared/loss/run-loss.ts";
import type { PreparedData } from "../../../data/encode/prepared.ts";
import type { Architecture, Engine, EngineRun, HeldPart, RunState, Stack } from "../engine.ts";
import { dropBelow, isKept, layerKey, runKey } from "../dropout.ts";
import { layoutOf } from "../layout.ts";
import { stepRate } from "../step-rate.ts";
import type { Backend } from "./backend.ts";
import { checkRuns } from "../check-runs.ts";
import { forward, gradientOf, type Network, type StepDropout } from "./network.ts";
import { checkReweight } from "../check-reweight.ts";
import type { StackLoss } from "./loss-tensors.ts";
import { stackLoss } from "./stack-loss.ts";
import { update, type RunStep, type StateTensors } from "./update.ts";

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
  readonly #network: Network;
  readonly #data: PreparedData;
  #runs: EngineRun[];
  #loss: StackLoss;
  #now: Position;
  #epochStart: Position;
  /** For each run the rows in the order of this epoch; runs with one seed share theirs. */
  #orders: readonly Int32Array[] = [];
  #lossSums: Tensor1D;
  #rowsSeen = 0;

  constructor(backend: Backend, architecture: Architecture, data: PreparedData, runs: readonly EngineRun[]) {
    const { tf } = backend;
    checkRuns(architecture, data, runs);
    this.#backend = backend;
    this.#architecture = architecture;
    this.#data = data;
    this.#runs = [...runs];
    const { features, hidden, outputs, normalizedHead = false } = architecture;
    const layout = layoutOf(features, hidden, outputs);
    this.#network = { tf, matMul: backend.matMul, layout, normalizedHead };
    this.#loss = this.#makeLoss();
    const stacked = (field: "parameters" | "m" | "v"): Tensor2D => {
      const all = new Float32Array(runs.length * layout.size);
      runs.forEach((run, k) => all.set(run.state[field], k * layout.size));
      return tf.tensor2d(all, [runs.length, layout.size]);
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

  #makeLoss(): StackLoss {
    return stackLoss(
      this.#backend.tf,
      this.#runs.map((r) => r.loss),
    );
  }

  beginEpoch(orders: readonly Int32Array[]): void {
    const { tf } = this.#backend;
    this.#orders = orders;
    this.#lossSums.dispose();
    this.#lossSums = tf.zeros([this.size]);
    this.#rowsSeen = 0;
    this.#replace("start", this.#now);
  }

  async trainSteps(first: number, last: number): Promise<void> {
    for (let step = first; step < last; step++) this.#trainStep(step);
  }

  #trainStep(step: number): void {
    const { tf } = this.#backend;
    const { batchSize, optimizer } = this.#architecture;
    const start = step * batchSize;
    const rows = Math.min(batchSize, this.#data.train.rows - start);
    const { state, steps } = this.#now;
    const next = tf.tidy(() => {
      const { inputs, target } = this.#batch(start, rows);
      const { gradient, lossSum } = gradientOf(this.#network, this.#loss, state.p, inputs, target, this.#dropout(rows));
      return { ...update(tf, optimizer, state, gradient, this.#runSteps()), lossSums: tf.add(this.#lossSums, lossSum) as Tensor1D };
    });
    this.#lossSums.dispose();
    this.#lossSums = next.lossSums;
    this.#rowsSeen += rows;
    this.#replace("now", { state: { p: next.p, m: next.m, v: next.v }, steps: steps.map((t) => t + 1) });
  }

  /**
   * Rows start..start+rows-1 of each run's order: inputs [K, rows, D] and targets [K, rows, O] (one-hot, or with one output the
   * indicator of class 1). Gathered here and uploaded: tf.gather took an eighth of a wasm step, and K x 128 rows are few bytes.
   */
  #batch(start: number, rows: number): { inputs: Tensor3D; target: Tensor3D } {
    const { tf } = this.#backend;
    const { features, outputs } = this.#architecture;
    const { x, y } = this.#data.train;
    const inputs = new Float32Array(this.size * rows * features);
    const target = new Float32Array(this.size * rows * outputs);
    this.#orders.forEach((order, k) => {
      for (let i = 0; i < rows; i++) {
        const row = order[start + i]!;
        const at = k * rows + i;
        inputs.set(x.subarray(row * features, (row + 1) * features), at * features);
        if (outputs === 1) target[at] = y[row]!;
        else target[at * outputs + y[row]!] = 1;
      }
    });
    return { inputs: tf.tensor3d(inputs, [this.size, rows, features]), target: tf.tensor3d(target, [this.size, rows, outputs]) };
  }

  #runSteps(): RunStep[] {
    return this.#runs.map((run, k) => {
      const step = this.#now.steps[k]!;
      return { rate: stepRate(this.#architecture, run, step, this.stepsPerEpoch), step, weightDecay: run.weightDecay ?? 0 };
    });
  }

  /** Masks of the present step for a batch of this many rows; null without dropout. Drawn here: tfjs has no integer hash. */
  #dropout(rows: number): StepDropout | null {
    const { hidden, dropout: rate = 0 } = this.#architecture;
    if (rate === 0) return null;
    const { tf } = this.#backend;
    const [kept, threshold] = [1 / (1 - rate), dropBelow(rate)];
    const masks = hidden.map((width, layer) => {
      const mask = new Float32Array(this.size * rows * width);
      this.#runs.forEach((run, k) => {
        const key = layerKey(runKey(run.seed!), this.#now.steps[k]!, layer);
        for (let unit = 0; unit < rows * width; unit++) if (isKept(key, unit, threshold)) mask[k * rows * width + unit] = kept;
      });
      return tf.tensor3d(mask, [this.size, rows, width]);
    });
    return { rate, masks };
  }

  async epochLoss(): Promise<{ loss: number[]; finite: boolean[] }> {
    const { tf } = this.#backend;
    // 0 * x is 0 for finite x and NaN for the others, so one sum per run tells whether all are finite.
    const [sums, zeros] = tf.tidy(() => [this.#lossSums.clone(), tf.sum(tf.mul(this.#now.state.p, 0), 1)] as const);
    const [lossSums, marks] = await Promise.all([sums.data(), zeros.data()]);
    tf.dispose([sums, zeros]);
    return { loss: Array.from(lossSums, (sum) => sum / this.#rowsSeen), finite: Array.from(marks, (mark) => mark === 0) };
  }

  reweight(slot: number, weights: readonly number[]): void {
    const run = this.#runs[slot]!;
    checkReweight(run.loss, this.#data.classes.length, weights);
    this.#runs[slot] = { ...run, loss: reweighted(run.loss, weights) };
    this.#loss.dispose();
    this.#loss = this.#makeLoss();
  }

  async evaluate(part: HeldPart, first: number, last: number): Promise<Float32Array[]> {
    const { tf } = this.#backend;
    const { x } = this.#data[part];
    const features = this.#data.features;
    const logits = tf.tidy(() => {
      const inputs = tf.tensor3d(x.subarray(first * features, last * features), [1, last - first, features]);
      return forward(this.#network, this.#now.state.p, inputs);
    });
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    const size = (last - first) * this.#architecture.outputs;
    return this.#runs.map((_, k) => values.slice(k * size, (k + 1) * size));
  }

  async readState(at: "now" | "epoch-start", slots: readonly number[]): Promise<RunState[]> {
    const { state, steps } = at === "now" ? this.#now : this.#epochStart;
    const [p, m, v] = (await Promise.all([state.p.data(), state.m.data(), state.v.data()])) as [Float32Array, Float32Array, Float32Array];
    const n = this.#network.layout.size;
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
    this.#orders = slots.flatMap((k) => this.#orders[k] ?? []);
    index.dispose();
    this.#runs = slots.map((k) => this.#runs[k]!);
    this.#loss.dispose();
    this.#loss = this.#makeLoss();
  }

  dispose(): void {
    const { tf } = this.#backend;
    for (const { state } of [this.#now, this.#epochStart]) tf.dispose([state.p, state.m, state.v].filter((t) => !t.isDisposed));
    this.#loss.dispose();
    this.#lossSums.dispose();
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
