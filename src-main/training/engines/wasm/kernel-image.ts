/**
 * @file Data, network and runs laid out in the memory of one kernel instance.
 * Reads: prepared data. Writes: the instance's memory.
 */
import type { PreparedData } from "../../../data/encode/prepared.ts";
import { dropBelow, runKey } from "../dropout.ts";
import type { Architecture, EngineRun, RunState } from "../engine.ts";
import { layoutOf } from "../layout.ts";
import { adamScales, stepRate } from "../step-rate.ts";
import { MAX_ROWS, NET, RUN, STEP } from "./kernel-layout.ts";
import { float, int, ints, KernelMemory } from "./kernel-memory.ts";
import { instantiateKernel, type Kernel, type KernelBuild } from "./load-kernel.ts";
import { lossImage } from "./loss-image.ts";
import { padLayout, padded, readPadded, writePadded, type PaddedLayout } from "./padded-layout.ts";

/** Steps of one call; a caller with more calls again. */
export const MAX_STEPS = 256;
/** Rows of one evaluation call. */
const EVALUATION_ROWS = 256;

/** Where a run lies. */
export interface Place {
  readonly run: EngineRun;
  /** Address of its Run structure. */
  readonly address: number;
  /** Addresses of p, m and, but for sgd, v; then of their copies at the start of the epoch. */
  readonly now: number;
  readonly start: number;
  /** Address of its class or row weights, float32 [classes]. */
  readonly weights: number;
}

/**
 * Floats from one row of activations to the next. Columns of wide activations are read with this stride, and a multiple of a
 * power of two would put a whole column into a few sets of the cache.
 */
const strideOf = (width: number): number => padded(width) + (width >= 128 && padded(width) % 64 === 0 ? 16 : 0);

export class KernelImage {
  readonly #architecture: Architecture;
  readonly #data: PreparedData;
  readonly #kernel: Kernel;
  readonly #memory: KernelMemory;
  readonly #layout: PaddedLayout;
  readonly #stepsPerEpoch: number;
  /** Moments kept beside the parameters: m, and v but for sgd. */
  readonly #arrays: number;
  readonly #net: number;
  readonly #steps: number;
  readonly #input: number;
  readonly #logits: number;
  readonly #orders: number[] = [];

  constructor(build: KernelBuild, architecture: Architecture, data: PreparedData) {
    const { features, hidden, outputs, batchSize, optimizer, dropout = 0, normalizedHead = false } = architecture;
    this.#architecture = architecture;
    this.#data = data;
    this.#kernel = instantiateKernel(build);
    this.#memory = new KernelMemory(this.#kernel);
    this.#layout = padLayout(layoutOf(features, hidden, outputs));
    this.#stepsPerEpoch = Math.ceil(data.train.rows / batchSize);
    this.#arrays = optimizer.kind === "sgd" ? 2 : 3;
    const memory = this.#memory;
    const widths = [features, ...hidden, outputs];
    const strides = widths.map(strideOf);
    const block = Math.min(MAX_ROWS, Math.max(64, batchSize));
    const { x, y, rows } = data.train;
    const inputs = memory.allocate(x.length);
    memory.floats(inputs, x.length).set(x);
    const labels = memory.allocate(rows);
    memory.ints(labels, rows).set(y);
    const activations = strides.map((stride) => memory.allocate(block * stride));
    const deltas = [0, 1].map(() => memory.allocate(block * Math.max(...strides)));
    const gradient = memory.allocate(this.#layout.size);
    const head = normalizedHead ? memory.allocate((hidden.at(-1) ?? features) * padded(outputs)) : 0;
    const headInverse = normalizedHead ? memory.allocate(padded(outputs)) : 0;
    this.#steps = memory.allocate(MAX_STEPS * STEP.words);
    this.#input = memory.allocate(EVALUATION_ROWS * features);
    this.#logits = memory.allocate(EVALUATION_ROWS * outputs);
    this.#net = memory.allocate(NET.words);
    memory.structure(this.#net, NET, {
      layers: int(hidden.length + 1),
      widths: ints(widths),
      strides: ints(strides),
      weights: ints(this.#layout.layers.map((l) => l.weights)),
      biases: ints(this.#layout.layers.map((l) => l.biases)),
      size: int(this.#layout.size),
      batch: int(batchSize),
      rows: int(rows),
      x: int(inputs),
      y: int(labels),
      block: int(block),
      activations: ints(activations),
      delta: ints(deltas),
      gradient: int(gradient),
      optimizer: int(optimizer.kind === "sgd" ? 1 : 0),
      momentum: float(optimizer.kind === "sgd" ? optimizer.momentum : 0),
      drop_below: int(dropBelow(dropout)),
      drop_scale: float(1 / (1 - dropout)),
      head: int(head),
      head_inverse: int(headInverse),
    });
  }

  /** Bytes of the instance. */
  get size(): number {
    return this.#memory.size;
  }

  /** Lays a run out. @param state its state now; the epoch-start state is the same until {@link begin} or {@link writeStart}. */
  place(run: EngineRun, state: RunState): Place {
    const memory = this.#memory;
    const { weightDecay = 0, seed = 0 } = run;
    const loss = lossImage(run.loss);
    const size = this.#layout.size;
    const weights = memory.allocate(padded(this.#data.classes.length));
    const terms = loss.terms ? memory.allocate(2 * loss.terms.length) : 0;
    const address = memory.allocate(RUN.words);
    const now = memory.allocate(this.#arrays * size);
    const start = memory.allocate(this.#arrays * size);
    memory.floats(weights, loss.weights.length).set(loss.weights);
    if (loss.terms) memory.doubles(terms, loss.terms.length).set(loss.terms);
    memory.structure(address, RUN, {
      p: int(now),
      m: int(now + 4 * size),
      v: int(now + 8 * size),
      order: int(0),
      loss: int(loss.kernel),
      gamma: float(loss.gamma),
      weights: int(weights),
      positive: float(loss.positive),
      negative: float(loss.negative),
      positive_class: int(loss.positiveClass),
      decay: float(weightDecay),
      drop_key: int(runKey(seed) | 0),
      loss_sum: [],
      terms: int(terms),
      reduction: int(loss.reduction),
    });
    const place = { run, address, now, start, weights };
    this.#write(now, state);
    this.#write(start, state);
    return place;
  }

  #write(address: number, state: RunState): void {
    const size = this.#layout.size;
    [state.parameters, state.m, state.v].slice(0, this.#arrays).forEach((values, i) => {
      writePadded(this.#layout, values, this.#memory.floats(address + 4 * i * size, size));
    });
  }

  /** [classes]: class weights of a softmax run, row weights of a sigmoid run with terms. */
  weights(place: Place): Float32Array<ArrayBuffer> {
    return this.#memory.floats(place.weights, this.#data.classes.length);
  }

  /** The state at the start of the epoch, when it is not the present one. */
  writeStart(place: Place, state: RunState): void {
    this.#write(place.start, state);
  }

  read(place: Place, at: "now" | "epoch-start", steps: number): RunState {
    const size = this.#layout.size;
    const address = at === "now" ? place.now : place.start;
    const values = (i: number): Float32Array =>
      i < this.#arrays ? readPadded(this.#layout, this.#memory.floats(address + 4 * i * size, size)) : new Float32Array(this.#layout.flat.size);
    return { parameters: values(0), m: values(1), v: values(2), steps };
  }

  /** The present state becomes the epoch-start state. */
  begin(place: Place): void {
    const count = this.#arrays * this.#layout.size;
    this.#memory.floats(place.start, count).set(this.#memory.floats(place.now, count));
    this.setLossSum(place, 0);
  }

  lossSum(place: Place): number {
    return this.#memory.doubles(place.address + RUN.at.loss_sum, 1)[0]!;
  }

  setLossSum(place: Place, value: number): void {
    this.#memory.doubles(place.address + RUN.at.loss_sum, 1)[0] = value;
  }

  /** Gives each run its order of the training rows; equal arrays are written once, into room that is used again every epoch. */
  setOrders(places: readonly Place[], orders: readonly Int32Array[]): void {
    const { rows } = this.#data.train;
    const written = new Map<Int32Array, number>();
    places.forEach((place, k) => {
      const order = orders[k]!;
      let address = written.get(order);
      if (address === undefined) {
        address = this.#orders[written.size] ??= this.#memory.allocate(rows);
        this.#memory.ints(address, rows).set(order);
        written.set(order, address);
      }
      this.#memory.ints(place.address + RUN.at.order, 1)[0] = address;
    });
  }

  /** Trains steps first..first+count-1 of the epoch, count <= MAX_STEPS. @param taken steps the run has taken before. */
  train(place: Place, taken: number, first: number, count: number): void {
    const { run } = place;
    const { optimizer } = this.#architecture;
    const floats = this.#memory.floats(this.#steps, count * STEP.words);
    const numbers = this.#memory.ints(this.#steps, count * STEP.words);
    const [rateAt, rootAt, shrinkAt, stepAt] = [STEP.at.rate / 4, STEP.at.root / 4, STEP.at.shrink / 4, STEP.at.step / 4];
    for (let i = 0; i < count; i++) {
      const rate = stepRate(this.#architecture, run, taken + i, this.#stepsPerEpoch);
      const at = i * STEP.words;
      if (optimizer.kind === "sgd") floats[at + rateAt] = rate;
      else {
        const scales = adamScales(rate, taken + i);
        floats[at + rateAt] = scales.rate;
        floats[at + rootAt] = scales.root;
        floats[at + shrinkAt] = optimizer.kind === "adamw" ? 1 - rate * (run.weightDecay ?? 0) : 1;
      }
      numbers[at + stepAt] = taken + i;
    }
    this.#kernel.train(this.#net, place.address, this.#steps, first, count);
  }

  isFinite(place: Place): boolean {
    return this.#kernel.allFinite(place.now, this.#layout.size) === 1;
  }

  /** @param x float32 [rows, features]. @returns for each place logits float32 [rows, outputs], copied. */
  evaluate(places: readonly Place[], x: Float32Array): Float32Array<ArrayBuffer>[] {
    const { features, outputs } = this.#architecture;
    const rows = x.length / features;
    const results = places.map(() => new Float32Array(rows * outputs));
    for (let first = 0; first < rows; first += EVALUATION_ROWS) {
      const count = Math.min(EVALUATION_ROWS, rows - first);
      this.#memory.floats(this.#input, count * features).set(x.subarray(first * features, (first + count) * features));
      places.forEach((place, k) => {
        this.#kernel.evaluate(this.#net, place.address, this.#input, count, this.#logits);
        results[k]!.set(this.#memory.floats(this.#logits, count * outputs), first * outputs);
      });
    }
    return results;
  }
}
