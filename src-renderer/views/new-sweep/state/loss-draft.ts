/**
 * @file One loss block of the form as it is typed, and which of its fields a family has.
 * Reads: a loss of a sweep. Reading back is state/loss-reading.ts.
 */
import { z } from "zod";
import { formatAxis, type Axis } from "#shared/params/axis.ts";
import { WEIGHTINGS, type Weighting } from "#shared/loss/family.ts";
import { LossFamilySchema, type LossFamily } from "#shared/loss/names.ts";
import { AXIS_OPTION_NAMES, REDUCTIONS, SAMPLINGS, TVERSKY_ALPHA, TVERSKY_GAMMA } from "#shared/loss/options.ts";
import { hasNormalizedHead, isSigmoid, type Loss, lossFamily } from "#shared/loss/registry.ts";

/** What the sweep file leaves out has a name here, because a list needs one. */
export const SAMPLING_CHOICES = ["every-row", ...SAMPLINGS] as const;
export const REDUCTION_CHOICES = ["row-mean", ...REDUCTIONS] as const;
export const PRIOR_CHOICES = ["zero", "classes", "number"] as const;

/** Texts of axes, unless said otherwise. Fields that came later have a default, so that a draft kept by an earlier version is still one. */
export const LossDraftSchema = z.object({
  /** Stays with the block while others come and go. */
  key: z.number(),
  family: LossFamilySchema,
  /** Asymmetric: of positive targets. */
  gamma: z.string(),
  weighting: z.enum(WEIGHTINGS).default("strength"),
  strength: z.string(),
  /** LDAM: one number. */
  beta: z.string().default("0.999"),
  /** One number for each class by name; may hold classes of another data set. */
  classWeights: z.record(z.string(), z.string()).default({}),
  /** One number or empty: from the start. */
  reweightFrom: z.string().default(""),
  /** Numbers and "off". */
  alpha: z.string(),
  /** Empty: the rarest class. */
  positiveClass: z.string(),
  /** Empty: none. */
  poly: z.string().default(""),
  /** Empty: none. */
  smoothing: z.string().default(""),
  gammaHard: z.string().default("5"),
  /** One number. */
  hardBelow: z.string().default("0.2"),
  tau: z.string().default("1"),
  maxMargin: z.string().default("0.5"),
  /** One number. */
  scale: z.string().default("30"),
  gammaNegative: z.string().default("4"),
  clip: z.string().default("0.05"),
  tverskyAlpha: z.string().default(String(TVERSKY_ALPHA)),
  tverskyGamma: z.string().default(String(TVERSKY_GAMMA)),
  sampling: z.enum(SAMPLING_CHOICES).default("every-row"),
  reduction: z.enum(REDUCTION_CHOICES).default("row-mean"),
  biasPrior: z.enum(PRIOR_CHOICES).default("zero"),
  /** One number. */
  biasPriorValue: z.string().default("0.01"),
  /** α of a softmax block as it stood in an opened file; empty: none, or the note about it was closed. */
  replacedAlpha: z.string().default(""),
});
export type LossDraft = z.infer<typeof LossDraftSchema>;

/** Class weights that a family can have, the first being what it starts with; a list of one is no choice. */
export const weightingsOf = (family: LossFamily): readonly Weighting[] => lossFamily(family).form.weightings;

/** The weighting in force: one that the family does not have is its first one. */
export function weightingOf(loss: LossDraft): Weighting {
  const offered = weightingsOf(loss.family);
  return offered.includes(loss.weighting) ? loss.weighting : offered[0]!;
}

/** Poly-1 and label smoothing. */
export const hasTerms = (family: LossFamily): boolean => lossFamily(family).form.terms;
export const hasReweighting = (loss: LossDraft): boolean => weightingOf(loss) !== "none" && lossFamily(loss.family).form.reweighting !== "none";
export const hasReduction = (family: LossFamily): boolean => isSigmoid(family);
/** A layer of cosines has no biases. */
export const hasBiasPrior = (family: LossFamily): boolean => !hasNormalizedHead(family);

/** @param losses that are there already, so that the new one gets a key of its own. */
export function newLoss(family: LossFamily, losses: readonly LossDraft[]): LossDraft {
  const key = Math.max(0, ...losses.map((loss) => loss.key)) + 1;
  const start = {
    gamma: "0, 0.5, 1, 2, 3, 5",
    weighting: weightingsOf(family)[0],
    strength: "0, 0.5, 1",
    alpha: "off",
    positiveClass: "",
    ...lossFamily(family).form.start,
  };
  return LossDraftSchema.parse({ key, family, ...start });
}

function alphaText(alpha: Extract<Loss, { family: "focal-sigmoid" }>["alpha"]): string {
  if (alpha === "off") return "off";
  return Array.isArray(alpha) ? alpha.map((item) => (item === "off" ? item : formatAxis(item as Axis))).join(", ") : formatAxis(alpha);
}

function weightingDraft(loss: Loss): Partial<LossDraft> {
  if ("beta" in loss) return loss.beta === 0 ? { weighting: "none" } : { weighting: "beta", beta: String(loss.beta) };
  const weights = "weights" in loss ? loss.weights : undefined;
  if (weights && "beta" in weights) return { weighting: "beta", beta: formatAxis(weights.beta) };
  if (weights)
    return { weighting: "classes", classWeights: Object.fromEntries(Object.entries(weights.classes).map(([name, weight]) => [name, String(weight)])) };
  if (!("strength" in loss) || loss.strength === undefined) return { weighting: "none" };
  const text = formatAxis(loss.strength);
  return text === "0" && weightingsOf(loss.family).includes("none") ? { weighting: "none" } : { weighting: "strength", strength: text };
}

function priorDraft(prior: Loss["biasPrior"]): Partial<LossDraft> {
  if (prior === undefined) return {};
  return prior === "classes" ? { biasPrior: "classes" } : { biasPrior: "number", biasPriorValue: String(prior) };
}

const AXES = ["gamma", ...AXIS_OPTION_NAMES] as const;
const NUMBERS = ["reweightFrom", "hardBelow", "scale"] as const;

/** @returns the block that reads back to the same cells. @param index of the block; becomes its key. */
export function lossDraft(loss: Loss, index: number): LossDraft {
  const field = <T>(name: string): T | undefined => (loss as Record<string, unknown>)[name] as T | undefined;
  const texts: Record<string, string> = {};
  for (const name of AXES) if (field(name) !== undefined) texts[name] = formatAxis(field<Axis>(name)!);
  for (const name of NUMBERS) if (field(name) !== undefined) texts[name] = String(field<number>(name));
  return {
    ...newLoss(loss.family, []),
    key: index + 1,
    ...texts,
    ...weightingDraft(loss),
    ...priorDraft(loss.biasPrior),
    ...("alpha" in loss ? { alpha: alphaText(loss.alpha) } : {}),
    positiveClass: field<string>("positiveClass") ?? "",
    sampling: loss.sampling ?? "every-row",
    reduction: field<LossDraft["reduction"]>("reduction") ?? "row-mean",
  };
}
