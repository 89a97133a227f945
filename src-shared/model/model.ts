/**
 * @file What a model is: its layers with their shapes, from the size of the input to the number of outputs.
 * Every model passes test/unit/shared/model/models.test.ts. Which engine trains it: supports.ts.
 */
import type { ModelKind } from "./ids.ts";

/** z = x W + b, then the activation. Weights [inputs, outputs], row-major, and biases [outputs]. */
interface DenseLayer {
  readonly kind: "dense";
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: "relu" | "none";
  /** Weights and biases. */
  readonly parameters: number;
}
export type Layer = DenseLayer;

/** What a sweep says of its model. */
interface ModelSettings {
  readonly hidden: readonly number[];
}

export interface Model {
  readonly kind: ModelKind;
  /** First layer first. @param inputs features of a row. @param outputs logits of a row, as the task and the loss ask for them. */
  layers(settings: ModelSettings, inputs: number, outputs: number): Layer[];
}

export function parameterCount(layers: readonly Layer[]): number {
  return layers.reduce((sum, layer) => sum + layer.parameters, 0);
}
