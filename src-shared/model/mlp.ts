/** @file A multi-layer perceptron: hidden ReLU layers, then a linear one. Without hidden layers it is a linear model. */
import type { Model } from "./model.ts";

export const MLP: Model = {
  kind: "mlp",
  layers({ hidden }, inputs, outputs) {
    const widths = [inputs, ...hidden, outputs];
    return widths.slice(1).map((width, i) => ({
      kind: "dense",
      inputs: widths[i]!,
      outputs: width,
      activation: i < hidden.length ? "relu" : "none",
      parameters: (widths[i]! + 1) * width,
    }));
  },
};
