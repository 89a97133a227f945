/** @file English: the loss blocks of the form. Formulas and sources: docs/losses.md. */
import type { LossFamily } from "#shared/loss/names.ts";

const families: Readonly<Record<LossFamily, { readonly name: string; readonly help: string }>> = {
  "cross-entropy": { name: "Cross entropy", help: "−log pₜ for every row: the reference that every other loss must beat." },
  "weighted-cross-entropy": {
    name: "Weighted cross entropy",
    help: "Every row weighs as its class does: the first thing to try when rare classes are missed.",
  },
  "focal-softmax": {
    name: "Focal, softmax",
    help: "Rows that are right already lose weight as γ grows: for networks that are too sure of themselves, or drown in easy rows.",
  },
  "focal-sigmoid": {
    name: "Focal, sigmoid",
    help: "RetinaNet's form, one yes or no for each class: for two classes, or a rare class against a large background.",
  },
  "focal-sample-dependent": {
    name: "Focal, sample-dependent γ",
    help: "FLSD-53: a larger γ for rows that the network gets badly wrong. For calibrated probabilities.",
  },
  "logit-adjusted": {
    name: "Logit-adjusted cross entropy",
    help: "Adds τ · log of the class share to the logits while training, so that rare classes win by a margin: for balanced accuracy.",
  },
  ldam: {
    name: "LDAM",
    help: "Rare classes must win by a larger margin, and class weights begin late: for long tails with few rows at the end.",
  },
  asymmetric: {
    name: "Asymmetric, sigmoid",
    help: "ASL: γ of its own for negatives, and easy negatives are dropped: for many negatives to each positive.",
  },
  "focal-tversky": {
    name: "Focal Tversky",
    help: "The overlap of each class over the rows of a step, all classes alike: for a rare class whose recall and precision both matter. Needs large batches.",
  },
};

export const losses = {
  families,
  /** By `words` of the fields of a family. */
  fields: {
    gamma: { label: "γ, focusing" },
    gammaPositive: { label: "γ+, of positives" },
    gammaNegative: { label: "γ−, of negatives", help: "Larger than γ+: most negatives are easy." },
    clip: { label: "Shift of negatives", help: "A negative whose probability is below this costs nothing." },
    gammaEasy: { label: "γ of the other rows" },
    gammaHard: { label: "γ of hard rows" },
    hardBelow: { label: "Hard below pₜ", help: "A row counts as hard while its pₜ is below this." },
    tau: { label: "τ, strength of the adjustment", help: "1 is balanced softmax, right for balanced accuracy; 0 is cross entropy." },
    maxMargin: { label: "Largest margin", help: "Of the rarest class; others get less, ∝ n^(−1/4)." },
    tverskyAlpha: { label: "α, weight of missed rows", help: "False alarms weigh 1 − α. 0.7 is the published value, 0.5 is Dice." },
    tverskyGamma: { label: "γ of Tversky", help: "A class costs (1 − overlap)^(1/γ): above 1 classes that overlap well keep their pull. 1: plain Tversky." },
    scale: { label: "Scale", help: "Of the cosines that the last layer gives." },
  },
  alpha: "α, weight of the positive class",
  alphaBinaryHelp: "α weighs the positive class, 1 − α the other; “off” weighs both with 1.",
  alphaHelp: "One sigmoid for each class, one against the rest: α weighs the class itself, 1 − α the rest; “off” weighs both with 1.",
  positive: "Positive class",
  rarest: (name: string) => `Rarest (${name})`,

  weighting: "Class weights",
  weightings: {
    none: { label: "None", hint: "Every row weighs the same." },
    strength: { label: "By frequency, s", hint: "w ∝ n⁻ˢ; 0: none, 0.5: square root, 1: inverse frequency." },
    beta: { label: "Effective number, β", hint: "w ∝ (1 − β) / (1 − βⁿ); towards 1 it becomes inverse frequency." },
    classes: { label: "Own weights", hint: "One number for each class." },
  },
  laterWeights: { label: "Effective number, β", hint: "Once re-weighting begins." },
  strength: "Strength s",
  strengthHelp: "w ∝ n⁻ˢ, with mean 1 over the training rows. 0: none, 0.5: square root, 1: inverse frequency.",
  softmaxHelp:
    "One α for all classes would only rescale the loss, as another learning rate does. α is therefore a weight for each class: w ∝ n⁻ˢ, with mean 1 over the training rows.",
  beta: "β",
  betaHelp: "w ∝ (1 − β) / (1 − βⁿ), with mean 1 over the training rows: rows beyond about 1 / (1 − β) count little.",
  rowWeightsHelp: "A row's weight is that of its class, on all of its terms.",
  reweightFrom: "Weights begin after",
  reweightUnit: "of the epochs",
  reweightHelp: "Deferred re-weighting, e.g. 0.8: all weights are 1 until then. Empty: from the start.",
  reweightLdamHelp: "All weights are 1 until then.",
  own: {
    title: "Weight of each class",
    name: "Class",
    rows: "Rows",
    weight: "Weight",
    of: (name: string) => `Weight of ${name}`,
    fill: "Fill in",
    ones: "All 1",
    root: "Square root",
    inverse: "Inverse frequency",
    foreign: (names: string, one: boolean) => `${one ? "The class" : "The classes"} ${names} of the file ${one ? "is" : "are"} not in this data set.`,
    drop: (one: boolean) => (one ? "Remove its weight" : "Remove their weights"),
  },

  more: "More",
  moreNone: (parts: string) => `none set (${parts})`,
  moreParts: {
    poly: "Poly-1",
    smoothing: "label smoothing",
    later: "late weights",
    sampling: "sampling",
    reduction: "reduction",
    prior: "start of the biases",
  },
  morePoly: (text: string) => `Poly-1 ε₁ ${text}`,
  moreReduction: (name: string) => `reduction ${name.toLowerCase()}`,
  moreSmoothing: (text: string) => `smoothing ${text}`,
  moreLater: (text: string) => `weights after ${text}`,
  morePrior: (text: string) => `biases start at ${text}`,
  empty: "none",
  poly: "Poly-1, ε₁",
  polyHelp: "Adds ε₁ (1 − pₜ)^(γ + 1): above 0 pushes sure rows further. Above −1; empty or 0: none.",
  polyLost: "No effect where the smoothing is above 0: soft targets have no such term.",
  smoothing: "Label smoothing",
  smoothingHelp: "Share of each target that is spread evenly over all classes: keeps probabilities from 0 and 1. Empty or 0: none.",
  smoothingSigmoidHelp: "Targets become 1 − ε/2 and ε/2. Empty or 0: none.",
  sampling: "Rows of an epoch",
  samplings: {
    "every-row": { label: "Every row once", hint: "As the data are." },
    "square-root": { label: "Drawn, square root", hint: "With replacement; classes by the root of their size." },
    "class-balanced": { label: "Drawn, classes equal", hint: "With replacement; the baseline that class weights compete with." },
  },
  samplingNames: { "square-root": "square-root sampling", "class-balanced": "balanced sampling" },
  reduction: "Reduction of a batch",
  reductions: {
    "row-mean": { label: "Mean of the rows", hint: "Summed over the outputs of a row." },
    "cell-mean": { label: "Mean of all cells", hint: "torchvision “mean”: rows × outputs." },
    sum: { label: "Sum", hint: "torchvision “sum”." },
    foreground: { label: "By positives", hint: "RetinaNet: sum divided by the positives of the batch." },
  },
  reductionHelp: "A constant factor hardly matters under Adam; under SGD it is a learning rate.",
  prior: "Biases start at",
  priors: {
    zero: { label: "0", hint: "All classes equally likely." },
    classes: { label: "The class shares", hint: "The untrained network already knows how frequent classes are." },
    number: { label: "One probability", hint: "RetinaNet: 0.01 for positives." },
  },
  priorValue: "Probability",
  priorSoftmaxHelp: "Of every class but the most frequent one.",

  replaced: (alpha: string) =>
    `The file has α ${alpha} here. Under softmax one α for all classes only rescales the loss and balances nothing, so it was replaced by class weights; s = 0 trains what the file trained.`,
  replacedClose: "Close the note about α",
  merged: (merged: string, cells: string, all: boolean) =>
    all
      ? `${cells === "1" ? "Its one cell is" : `All ${cells} cells are`} trained already by a cell above.`
      : `${merged} of ${cells} cells equal another one above and are trained once.`,
};
