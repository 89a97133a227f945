/**
 * @file Loads @tensorflow/tfjs-node-gpu with a binding that lies in a folder of ours.
 * Reads: the binding and the library it was linked with.
 *
 * Not in node_modules on purpose: `npm ci` would delete it, and the reference engine, the oracle of the others, takes the native backend as
 * soon as its compiled library is found there (reference/backend.ts).
 */
import { createRequire } from "node:module";
import type * as TfjsCore from "@tensorflow/tfjs-core";
import type { NamedTensorMap } from "@tensorflow/tfjs-core";

/** A signature of a loaded model. */
export interface LoadedSignature {
  /** Blocks until the device is done. Inputs and outputs are host tensors; outputs are the caller's to dispose. */
  predict(inputs: NamedTensorMap): NamedTensorMap;
  dispose(): void;
}

/** What is used of @tensorflow/tfjs-node-gpu. */
export interface NativeTensorflow {
  readonly tf: typeof TfjsCore;
  loadSavedModel(folder: string, tags: string[], signature: string): Promise<LoadedSignature>;
  /** Of the native library, e.g. "2.21.0". */
  readonly libraryVersion: string;
  readonly usesGpu: boolean;
}

const require = createRequire(import.meta.url);

/** Node 23 removed two helpers that tfjs-node 4.22 calls; without them every operation throws. */
function restoreNodeUtil(): void {
  const util = require("node:util") as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/**
 * @param binding absolute path of tfjs_binding.node.
 * @throws Error of the system's loader when the library is missing, e.g. "libtensorflow_cc.so.2: cannot open shared object file".
 */
export function loadNative(binding: string): NativeTensorflow {
  restoreNodeUtil();
  const tf = require("@tensorflow/tfjs-core") as typeof TfjsCore;
  const fromPackage = createRequire(require.resolve("@tensorflow/tfjs-node-gpu/package.json"));
  const finder = fromPackage("@mapbox/node-pre-gyp/lib/pre-binding.js") as { find: (packageJson: string) => string };
  const { find } = finder;
  // The package asks this one function where its binding is, once, while it is being required.
  finder.find = () => binding;
  try {
    const native = fromPackage("./dist/index.js") as { node: { loadSavedModel: NativeTensorflow["loadSavedModel"] } };
    const backend = tf.findBackend("tensorflow") as unknown as { binding: { TF_Version: string }; isUsingGpuDevice: boolean };
    return {
      tf,
      loadSavedModel: (...request) => native.node.loadSavedModel(...request),
      libraryVersion: backend.binding.TF_Version,
      usesGpu: backend.isUsingGpuDevice,
    };
  } finally {
    finder.find = find;
  }
}
