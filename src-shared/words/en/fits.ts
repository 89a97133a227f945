/** @file English: notes on what was fitted after training, and why a fit does not exist. One entry for every id; a missing one does not compile. */
import type { FitNote, FitReason, OtherLoss } from "../../calibration/notes.ts";
import { AppError, ERROR_TABLE, type ErrorCode } from "../../errors/errors.ts";
import type { Shift } from "../../loss/shifts.ts";
import { scoreLabel } from "../../metrics/from-counts.ts";
import { familyName } from "../../sweep/config-label.ts";

type Of<Sentence extends { readonly id: string }, Id extends Sentence["id"]> = Extract<Sentence, { readonly id: Id }>;
type Say<Sentence extends { readonly id: string }> = { readonly [Id in Sentence["id"]]: (sentence: Of<Sentence, Id>) => string };

const BESIDE = {
  poly: "Poly-1",
  smoothing: "label smoothing",
  "deferred-weights": "deferred re-weighting",
  "row-weights": "weights of whole rows",
} as const satisfies Record<Extract<OtherLoss["beside"][number], string>, string>;
const lossInWords = ({ family, beside }: OtherLoss): string => {
  const parts = beside.map((part) => (typeof part === "string" ? BESIDE[part] : `${part.sampling} sampling`));
  return [familyName(family), ...(parts.length > 0 ? [`with ${parts.join(" and ")}`] : [])].join(" ");
};

const TRAINING: Readonly<Record<Exclude<Shift, "class-weights">, string>> = {
  margins: "took a margin from the logits of rare classes",
  priors: "added the priors of the classes to the logits",
  sampling: "drew rare classes more often",
  "row-weights": "weighted rows by their class",
};
/** A sentence without its end. */
const favoured = (shifts: readonly Shift[]): string => {
  const training = shifts.flatMap((shift) => (shift === "class-weights" ? [] : [TRAINING[shift]]));
  return training.length === 0 ? "The loss weighted the classes" : `Training ${training.join(" and ")}`;
};

const REASONS: Say<FitReason> = {
  "link-is-identity": () => "Trained with plain cross entropy: the link changes nothing.",
  "link-unknown": ({ loss }) => `The link is known for cross entropy and the focal loss; this network was trained with ${lossInWords(loss)}.`,
  "no-validation-rows": () => "The validation part has no row to fit a temperature to.",
  "logits-say-nothing": () => "On the validation part the logits say nothing about the class: no temperature beats equal probabilities.",
  "all-right": ({ rows }) => `All ${rows} validation rows are predicted right, so every smaller temperature fits them better: there is no best one.`,
  "temperature-too-low": ({ bound }) => `The best temperature is below 1/${bound}: the logits are too small to scale.`,
  "temperature-too-high": ({ bound }) => `The best temperature is above ${bound}: the logits are too large to scale.`,
  "class-without-validation-rows": ({ className }) => `Class “${className}” has no validation row, so no threshold can be tuned for it.`,
  "class-probability-zero": ({ className }) => `Every validation row of class “${className}” has probability 0 for it, so no threshold finds one.`,
  "no-class-tuned": () => "No class has a threshold that could be tuned on the validation part.",
  "recall-out-of-reach": ({ className, recall, reachable }) =>
    `Recall ${recall} of class “${className}” cannot be reached on the validation part: ${reachable} is the most that any threshold gives.`,
  "metric-undefined-on-validation": ({ metric }) => `${scoreLabel(metric)} is undefined on the validation part, so no tau can be chosen by it.`,
  "outputs-refused": ({ code, data }) => (code in ERROR_TABLE ? new AppError(code as ErrorCode, data).message : code),
  kept: ({ text }) => text,
};

const NOTES: Say<FitNote> = {
  "temperature-leaves-shift": ({ shifts }) => `${favoured(shifts)}; one temperature cannot undo that.`,
  "classes-taken-as-equal": () => "Its probabilities are those of classes that are equally frequent, not of the test part.",
  "class-not-adjusted": ({ className }) => `Class “${className}” has no training row, so its frequency is unknown: its score is not adjusted.`,
  "corrects-again": ({ shifts }) => `${favoured(shifts)} already: this corrects a second time.`,
  "gamma-biases": () => "Derived for cross entropy: with γ above 0 the probabilities it starts from are biased.",
  "derived-for-cross-entropy": ({ loss }) => `Derived for cross entropy; this network was trained with ${lossInWords(loss)}.`,
  "class-without-weight": ({ className }) => `Class “${className}” had weight 0 in training: its probability is left as it is.`,
  "taken-as-half": ({ because }) => `${sayFitReason(because)} It is predicted as if its threshold were 0.5.`,
  "threshold-missing": ({ because }) => sayFitReason(because),
  "costs-need-calibration": () => "Expected costs need calibrated probabilities; those of this loss are biased.",
  kept: ({ text }) => text,
};

/** The types of an id and of its words meet here alone. */
const said = <Sentence extends { readonly id: string }>(say: Say<Sentence>, sentence: Sentence): string =>
  (say[sentence.id as Sentence["id"]] as (sentence: Sentence) => string)(sentence);

/** A sentence of its own. */
export function sayFitReason(reason: FitReason): string {
  return said<FitReason>(REASONS, reason);
}
export const sayFitNote = (note: FitNote): string => said<FitNote>(NOTES, note);
