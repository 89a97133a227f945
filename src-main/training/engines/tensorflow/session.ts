/**
 * @file One loaded graph: named typed arrays in, named typed arrays out.
 * Writes: saved_model.pb in a temporary folder, which is gone when `load` returns.
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

/**
 * Tensors belong to the backend of tfjs that is set, and the reference engine may have set another in this process.
 * @returns puts the other one back. Setting a backend that has been initialised takes effect at once; the promise says nothing new.
 */
function useTensorflow({ tf }: NativeTensorflow): () => void {
  const before = tf.engine().backendName;
  if (before === "tensorflow") return () => {};
  void tf.setBackend("tensorflow");
  return () => void tf.setBackend(before);
}

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
    const restore = useTensorflow(native);
    try {
      await writeFile(join(folder, "saved_model.pb"), model);
      for (const name of signatures) loaded.set(name, await native.loadSavedModel(folder, [TAG], name));
    } catch (error) {
      for (const signature of loaded.values()) signature.dispose();
      throw error;
    } finally {
      restore();
      await rm(folder, { recursive: true, force: true });
    }
    return new GraphSession(native, loaded);
  }

  /** Blocks until the device is done. @throws Error of TensorFlow; its text begins with the reason, e.g. "OOM when allocating tensor". */
  run(signature: string, feeds: Readonly<Record<string, Feed>> = {}): Record<string, Float32Array> {
    const { tf } = this.#native;
    const inputs: NamedTensorMap = {};
    let outputs: NamedTensorMap = {};
    const restore = useTensorflow(this.#native);
    try {
      for (const [name, { values, shape }] of Object.entries(feeds)) {
        inputs[name] = tf.tensor(values, [...shape], values instanceof Float32Array ? "float32" : "int32");
      }
      outputs = this.#signatures.get(signature)!.predict(inputs);
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.dataSync<"float32">()]));
    } finally {
      tf.dispose([inputs, outputs]);
      restore();
    }
  }

  dispose(): void {
    for (const signature of this.#signatures.values()) signature.dispose();
  }
}
