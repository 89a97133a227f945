/**
 * @file The `wasm` engine: every run of a stack trained by our own SIMD kernel, one after the other.
 * Reads: prepared data. Nothing is stacked: a run alone fills the vector units, and its parameters and moments stay
 * in the second-level cache for all the steps of a call. So a run's bits cannot depend on its neighbours.
 */
import { setImmediate } from "node:timers/promises";
import type { PreparedData } from "../../../data/encode/prepared.ts";
import { checkRuns } from "../check-runs.ts";
import { checkReweight } from "../check-reweight.ts";
import type { Architecture, Engine, EngineRun, HeldPart, RunState, Stack } from "../engine.ts";
import { KERNEL_VERSION } from "./kernel-bytes.ts";
import { KernelImage, MAX_STEPS, type Place } from "./kernel-image.ts";
import type { KernelBuild } from "./load-kernel.ts";

/** The event loop gets a turn when this much time has passed. */
const YIELD_MS = 40;
/** Aimed at for one call of the kernel, which nothing can interrupt. */
const CALL_MS = 20;

interface WasmStack extends Stack {
  /** Bytes of the kernel's memory. */
  readonly memoryBytes: number;
}

export interface WasmEngine extends Engine {
  prepare(architecture: Architecture, data: PreparedData, runs: readonly EngineRun[]): WasmStack;
}

/** @param gradientError what the self-check found; select-engine.ts. */
export function createWasmEngine(build: KernelBuild, gradientError: number): WasmEngine {
  return {
    name: "wasm",
    backend: build === "relaxed" ? "relaxed-simd" : "simd128",
    version: `kernel ${KERNEL_VERSION}`,
    threads: 1,
    gradientError,
    prepare(architecture, data, runs) {
      checkRuns(architecture, data, runs);
      return new KernelStack(build, architecture, data, runs);
    },
  };
}

interface Slot {
  readonly place: Place;
  /** Optimiser steps taken. */
  steps: number;
  stepsAtStart: number;
}

class KernelStack implements WasmStack {
  readonly #build: KernelBuild;
  readonly #architecture: Architecture;
  readonly #data: PreparedData;
  #held: KernelImage | null;
  /** Runs that the image was made for; those dropped since still take room in it. */
  #capacity: number;
  #slots: Slot[];
  #orders: readonly Int32Array[] = [];
  #rowsSeen = 0;
  #msPerStep = 0;
  #yieldedAt = performance.now();

  constructor(build: KernelBuild, architecture: Architecture, data: PreparedData, runs: readonly EngineRun[]) {
    this.#build = build;
    this.#architecture = architecture;
    this.#data = data;
    const image = new KernelImage(build, architecture, data);
    this.#held = image;
    this.#capacity = runs.length;
    this.#slots = runs.map((run) => ({ place: image.place(run, run.state), steps: run.state.steps, stepsAtStart: run.state.steps }));
  }

  get size(): number {
    return this.#slots.length;
  }

  get memoryBytes(): number {
    return this.#held?.size ?? 0;
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.#data.train.rows / this.#architecture.batchSize);
  }

  beginEpoch(orders: readonly Int32Array[]): void {
    this.#orders = orders;
    this.#rowsSeen = 0;
    this.#image.setOrders(
      this.#slots.map((slot) => slot.place),
      orders,
    );
    for (const slot of this.#slots) {
      this.#image.begin(slot.place);
      slot.stepsAtStart = slot.steps;
    }
  }

  async trainSteps(first: number, last: number): Promise<void> {
    const { batchSize } = this.#architecture;
    for (const slot of this.#slots) {
      for (let step = first; step < last;) {
        const affordable = Math.max(1, Math.floor(CALL_MS / (this.#msPerStep || CALL_MS)));
        const count = Math.min(last - step, MAX_STEPS, affordable);
        const before = performance.now();
        this.#image.train(slot.place, slot.steps, step, count);
        const now = performance.now();
        this.#msPerStep = (now - before) / count;
        slot.steps += count;
        step += count;
        if (now - this.#yieldedAt >= YIELD_MS) {
          await setImmediate();
          this.#yieldedAt = performance.now();
        }
      }
    }
    this.#rowsSeen += Math.min(last * batchSize, this.#data.train.rows) - first * batchSize;
  }

  async epochLoss(): Promise<{ loss: number[]; finite: boolean[] }> {
    return {
      loss: this.#slots.map(({ place }) => this.#image.lossSum(place) / this.#rowsSeen),
      finite: this.#slots.map(({ place }) => this.#image.isFinite(place)),
    };
  }

  reweight(slot: number, weights: readonly number[]): void {
    const { place } = this.#slots[slot]!;
    checkReweight(place.run.loss, this.#data.classes.length, weights);
    this.#image.weights(place).set(weights);
  }

  async evaluate(part: HeldPart, first: number, last: number): Promise<Float32Array[]> {
    const { features } = this.#data;
    return this.#image.evaluate(
      this.#slots.map((slot) => slot.place),
      this.#data[part].x.subarray(first * features, last * features),
    );
  }

  async readState(at: "now" | "epoch-start", slots: readonly number[]): Promise<RunState[]> {
    return slots.map((k) => this.#read(this.#slots[k]!, at));
  }

  #read({ place, steps, stepsAtStart }: Slot, at: "now" | "epoch-start"): RunState {
    return this.#image.read(place, at, at === "now" ? steps : stepsAtStart);
  }

  /** Moves to a new, smaller memory once half of the runs are gone: a wasm memory can only grow. */
  keep(slots: readonly number[]): void {
    const kept = slots.map((k) => this.#slots[k]!);
    this.#orders = slots.flatMap((k) => this.#orders[k] ?? []);
    if (2 * kept.length > this.#capacity) {
      this.#slots = kept;
      return;
    }
    const image = new KernelImage(this.#build, this.#architecture, this.#data);
    this.#slots = kept.map((slot) => {
      const place = image.place(slot.place.run, this.#read(slot, "now"));
      image.writeStart(place, this.#read(slot, "epoch-start"));
      image.setLossSum(place, this.#image.lossSum(slot.place));
      image.weights(place).set(this.#image.weights(slot.place));
      return { ...slot, place };
    });
    if (this.#orders.length > 0) {
      image.setOrders(
        this.#slots.map((slot) => slot.place),
        this.#orders,
      );
    }
    this.#held = image;
    this.#capacity = kept.length;
  }

  /** The memory goes with its last reference. */
  dispose(): void {
    this.#slots = [];
    this.#orders = [];
    this.#held = null;
  }

  get #image(): KernelImage {
    if (!this.#held) throw new Error("the stack has been disposed of");
    return this.#held;
  }
}
