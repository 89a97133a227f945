/**
 * @file The `tensorflow` engine: training loops as graphs on the native library.
 * Reads: prepared data.
 */
import type { Engine } from "../engine.ts";
import { checkRuns } from "../check-runs.ts";
import type { NativeTensorflow } from "./native.ts";
import { GraphStack, type StackOptions } from "./stack.ts";

/** Runs of one call on a processor: 8, 16 and 49 took the same time per run on a loaded machine; fewer need less memory. */
const CPU_CHUNK = 16;

export function createTensorflowEngine(native: NativeTensorflow, gradientError: number, options: Partial<StackOptions> = {}): Engine {
  const chunk = native.usesGpu ? Infinity : CPU_CHUNK;
  return {
    name: "tensorflow",
    backend: native.usesGpu ? "tensorflow-gpu" : "tensorflow-cpu",
    version: `TensorFlow ${native.libraryVersion}`,
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS ?? 0) || 1,
    gradientError,
    prepare(architecture, data, runs) {
      checkRuns(architecture, data, runs);
      return new GraphStack(native, architecture, data, runs, { chunk, xla: false, ...options });
    },
  };
}
