/**
 * @file One loaded graph: named typed arrays in, named typed arrays out.
 * Reads: nothing. Writes: saved_model.pb in a temporary folder, which is gone when `load` returns.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NamedTensorMap } from "@tensorflow/tfjs-core";
import type { LoadedSignature, NativeTensorflow } from "./native.ts";
import { TAG } from "./saved-model.ts";

export interface Feed {
  readonly values: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** int32 scalar. */
export const scalarFeed = (value: number): Feed => ({ values: Int32Array.of(value), shape: [] });
/** Vector [n]. */
export const vectorFeed = (values: Float32Array | Int32Array): Feed => ({ values, shape: [values.length] });

export class GraphSession {
  readonly #native: NativeTensorflow;
  readonly #signatures: ReadonlyMap<string, LoadedSignature>;

  private constructor(native: NativeTensorflow, signatures: ReadonlyMap<string, LoadedSignature>) {
    this.#native = native;
    this.#signatures = signatures;
  }

  /** @param model bytes of saved_model.pb. Signatures of one model share one session, and with it the variables. */
  static async load(native: NativeTensorflow, model: Uint8Array, signatures: readonly string[]): Promise<GraphSession> {
    const folder = await mkdtemp(join(tmpdir(), "focaldesk-graph-"));
    const loaded = new Map<string, LoadedSignature>();
    try {
      await writeFile(join(folder, "saved_model.pb"), model);
      for (const name of signatures) loaded.set(name, await native.loadSavedModel(folder, [TAG], name));
    } catch (error) {
      for (const signature of loaded.values()) signature.dispose();
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return new GraphSession(native, loaded);
  }

  /** Blocks until the device is done. @throws Error of TensorFlow; its text begins with the reason, e.g. "OOM when allocating tensor". */
  run(signature: string, feeds: Readonly<Record<string, Feed>> = {}): Record<string, Float32Array> {
    const { tf } = this.#native;
    const inputs: NamedTensorMap = {};
    let outputs: NamedTensorMap = {};
    const before = tf.engine().backendName;
    try {
      // Outputs belong to the backend that is set. Setting one that is initialised takes effect at once; the promise says nothing new.
      if (before !== "tensorflow") void tf.setBackend("tensorflow");
      for (const [name, { values, shape }] of Object.entries(feeds)) {
        inputs[name] = tf.tensor(values, [...shape], values instanceof Float32Array ? "float32" : "int32");
      }
      outputs = this.#signatures.get(signature)!.predict(inputs);
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.dataSync<"float32">()]));
    } finally {
      tf.dispose([inputs, outputs]);
      if (before !== "tensorflow") void tf.setBackend(before);
    }
  }

  dispose(): void {
    for (const signature of this.#signatures.values()) signature.dispose();
  }
}
