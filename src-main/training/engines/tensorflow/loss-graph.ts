/** @file The loss of a stack as graph operations, by its formula. */
import { sigmoidLoss, softmaxLoss, type LossInputs, type LossNodes } from "./focal-graph.ts";
import type { Value } from "./graph.ts";
import { settingColumns, type GraphKernel } from "./loss-settings.ts";
import type { Operations } from "./operations.ts";
import { sigmoidClipLoss, sigmoidSoftLoss, sigmoidTermsLoss } from "./sigmoid-terms-graph.ts";
import { softmaxSmoothLoss, softmaxTermsLoss } from "./softmax-terms-graph.ts";

/** @param settings [k, settingsWidth]: a row of `settingsOf` for each run. */
export function lossNodes(o: Operations, kernel: GraphKernel, inputs: LossInputs, settings: Value): LossNodes {
  const { logits, target, outputs } = inputs;
  switch (kernel) {
    case "softmax":
      return softmaxLoss(o, logits, target, settingColumns(o, kernel, settings, outputs));
    case "softmax_terms":
      return softmaxTermsLoss(o, logits, target, settingColumns(o, kernel, settings, outputs));
    case "softmax_smooth":
      return softmaxSmoothLoss(o, inputs, settingColumns(o, kernel, settings, outputs));
    case "sigmoid":
      return sigmoidLoss(o, logits, target, settingColumns(o, kernel, settings, outputs));
    case "sigmoid_terms":
      return sigmoidTermsLoss(o, inputs, settingColumns(o, kernel, settings, outputs));
    case "sigmoid_clip":
      return sigmoidClipLoss(o, inputs, settingColumns(o, kernel, settings, outputs));
    case "sigmoid_soft":
      return sigmoidSoftLoss(o, inputs, settingColumns(o, kernel, settings, outputs));
  }
}
