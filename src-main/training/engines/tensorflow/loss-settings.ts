/** @file Which formula of the graph a run's loss needs, and its numbers in the order in which that formula reads them. */
import type { LossKernel } from "#shared/loss/options.ts";
import { kernelOf, type RunLoss, type SigmoidTerms } from "#shared/loss/run-loss.ts";
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

/**
 * The numbers of each formula. Finer than the kernels of the product: smoothing and clip take a longer path, and a run must get the same
 * bits beside any neighbours, so the path is chosen by the run alone.
 */
const FIELDS = {
  softmax: ["gamma", "weights"],
  softmax_terms: ["gamma", "gammaHard", "hardMargin", "poly", "scale", "weights", "shift", "margins"],
  softmax_smooth: ["gamma", "gammaHard", "hardMargin", "poly", "scale", "weights", "shift", "margins", "onTarget", "spread"],
  sigmoid: ["gamma", "mean", "half", "direction"],
  sigmoid_terms: ["gamma", "gammaNegative", "positive", "negative", "poly", "direction", "perRow", "perStep", "perForeground", "weights"],
  sigmoid_clip: ["gamma", "gammaNegative", "positive", "negative", "poly", "clip", "direction", "perRow", "perStep", "perForeground", "weights"],
  sigmoid_soft: ["gamma", "positive", "negative", "near", "far", "direction", "perRow", "perStep", "perForeground", "weights"],
} as const;

export type GraphKernel = keyof typeof FIELDS;
export type Field<K extends GraphKernel> = (typeof FIELDS)[K][number];

const PER_CLASS: ReadonlySet<string> = new Set(["weights", "shift", "margins"]);
/** One output tells two classes apart. */
const classesOf = (outputs: number): number => Math.max(2, outputs);
const widthOf = (field: string, outputs: number): number => (PER_CLASS.has(field) ? classesOf(outputs) : 1);

const GRAPH_KERNELS: { readonly [K in LossKernel]: (loss: RunLoss) => GraphKernel } = {
  softmax: () => "softmax",
  "softmax-terms": ({ terms }) => (terms!.smoothing > 0 ? "softmax_smooth" : "softmax_terms"),
  sigmoid: () => "sigmoid",
  "sigmoid-terms": ({ terms }) => ((terms as SigmoidTerms).clip > 0 ? "sigmoid_clip" : "sigmoid_terms"),
  "sigmoid-soft": () => "sigmoid_soft",
};
export const graphKernelOf = (loss: RunLoss): GraphKernel => GRAPH_KERNELS[kernelOf(loss)](loss);

/** Numbers of a run that its loss needs. */
export function settingsWidth(kernel: GraphKernel, outputs: number): number {
  return FIELDS[kernel].reduce((sum, field) => sum + widthOf(field, outputs), 0);
}

/**
 * @param weights [C] in place of the loss's own class weights (softmax) or row weights (sigmoid with terms); null: its own.
 * @returns `settingsWidth` numbers.
 */
export function settingsOf(loss: RunLoss, outputs: number, weights: readonly number[] | null): number[] {
  const values: Readonly<Record<string, number | readonly number[] | undefined>> =
    loss.activation === "softmax" ? softmaxValues(loss, weights) : sigmoidValues(loss, outputs, weights);
  return FIELDS[graphKernelOf(loss)].flatMap((field) => values[field]!);
}

function softmaxValues({ gamma, weights: own, terms }: Extract<RunLoss, { activation: "softmax" }>, weights: readonly number[] | null) {
  const smoothing = terms?.smoothing ?? 0;
  return { gamma, ...terms, weights: weights ?? own, onTarget: 1 - smoothing, spread: smoothing / own.length };
}

function sigmoidValues(loss: Extract<RunLoss, { activation: "sigmoid" }>, outputs: number, weights: readonly number[] | null) {
  const { gamma, positive, negative, positiveClass, terms } = loss;
  // With one output the target says "class 1": a run whose positive class is 0 sees the opposite sign.
  const direction = positiveClass === 0 ? -1 : 1;
  // The weight of a sign s is mean + s * half.
  if (!terms) return { gamma, mean: (positive + negative) / 2, half: (positive - negative) / 2, direction };
  const common = { gamma, direction, weights: weights ?? terms.rowWeights, ...reductionOf(terms.reduction, outputs) };
  // Distances of a smoothed target from 1 and from 0, for y = 1; the other way round for y = 0.
  const [near, far] = [terms.smoothing / 2, 1 - terms.smoothing / 2];
  if (terms.smoothing > 0) return { ...common, positive: positive * far + negative * near, negative: positive * near + negative * far, near, far };
  return { ...common, positive, negative, gammaNegative: terms.gammaNegative, poly: terms.poly, clip: terms.clip };
}

/** The loss of a row is multiplied by perRow + perStep * rows of the step + perForeground * rows / positive targets of the step; all others are 0. */
function reductionOf(reduction: SigmoidTerms["reduction"], outputs: number) {
  const none = { perRow: 0, perStep: 0, perForeground: 0 };
  switch (reduction) {
    case "row-mean":
      return { ...none, perRow: 1 };
    case "cell-mean":
      return { ...none, perRow: 1 / outputs };
    case "sum":
      return { ...none, perStep: 1 };
    case "foreground":
      // With one output per class every row is the positive of one of them.
      return outputs > 1 ? { ...none, perRow: 1 } : { ...none, perForeground: 1 };
  }
}

/** @param settings [k, settingsWidth]: a row of `settingsOf` for each run. @returns each number as [k, 1, 1], those of classes [k, 1, C]. */
export function settingColumns<K extends GraphKernel>(o: Operations, kernel: K, settings: Value, outputs: number): Readonly<Record<Field<K>, Value>> {
  let from = 0;
  const columns = FIELDS[kernel].map((field) => {
    const width = widthOf(field, outputs);
    const column = o.expandDims(o.slice(settings, [0, from], [-1, width]), 1);
    from += width;
    return [field, column] as const;
  });
  return Object.fromEntries(columns) as Record<Field<K>, Value>;
}
