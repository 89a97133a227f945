/**
 * @file Fields that the loss blocks of a sweep file share.
 * Reads: unknown JSON.
 */
import { z } from "zod";
import { type Axis, AxisSchema, expandAxis } from "../params/axis.ts";
import { REDUCTIONS, SAMPLINGS } from "./options.ts";

/** Instead of `strength`: class weights of another kind. */
export const weights = z
  .union([
    z.strictObject({ beta: AxisSchema.describe("effective number of samples, in [0, 1): w_c proportional to (1 - beta) / (1 - beta^n_c)") }),
    z.strictObject({ classes: z.record(z.string(), z.number().min(0)).describe("a weight for every class by name; used as they are") }),
  ])
  .optional()
  .describe("class weights instead of those by strength; under sigmoid the weight of a row's class multiplies all terms of the row");

export const reweightFrom = z
  .number()
  .gt(0)
  .lt(1)
  .optional()
  .describe("deferred re-weighting: class weights are 1 until this share of the epochs is trained, e.g. 0.8");

/** For every family. */
export const anyFamily = {
  sampling: z.enum(SAMPLINGS).optional().describe("rows of an epoch drawn with replacement, classes with probability proportional to n_c^0.5 or equal"),
  biasPrior: z
    .union([z.literal("classes"), z.number().gt(0).lt(1)])
    .optional()
    .describe('biases of the last layer start at this probability; "classes": at the shares of the training rows'),
};
export const softmaxTerms = {
  poly: AxisSchema.optional().describe("Poly-1: epsilon_1 (1 - p_t)^(gamma + 1) is added; above -1"),
  smoothing: AxisSchema.optional().describe("label smoothing in [0, 1): share of the target spread evenly over all classes"),
};
/** Softmax losses with class weights, in the order of the published schema. */
export const weightedSoftmax = { weights, reweightFrom, ...softmaxTerms, ...anyFamily };
export const reduction = z
  .enum(REDUCTIONS)
  .optional()
  .describe("of a batch; absent: sum over outputs, mean over rows; cell-mean and sum as in torchvision; foreground: divided by the positives");
export const positiveClass = z.string().optional().describe("binary data only: the class that is positive; default the rarest");

/**
 * Takes the strength out of a block with weights of another kind: there it weighs nothing, and a block that was filled with its default
 * must not read as if somebody had written both. Versions until schema 4 kept it, so it may stand in what they stored.
 */
export function withoutIdleStrength<Block extends { readonly strength: Axis; readonly weights?: unknown }>(
  block: Block,
): Omit<Block, "strength"> & { strength?: Axis } {
  if (block.weights === undefined) return block;
  const { strength: _strength, ...rest } = block;
  return rest;
}

/** Values of an axis, to see what it holds. @throws AppError for a range that cannot be expanded. */
export const valuesOf = (axis: Axis | undefined): number[] => (axis === undefined ? [] : expandAxis(axis, ""));
export const isSet = (axis: Axis | undefined): boolean => valuesOf(axis).some((value) => value !== 0);
