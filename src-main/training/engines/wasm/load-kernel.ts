/**
 * @file Compiles and instantiates the kernel that this runtime can run.
 * Reads: kernel-bytes.ts. The bytes are part of the source, so no bundle or archive has to find a file.
 */
import { PLAIN, RELAXED } from "./kernel-bytes.ts";

/** relaxed: a*b+c with one rounding where the processor has it. plain: the same bits on every machine. */
export const KERNEL_BUILDS = ["relaxed", "plain"] as const;
export type KernelBuild = (typeof KERNEL_BUILDS)[number];

/** One instance with its own memory; addresses are bytes. Structures: kernel/structures.h. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  /** First byte that belongs to the host. */
  readonly heapBase: number;
  train(net: number, run: number, steps: number, first: number, count: number): void;
  evaluate(net: number, run: number, x: number, rows: number, logits: number): void;
  /** @returns 1 when all are finite. */
  allFinite(values: number, count: number): number;
  /** exp (0), log (1) or log1p (2) in place: for the tests of accuracy. */
  apply(kind: number, values: number, count: number): void;
}

const BYTES: Readonly<Record<KernelBuild, string>> = { relaxed: RELAXED, plain: PLAIN };
const modules = new Map<KernelBuild, WebAssembly.Module>();

export const kernelBytes = (build: KernelBuild): Buffer<ArrayBuffer> => Buffer.from(BYTES[build], "base64");

/** Relaxed SIMD where the runtime knows it. */
export function bestBuild(): KernelBuild {
  return WebAssembly.validate(kernelBytes("relaxed")) ? "relaxed" : "plain";
}

/** @throws WebAssembly.CompileError on a runtime without SIMD. */
export function instantiateKernel(build: KernelBuild): Kernel {
  const module = modules.get(build) ?? new WebAssembly.Module(kernelBytes(build));
  modules.set(build, module);
  const { memory, train, evaluate, all_finite, apply, __heap_base } = new WebAssembly.Instance(module).exports;
  return {
    memory: memory as WebAssembly.Memory,
    heapBase: (__heap_base as WebAssembly.Global).value as number,
    train: train as Kernel["train"],
    evaluate: evaluate as Kernel["evaluate"],
    allFinite: all_finite as Kernel["allFinite"],
    apply: apply as Kernel["apply"],
  };
}
