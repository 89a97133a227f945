/**
 * @file Logit-adjusted cross entropy: tau log prior is added to the logits while training.
 * Source: Menon et al. 2021, eq. 10.
 */
import { z } from "zod";
import { AxisSchema } from "../../params/axis.ts";
import { anyFamily } from "../block-fields.ts";
import { softmaxCell } from "../cell.ts";
import { defineFamily } from "../family.ts";

export const logitAdjusted = defineFamily({
  activation: "softmax",
  hasGamma: false,
  block: z.strictObject({
    family: z.literal("logit-adjusted"),
    tau: AxisSchema.default([1]).describe("tau log prior is added to the logits while training; 1 is balanced softmax"),
    ...anyFamily,
  }),
  simplest: (cell) => (cell.options.tau === undefined ? softmaxCell(cell) : cell),
  names: {
    family: "logit-adjusted CE",
    parts: ({ options }) => [`logit-adjusted τ ${options.tau ?? 0}`],
    method: () => "logit-adjusted loss",
  },
  form: {
    weightings: ["none"],
    terms: false,
    reweighting: "none",
    fields: [[{ kind: "axis", field: "tau", words: "tau", presets: "tau" }]],
    start: {},
  },
  map: () => null,
  curves: null,
  afterTraining: { otherLink: true, shift: "priors" },
});
