/** @file The loss of a stack as graph operations, by its formula. */
import { sigmoidLoss, softmaxLoss, type LossInputs, type LossNodes } from "./focal-graph.ts";
import type { Value } from "./graph.ts";
import { type Field, settingColumns, type GraphKernel } from "./loss-settings.ts";
import type { Operations } from "./operations.ts";
import { sigmoidClipLoss, sigmoidSoftLoss, sigmoidTermsLoss } from "./sigmoid-terms-graph.ts";
import { softmaxSmoothLoss, softmaxTermsLoss } from "./softmax-terms-graph.ts";

type Formula<K extends GraphKernel> = (o: Operations, inputs: LossInputs, settings: Readonly<Record<Field<K>, Value>>) => LossNodes;

const FORMULAS: { readonly [K in GraphKernel]: Formula<K> } = {
  softmax: (o, { logits, target }, s) => softmaxLoss(o, logits, target, s),
  softmax_terms: (o, { logits, target }, s) => softmaxTermsLoss(o, logits, target, s),
  softmax_smooth: softmaxSmoothLoss,
  sigmoid: (o, { logits, target }, s) => sigmoidLoss(o, logits, target, s),
  sigmoid_terms: sigmoidTermsLoss,
  sigmoid_clip: sigmoidClipLoss,
  sigmoid_soft: sigmoidSoftLoss,
};

/** @param settings [k, settingsWidth]: a row of `settingsOf` for each run. */
export function lossNodes<K extends GraphKernel>(o: Operations, kernel: K, inputs: LossInputs, settings: Value): LossNodes {
  return FORMULAS[kernel](o, inputs, settingColumns(o, kernel, settings, inputs.outputs));
}
