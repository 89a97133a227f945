/**
 * @file Reasons and notes of measures as versions until schema 6 stored them, in words.
 * Reads: their sentences, as those versions wrote them: this file follows no change of words.
 */
import { type FitNote, FitNoteSchema, type FitReason, FitReasonSchema, type OtherLoss } from "../calibration/notes.ts";
import { LOSS_FAMILIES } from "../loss/names.ts";
import { lossFamily } from "../loss/registry.ts";
import type { Shift } from "../loss/shifts.ts";
import { SCORE_NAMES, scoreLabel } from "../metrics/from-counts.ts";
import { type MetricReason, MetricReasonSchema } from "../metrics/reasons.ts";
import { reading } from "./sentence-pattern.ts";

type Held = Readonly<Record<string, string | number>>;
/** Template, id, and what the schema wants beside or instead of what was read; undefined where it is another sentence after all. */
type Known = readonly [template: string, id: string, data?: (held: Held) => object | undefined];

const GROUPS: Readonly<Record<string, string>> = { head: "head", middle: "mid", tail: "tail" };
const ofGroup = ({ group }: Held) => ({ group: GROUPS[String(group)] });
const ofRow = ({ number }: Held) => ({ row: { unit: "row", number } });

const METRIC: readonly Known[] = [
  ["there is no row", "no-rows"],
  ["class “{className}” has no row and no prediction", "class-without-rows-and-predictions"],
  ["class “{className}” has no row", "class-without-rows"],
  ["no row is predicted as class “{className}”", "class-not-predicted"],
  ["every row is of class “{className}”", "class-of-every-row"],
  ["class “{className}” was not scored", "class-not-scored"],
  ["no class is in the {group} by its training rows", "group-empty", ofGroup],
  ["no class of the {group} has a row", "group-without-rows", ofGroup],
  ["the training rows per class are not known", "training-rows-unknown"],
  ["all rows are of one class and predicted as it, so agreement by chance is complete", "chance-complete"],
  ["with {classes#} classes the true one is always among {k#}", "truth-always-among"],
  ["there are no scores", "no-scores"],
  ["there are neither scores nor predictions", "neither-scores-nor-predictions"],
  ["no class has both rows of its own and rows of others", "no-class-to-rank"],
  ["no class that was scored has a row", "no-scored-class-with-rows"],
  ["no class was scored", "no-class-scored"],
  ["ranking was not asked for", "ranking-not-asked"],
  ["row {number#} has a score that is not a finite number", "row-not-finite", ofRow],
  ["the scores of row {number#} give no distribution: one is not a finite number, or all are 0", "row-without-distribution", ofRow],
  ["row {number#} has no prediction", "row-not-predicted", ofRow],
];

const BESIDE: Readonly<Record<string, OtherLoss["beside"][number]>> = {
  "Poly-1": "poly",
  "label smoothing": "smoothing",
  "deferred re-weighting": "deferred-weights",
  "weights of whole rows": "row-weights",
  "square-root sampling": { sampling: "square-root" },
  "class-balanced sampling": { sampling: "class-balanced" },
};
/** “LDAM with deferred re-weighting”. */
function lossOf(text: string): OtherLoss | null {
  const [name, parts = ""] = text.split(" with ");
  const family = LOSS_FAMILIES.find((candidate) => lossFamily(candidate).names.family === name);
  const beside = parts === "" ? [] : parts.split(" and ").map((part) => BESIDE[part]);
  return family && beside.every((part) => part !== undefined) ? { family, beside } : null;
}
const ofLoss = ({ loss }: Held) => ({ loss: lossOf(String(loss)) });

const TRAINING: Readonly<Record<string, Shift>> = {
  "took a margin from the logits of rare classes": "margins",
  "added the priors of the classes to the logits": "priors",
  "drew rare classes more often": "sampling",
  "weighted rows by their class": "row-weights",
};
const ofTraining = ({ training }: Held) => ({
  shifts: String(training)
    .split(" and ")
    .map((part) => TRAINING[part]),
});
const ofWeights = () => ({ shifts: ["class-weights"] });

const NO_THRESHOLD: readonly Known[] = [
  ["Class “{className}” has no validation row, so no threshold can be tuned for it.", "class-without-validation-rows"],
  ["Every validation row of class “{className}” has probability 0 for it, so no threshold finds one.", "class-probability-zero"],
];
const FIT: readonly Known[] = [
  ...NO_THRESHOLD,
  ["Trained with plain cross entropy: the link changes nothing.", "link-is-identity"],
  ["The link is known for cross entropy and the focal loss; this network was trained with {loss}.", "link-unknown", ofLoss],
  ["The validation part has no row to fit a temperature to.", "no-validation-rows"],
  ["On the validation part the logits say nothing about the class: no temperature beats equal probabilities.", "logits-say-nothing"],
  ["All {rows#} validation rows are predicted right, so every smaller temperature fits them better: there is no best one.", "all-right"],
  ["The best temperature is below 1/{bound#}: the logits are too small to scale.", "temperature-too-low"],
  ["The best temperature is above {bound#}: the logits are too large to scale.", "temperature-too-high"],
  ["No class has a threshold that could be tuned on the validation part.", "no-class-tuned"],
  [
    "Recall {recall#} of class “{className}” cannot be reached on the validation part: {reachable#} is the most that any threshold gives.",
    "recall-out-of-reach",
  ],
  [
    "{metric} is undefined on the validation part, so no tau can be chosen by it.",
    "metric-undefined-on-validation",
    ({ metric }) => ({ metric: SCORE_NAMES.find((name) => scoreLabel(name) === metric) }),
  ],
];
const because = (held: Held, text: string) => ({ because: recognised(NO_THRESHOLD, text.replace("{className}", String(held["className"]))) });
const NOTE: readonly Known[] = [
  ["The loss weighted the classes; one temperature cannot undo that.", "temperature-leaves-shift", ofWeights],
  ["Training {training}; one temperature cannot undo that.", "temperature-leaves-shift", ofTraining],
  ["The loss weighted the classes already: this corrects a second time.", "corrects-again", ofWeights],
  ["Training {training} already: this corrects a second time.", "corrects-again", ofTraining],
  ["Its probabilities are those of classes that are equally frequent, not of the test part.", "classes-taken-as-equal"],
  ["Class “{className}” has no training row, so its frequency is unknown: its score is not adjusted.", "class-not-adjusted"],
  ["Derived for cross entropy: with γ above 0 the probabilities it starts from are biased.", "gamma-biases"],
  ["Derived for cross entropy; this network was trained with {loss}.", "derived-for-cross-entropy", ofLoss],
  ["Class “{className}” had weight 0 in training: its probability is left as it is.", "class-without-weight"],
  ...NO_THRESHOLD.flatMap(([template]): Known[] => [
    [`${template} It is predicted as if its threshold were 0.5.`, "taken-as-half", (held) => because(held, template)],
    [template, "threshold-missing", (held) => because(held, template)],
  ]),
  ["Expected costs need calibrated probabilities; those of this loss are biased.", "costs-need-calibration"],
];

/** Compiled when the first sentence comes. */
const readers = new Map<string, ReturnType<typeof reading>>();
function readerOf(template: string): ReturnType<typeof reading> {
  const known = readers.get(template) ?? reading(template);
  readers.set(template, known);
  return known;
}

function recognised(known: readonly Known[], text: string): object | null {
  for (const [template, id, data] of known) {
    const held = readerOf(template)(text);
    if (held) return { id, ...held, ...data?.(held) };
  }
  return null;
}

const kept = (text: string) => ({ id: "kept", text }) as const;

export const metricReasonFromWords = (text: string): MetricReason => MetricReasonSchema.safeParse(recognised(METRIC, text)).data ?? kept(text);
export const fitReasonFromWords = (text: string): FitReason => FitReasonSchema.safeParse(recognised(FIT, text)).data ?? kept(text);
export const fitNoteFromWords = (text: string): FitNote => FitNoteSchema.safeParse(recognised(NOTE, text)).data ?? kept(text);
