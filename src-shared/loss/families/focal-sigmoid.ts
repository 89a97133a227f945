/**
 * @file Focal loss under sigmoid, one against the rest for each class.
 * Source: Lin et al. 2017, eq. 5; torchvision.ops.sigmoid_focal_loss.
 */
import { z } from "zod";
import { AxisItemSchema, AxisSchema } from "../../params/axis.ts";
import { anyFamily, isSet, positiveClass, reduction, reweightFrom, softmaxTerms, valuesOf, weights } from "../block-fields.ts";
import { ownCurve } from "../curve-shape.ts";
import type { LossFinding } from "../findings.ts";
import { defineFamily, weightedMap } from "../family.ts";

const block = z.strictObject({
  family: z.literal("focal-sigmoid"),
  gamma: AxisSchema.describe("focusing exponent, >= 0"),
  alpha: z
    .union([z.literal("off"), AxisItemSchema, z.array(z.union([z.literal("off"), AxisItemSchema])).min(1)], {
      error: "give “off”, a number, a range {from, to, step}, or a list of these",
    })
    .default("off")
    .describe('weight of the positive class in [0.01, 0.99], 1-alpha of the others; "off" or below 0: both 1'),
  positiveClass,
  weights,
  reweightFrom,
  reduction,
  poly: softmaxTerms.poly,
  smoothing: AxisSchema.optional().describe("in [0, 1): targets become y (1 - eps) + eps / 2, the soft-target loss of torchvision"),
  ...anyFamily,
});
type Block = z.output<typeof block>;

function lostPoly({ poly, smoothing }: Block): LossFinding[] {
  if (!isSet(poly) || !isSet(smoothing)) return [];
  return [{ id: "poly-lost", everywhere: valuesOf(smoothing).every((value) => value > 0) }];
}

function lostPositiveClass(loss: Block): LossFinding[] {
  if (loss.positiveClass === undefined || loss.reduction === "foreground" || loss.biasPrior !== undefined) return [];
  const alphas = [loss.alpha].flat().flatMap((alpha) => (alpha === "off" ? [null] : valuesOf(alpha)));
  if (alphas.some((alpha) => alpha !== null && alpha >= 0 && alpha !== 0.5)) return [];
  return [{ id: "positive-class-lost" }];
}

export const focalSigmoid = defineFamily({
  activation: "sigmoid",
  hasGamma: true,
  block,
  lost: (loss) => [...lostPoly(loss), ...lostPositiveClass(loss)],
  names: {
    family: "focal sigmoid",
    prefix: "focal",
    parts: ({ gamma, alpha }, byClass, positive) => [
      "sigmoid",
      `γ ${gamma}`,
      alpha === null ? "α off" : `α ${alpha}`,
      ...positive,
      ...(byClass ? [byClass] : []),
    ],
    method: ({ gamma, alpha }, weighted) => {
      const name = gamma === 0 ? "sigmoid cross entropy" : "sigmoid focal loss";
      return weighted(alpha === null ? name : `α-balanced ${name}`);
    },
  },
  form: {
    weightings: ["none", "beta", "classes"],
    terms: true,
    reweighting: "more",
    fields: [[{ kind: "axis", field: "gamma", words: "gamma", presets: "gamma" }], [{ kind: "alpha" }], [{ kind: "positive" }]],
    start: {},
  },
  map: (options) => ({
    family: weightedMap(options, "sigmoid"),
    rows: ["alpha", ...(options.weights !== undefined ? (["weights"] as const) : options.beta !== undefined ? (["beta"] as const) : [])],
  }),
  curves: (cell) => ownCurve(cell, true),
});
