/**
 * @file What a loss family is to the rest of the product: its block in a sweep file, its cells, its names, its fields in the form, its place on a map.
 * One file a family in families/, one line in registry.ts; test/unit/shared/loss/families.test.ts tests them all.
 */
import type { z } from "zod";
import type { LossCell, Options } from "./cell.ts";
import type { CurveShape } from "./curve-shape.ts";
import type { LossFinding } from "./findings.ts";
import type { LossFamily } from "./names.ts";
import type { AxisOption, LossOptions } from "./options.ts";
import type { Shift } from "./shifts.ts";

/** Kinds of class weights that the form offers. */
export const WEIGHTINGS = ["none", "strength", "beta", "classes"] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

/** A field of the form: an axis, one number, the list of alphas with "off", or the positive class of binary data. */
export type FormField =
  | { readonly kind: "axis"; readonly field: "gamma" | AxisOption; readonly words: string; readonly presets: string }
  | { readonly kind: "number"; readonly field: "hardBelow" | "scale"; readonly words: string }
  | { readonly kind: "alpha" }
  | { readonly kind: "positive" };

interface FamilyForm {
  /** The first is what a new block starts with; one alone is no choice. */
  readonly weightings: readonly Weighting[];
  /** Poly-1 and label smoothing. */
  readonly terms: boolean;
  /** Where the share of the epochs before re-weighting is asked for: among the rarer settings, beside the weights, or nowhere. */
  readonly reweighting: "more" | "main" | "none";
  /** Lines of one or two fields. */
  readonly fields: readonly (readonly FormField[])[];
  /** Texts that a new block starts with, where they are not those of every block. */
  readonly start: Readonly<Partial<Record<string, string>>>;
}

/** Rows of a map of gamma. */
export type MapRow = "strength" | "alpha" | Extract<keyof LossOptions, "beta" | "weights" | AxisOption>;
/** Families that share a map by how they weigh; the others have one of their own. */
export type MapFamily = `${"focal" | "class-balanced" | "own-weights"}-${"softmax" | "sigmoid"}` | LossFamily;

export interface FamilyMap {
  readonly family: MapFamily;
  /** What the rows can be, best first. */
  readonly rows: readonly MapRow[];
  /** Gamma is that of positive targets, and a column 0 alone is a map too. */
  readonly ofPositives?: true;
}

/** Names of a method by the kind of its class weights; "class-balanced" is Cui et al. 2019, by the effective number of samples. */
export type Weighted = (loss: string) => string;

/** @typeParam Block the parsed block of a sweep file. */
export interface LossFamilyModule<Block = never> {
  readonly activation: "softmax" | "sigmoid";
  /** Whether gamma is a parameter; without it a loss is a baseline that the focal losses must beat. */
  readonly hasGamma: boolean;
  /** The last layer gives cosines of normalised features and weights, without biases. */
  readonly normalizedHead?: true;
  /** Needs the formula with terms whatever its options are. */
  readonly needsTerms?: true;
  /** Schema of its block in a sweep file, with the literal `family`. */
  readonly block: z.ZodType;
  /** Options of a block that are no axes, beside those that every block has. */
  fixed?(block: Block): Options;
  /** Another family where a cell is that, e.g. softmax at gamma 0; options without effect are out already. */
  simplest?(cell: LossCell): LossCell;
  /** What another setting of the block leaves without effect. */
  lost?(block: Block): LossFinding[];
  /** What is known of such cells, with its source, and what to look at. */
  notes?(cells: readonly LossCell[]): LossFinding[];
  readonly names: {
    /** In lists. */
    readonly family: string;
    /** Before parts that name no family, among several families. */
    readonly prefix?: string;
    /** The name says the family at all times, so it needs no prefix and makes "γ 2" of another one no riddle. */
    readonly namesItself?: true;
    /** @param weights class weights in a few signs; null: none. @param positive the positive class, if one is named. */
    parts(cell: LossCell, weights: string | null, positive: readonly string[]): readonly string[];
    /** As papers call the method, in lower case. */
    method(cell: Pick<LossCell, "gamma" | "alpha" | "options">, weighted: Weighted): string;
    /** Options that the name of the method holds already. */
    readonly methodHolds?: readonly (keyof LossOptions)[];
  };
  readonly form: FamilyForm;
  /** null: it lies on no map of gamma. */
  map(options: LossOptions): FamilyMap | null;
  /** null for losses that move logits by class and are cross entropy then: a table says more than a curve. */
  readonly curves: ((cell: LossCell) => CurveShape[]) | null;
  /** After training: whether the recalibration link of the focal loss holds, and how the outputs were moved, as a verb with its object. */
  readonly afterTraining?: { readonly otherLink?: true; readonly shift?: Exclude<Shift, "class-weights"> };
}

/** Keeps the exact type of the block, from which that of all blocks is made. */
export function defineFamily<B extends z.ZodType>(module: LossFamilyModule<z.output<B>> & { readonly block: B }): typeof module {
  return module;
}

/** By class weights: own ones and those by the effective number of samples have maps of their own. */
export function weightedMap(options: LossOptions, activation: "softmax" | "sigmoid"): MapFamily {
  return `${options.weights !== undefined ? "own-weights" : options.beta !== undefined ? "class-balanced" : "focal"}-${activation}`;
}

/** The softmax losses with class weights share their maps: cross entropy is the column gamma 0. */
export function softmaxMap(options: LossOptions): FamilyMap {
  return {
    family: weightedMap(options, "softmax"),
    rows: [options.weights !== undefined ? "weights" : options.beta !== undefined ? "beta" : "strength"],
  };
}
