/** @file tfjs's own model.fit as a peer of bench/step.ts: 32-64-64-8, batch 128, Adam, focal loss with gamma 2. */
import { createRequire } from "node:module";
import type * as TfjsCore from "@tensorflow/tfjs-core";

type Tf = typeof TfjsCore;
interface Layers {
  sequential(): { add(layer: unknown): void; compile(args: unknown): void; fit(x: unknown, y: unknown, args: unknown): Promise<unknown> };
  layers: { dense(args: unknown): unknown };
}

/**
 * @param tf with its backend set; tfjs-layers comes with tfjs-node-gpu.
 * @returns milliseconds per step of one epoch, or the reason why it cannot be measured.
 */
export function fitPeer(tf: Tf, x: Float32Array, labels: Int32Array, features: number, classes: number): string | (() => Promise<number>) {
  const require = createRequire(import.meta.url);
  let layers: Layers;
  try {
    layers = createRequire(require.resolve("@tensorflow/tfjs-node-gpu/package.json"))("@tensorflow/tfjs-layers") as Layers;
  } catch {
    return "@tensorflow/tfjs-layers is not installed";
  }
  const rows = labels.length;
  const inputs = tf.tensor2d(x, [rows, features]);
  const targets = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32");
  const model = layers.sequential();
  model.add(layers.layers.dense({ units: 64, activation: "relu", inputShape: [features] }));
  model.add(layers.layers.dense({ units: 64, activation: "relu" }));
  model.add(layers.layers.dense({ units: classes }));
  const focal = (target: TfjsCore.Tensor, logits: TfjsCore.Tensor): TfjsCore.Tensor =>
    tf.tidy(() => {
      const logP = tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1);
      return tf.neg(tf.mean(tf.mul(tf.pow(tf.sub(1, tf.exp(logP)), 2), logP)));
    });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: focal });
  return async () => {
    const start = performance.now();
    await model.fit(inputs, targets, { epochs: 1, batchSize: 128, verbose: 0, yieldEvery: "never" });
    return (performance.now() - start) / Math.ceil(rows / 128);
  };
}
