/**
 * @file Asymmetric loss: a gamma of its own for negatives, whose probabilities are shifted down.
 * Source: Ridnik et al. 2021, eqs. 4 to 7.
 */
import { z } from "zod";
import { AxisSchema } from "../../params/axis.ts";
import { anyFamily, positiveClass, reduction } from "../block-fields.ts";
import { without } from "../cell.ts";
import { defineFamily } from "../family.ts";

const LARGE_CLIP = 0.2;

export const asymmetric = defineFamily({
  activation: "sigmoid",
  hasGamma: true,
  needsTerms: true,
  block: z.strictObject({
    family: z.literal("asymmetric"),
    gamma: AxisSchema.default([1]).describe("of positive targets"),
    gammaNegative: AxisSchema.default([4]).describe("of negative targets"),
    clip: AxisSchema.default([0.05]).describe("in [0, 1): probabilities of negative targets are lowered by this, at least to 0"),
    positiveClass,
    reduction,
    ...anyFamily,
  }),
  simplest: (cell) =>
    cell.options.clip === 0 && cell.options.gammaNegative === cell.gamma
      ? { ...without(cell, "clip", "gammaNegative"), family: "focal-sigmoid", alpha: null }
      : cell,
  notes: (cells) => [
    ...(cells.some(({ options }) => (options.clip ?? 0) > LARGE_CLIP) ? [{ id: "clip-large" } as const] : []),
    ...(cells.some(({ gamma, options }) => (options.gammaNegative ?? gamma) < gamma) ? [{ id: "gamma-negative-below-positive" } as const] : []),
  ],
  names: {
    family: "asymmetric",
    parts: ({ gamma, options: o }, _byClass, positive) => ["ASL", `γ+ ${gamma}`, `γ− ${o.gammaNegative ?? gamma}`, `shift ${o.clip ?? 0}`, ...positive],
    method: () => "asymmetric loss (ASL)",
  },
  form: {
    weightings: ["none"],
    terms: false,
    reweighting: "none",
    fields: [
      [
        { kind: "axis", field: "gamma", words: "gammaPositive", presets: "gammaPositive" },
        { kind: "axis", field: "gammaNegative", words: "gammaNegative", presets: "gammaNegative" },
      ],
      [{ kind: "axis", field: "clip", words: "clip", presets: "clip" }],
      [{ kind: "positive" }],
    ],
    start: { gamma: "0, 1" },
  },
  map: () => ({ family: "asymmetric", rows: ["gammaNegative", "clip"], ofPositives: true }),
  curves: ({ gamma, options }) => [
    { gamma, branch: "positive", options: {}, sigmoid: false },
    { gamma: options.gammaNegative ?? gamma, branch: "negative", options: options.clip ? { clip: options.clip } : {}, sigmoid: false },
  ],
  afterTraining: { otherLink: true },
});
