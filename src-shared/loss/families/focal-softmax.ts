/**
 * @file Focal loss under softmax: rows that are right already lose weight as gamma grows.
 * Source: Lin et al. 2017, eq. 4, with the probability of the true class under softmax.
 */
import { z } from "zod";
import { AxisSchema } from "../../params/axis.ts";
import { weightedSoftmax, withoutIdleStrength } from "../block-fields.ts";
import { softmaxCell } from "../cell.ts";
import { ownCurve } from "../curve-shape.ts";
import { defineFamily, softmaxMap } from "../family.ts";

export const focalSoftmax = defineFamily({
  activation: "softmax",
  hasGamma: true,
  block: z
    .strictObject({
      family: z.literal("focal-softmax"),
      gamma: AxisSchema.describe("focusing exponent, >= 0; 0 is cross entropy"),
      strength: AxisSchema.default([0]).describe("alpha as class weights: strength s in [0, 1], w_c proportional to n_c^-s"),
      ...weightedSoftmax,
    })
    .transform(withoutIdleStrength),
  simplest: softmaxCell,
  names: {
    family: "focal softmax",
    prefix: "focal",
    parts: ({ gamma }, byClass) => [`γ ${gamma}`, byClass ?? "α off"],
    method: (_cell, weighted) => weighted("focal loss"),
  },
  form: {
    weightings: ["none", "strength", "beta", "classes"],
    terms: true,
    reweighting: "more",
    fields: [[{ kind: "axis", field: "gamma", words: "gamma", presets: "gamma" }]],
    start: {},
  },
  map: softmaxMap,
  curves: (cell) => ownCurve(cell, false),
});
