/** @file Cross entropy with class weights: the first thing to try when rare classes are missed. */
import { z } from "zod";
import { AxisSchema } from "../../params/axis.ts";
import { weightedSoftmax, withoutIdleStrength } from "../block-fields.ts";
import { softmaxCell } from "../cell.ts";
import { ownCurve } from "../curve-shape.ts";
import { defineFamily, softmaxMap } from "../family.ts";

export const weightedCrossEntropy = defineFamily({
  activation: "softmax",
  hasGamma: false,
  block: z
    .strictObject({
      family: z.literal("weighted-cross-entropy"),
      strength: AxisSchema.default([1]).describe("s in [0, 1]: class weights w_c proportional to n_c^-s, mean over training samples 1"),
      ...weightedSoftmax,
    })
    .transform(withoutIdleStrength),
  simplest: softmaxCell,
  names: {
    family: "weighted CE",
    namesItself: true,
    parts: (_cell, byClass) => ["weighted CE", byClass ?? "α off"],
    method: (_cell, weighted) => weighted("cross entropy"),
  },
  form: { weightings: ["strength", "beta", "classes"], terms: true, reweighting: "more", fields: [], start: { strength: "1" } },
  map: softmaxMap,
  curves: (cell) => ownCurve(cell, false),
});
