/**
 * @file English words of the findings of a sweep and of a split: what is there, and what to do. A missing one does not compile.
 * Reads: findings.
 */
import type { SweepFinding, SweepFindingId } from "../sweep/findings.ts";
import { bytesInWords } from "../text/bytes.ts";
import { counted } from "../text/counted.ts";
import { agree, listed, namesOf } from "../text/lists.ts";

type FindingOf<Id extends SweepFindingId> = Extract<SweepFinding, { id: Id }>;
type Say = { readonly [Id in SweepFindingId]: (finding: FindingOf<Id>) => string };

const quoted = (name: string): string => `“${name}”`;
const ofClasses = (names: readonly string[]): string => `${agree(names.length, "Class", "Classes")} ${namesOf(names)}`;
const has = (things: readonly unknown[]): string => agree(things.length, "has", "have");
const them = (things: readonly unknown[]): string => agree(things.length, "it", "them");
const theyAre = (things: readonly unknown[]): string => agree(things.length, "it is", "they are");
const trained = (epochs: number): string => (epochs === 1 ? "1 is" : `${epochs} are`);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const CORRECTIONS: Readonly<Record<FindingOf<"strong-correction-with-gamma">["corrections"][number], (beta: number) => string>> = {
  "inverse-frequency": () => "inverse-frequency weights",
  "effective-number": (beta) => `effective-number weights with β ≥ ${beta}`,
  "class-balanced-sampling": () => "class-balanced sampling",
};
const LATE_WEIGHTS: Readonly<Record<FindingOf<"deferred-weights-lost">["instead"], string>> = {
  strength: ": there are no class weights that could begin late; raise “strength” above 0, or give “weights”.",
  weights: ": there are no class weights that could begin late; give “weights”.",
  "ldam-beta": ": with “beta” 0 there are no class weights that could begin late.",
};

const SAY: Say = {
  "deferred-weights-lost": ({ instead }) => `“reweightFrom” has no effect${LATE_WEIGHTS[instead]}`,
  "poly-lost": ({ everywhere }) =>
    `“poly” has no effect ${everywhere ? "" : "in the cells "}with “smoothing” above 0: under sigmoid soft targets have no such term.`,
  "positive-class-lost": () => "“positiveClass” has no effect: without α both classes are treated alike; give “alpha”, or leave it out.",
  "bias-prior-lost": () => "“biasPrior” has no effect: the last layer of ldam gives cosines and has no biases.",
  "hard-below-lost": () => "“hardBelow” has no effect: “gamma” and “gammaHard” are the same, which is focal-softmax.",
  "strong-correction-with-gamma": ({ corrections, gamma, beta }) =>
    `${capital(corrections.map((name) => CORRECTIONS[name](beta)).join(" and "))} together with γ ≥ ${gamma}: in RetinaNet the best weight of the rare class fell as γ rose (Lin et al. 2017, table 1b). ` +
    "Compare accuracy and the recall of each class with the same weights at γ 0.",
  "balanced-sampling-with-weights": () =>
    "Class-balanced sampling together with class weights or logit adjustment counts the class sizes twice. Compare with each alone.",
  "square-root-sampling-with-weights": () =>
    "Square-root sampling together with class weights or logit adjustment beyond the square root counts the class sizes more than once. Compare with each alone.",
  "alpha-deletes-class": () => "An α near 0 or 1 all but deletes a class: RetinaNet found an AP of 0.0 at α = 0.10 with γ = 0.",
  "weight-deletes-class": ({ classes }) => `A weight of 0 deletes a class from training: ${classes.map(quoted).join(", ")}.`,
  "clip-large": () => "A shift of the asymmetric loss above 0.2: negative rows with a probability below it have no gradient. The published setting is 0.05.",
  "gamma-negative-below-positive": () =>
    "An asymmetric loss with γ− below γ+ plays easy positive rows down more than easy negative ones; the published setting is γ+ 0 or 1 and γ− 4.",
  "gamma-hard-below": () =>
    "A γ of hard rows below that of the others makes the loss jump up where rows get easier; the published setting is 5 below pₜ 0.2, else 3.",

  "cells-merged": ({ cells }) =>
    `${counted(cells, "cell was", "cells were")} equal to another after normalisation and ${agree(cells, "is", "are")} trained once.`,
  "values-repeated": ({ field, values }) =>
    `${quoted(field)} ${agree(values.length, "holds a value", "holds values")} more than once (${values.join(", ")}): ${agree(values.length, "it is", "each is")} trained once.`,
  "alpha-off-repeated": () => "“alpha” is off more than once (below 0 it is off, too): that is trained once.",
  "alpha-looks-per-class": ({ values }) =>
    `“alpha” is an axis: ${values} configurations, one for each value. A weight for every class is written "weights": {"classes": {…}}.`,
  "search-is-grid": ({ samples }) =>
    `The axes of each loss have no more than ${counted(samples, "combination")}: every one is trained, and the search chooses nothing.`,
  "deferred-weights-never": ({ epochs }) =>
    `With ${counted(epochs, "epoch")} deferred re-weighting never begins: the class weights have no effect. Train for more epochs.`,
  "few-seeds": ({ seeds }) => `With ${counted(seeds, "seed")} a difference between cells cannot be told from noise; 6 or more allow a paired test.`,
  "gamma-under-sgd": () => "γ changes the size of the gradient, so under SGD it also changes the effective learning rate; Adam does not mix the two.",
  "reductions-under-sgd": () => "Reductions scale the gradient, so under SGD they are also learning rates.",
  "schedule-setting-lost": ({ setting, kind, usedBy }) =>
    `“training.schedule.${setting}” has no effect: the schedule is ${quoted(kind)}, and only ${quoted(usedBy)} uses it.`,
  "steps-after-end": ({ everyEpochs, epochs }) =>
    `The learning rate is never reduced: a step comes every ${everyEpochs} epochs, and ${trained(epochs)} trained.`,
  "warmup-after-end": ({ warmupEpochs, epochs }) =>
    `The learning rate is never reached: the warm-up takes ${warmupEpochs} epochs, and ${trained(epochs)} trained.`,
  "dropout-lost": () => "“model.dropout” has no effect: a model without hidden layers has no units to drop.",
  "momentum-lost": ({ optimizer }) => `“training.momentum” has no effect: the optimizer is ${quoted(optimizer)}, and only “sgd” uses it.`,
  "split-settings-lost": ({ settings, column }) =>
    `${settings.map((name) => `“split.${name}”`).join(", ")} ${has(settings)} no effect: column ${quoted(column)} says the part of every row.`,
  "watchdog-patience-lost": () => "“watchdog.patienceEpochs” has no effect: the watchdog is off.",
  "disk-too-small": ({ neededBytes, freeBytes, folder }) =>
    `The sweep will take about ${bytesInWords(neededBytes)} of disk, and ${folder} has ${bytesInWords(freeBytes)} free: training would pause when the disk is full. Free some space there, or train fewer runs or epochs.`,

  "groups-torn": ({ groups, column }) =>
    `${counted(groups, "group")} ${agree(groups, "has", "have")} rows in more than one part of ${quoted(column)}: test results may be too good. Split by groups instead.`,
  "classes-not-in-training": ({ classes }) => `${ofClasses(classes)} ${has(classes)} no row in training: nothing can be learned of ${them(classes)}.`,
  "classes-with-one-row": ({ classes }) => `${ofClasses(classes)} ${has(classes)} one row: ${theyAre(classes)} in training only, and no recall can be given.`,
  "classes-not-in-test": ({ classes }) => `${ofClasses(classes)} ${has(classes)} no row in test: no recall can be given.`,
  "classes-with-two-rows": ({ classes }) =>
    `${ofClasses(classes)} ${has(classes)} two rows: ${theyAre(classes)} in training and test, and missing from validation.`,
  "classes-not-in-validation": ({ classes }) =>
    `${ofClasses(classes)} ${has(classes)} no row in validation: the choice of the best epoch knows nothing of ${them(classes)}.`,
  "classes-hardly-held-out": ({ classes, limit }) => {
    const each = classes.map(({ name, validation, test }) => `${quoted(name)} (${validation} in validation, ${test} in test)`);
    return (
      `${agree(classes.length, "Class", "Classes")} ${listed(each)} ${has(classes)} fewer than ${counted(limit, "row")} in validation or test: ` +
      "one row moves the recall by 25 points or more."
    );
  },
  "columns-constant-in-training": ({ columns }) =>
    `${agree(columns.length, "Column", "Columns")} ${namesOf(columns)} ${has(columns)} one value in the training part and ${agree(columns.length, "is", "are")} set to 0.`,
};

export function saySweepFinding(finding: SweepFinding): string {
  const sentence = (SAY[finding.id] as (finding: SweepFinding) => string)(finding);
  return finding.block ? `Block ${finding.block.number} (${finding.block.family}): ${sentence}` : sentence;
}
