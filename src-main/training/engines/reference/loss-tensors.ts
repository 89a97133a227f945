/** @file What every formula of the reference engine gives. */
import type { Tensor3D } from "@tensorflow/tfjs-core";

/** Loss of the samples of a step: `value` [K, B, 1], `gradient` by the logits [K, B, O], not yet divided by B. */
interface LossTensors {
  readonly value: Tensor3D;
  readonly gradient: Tensor3D;
}

/** Loss settings of K runs on the device. */
export interface StackLoss {
  /** @param logits [K, B, O]. @param target [K, B, O]: one-hot, or with O = 1 the indicator of class 1. Call inside tidy. */
  compute(logits: Tensor3D, target: Tensor3D): LossTensors;
  dispose(): void;
}
