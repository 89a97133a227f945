/**
 * @file Focal loss with a larger gamma for rows that the network gets badly wrong (FLSD).
 * Source: Mukhoti et al. 2020, section 5.
 */
import { z } from "zod";
import { AxisSchema } from "../../params/axis.ts";
import { anyFamily, valuesOf } from "../block-fields.ts";
import { softmaxCell, without } from "../cell.ts";
import { ownCurve } from "../curve-shape.ts";
import { defineFamily } from "../family.ts";

const HARD_BELOW = 0.2;

export const focalSampleDependent = defineFamily({
  activation: "softmax",
  hasGamma: true,
  block: z.strictObject({
    family: z.literal("focal-sample-dependent"),
    gamma: AxisSchema.default([3]).describe("where p_t is at least `hardBelow`"),
    gammaHard: AxisSchema.default([5]).describe("where p_t is below `hardBelow`"),
    hardBelow: z.number().gt(0).lt(1).default(HARD_BELOW),
    strength: AxisSchema.default([0]).describe("class weights w_c proportional to n_c^-s"),
    ...anyFamily,
  }),
  fixed: ({ hardBelow }) => ({ hardBelow }),
  simplest: (cell) => (cell.options.gammaHard === cell.gamma ? softmaxCell(without(cell, "gammaHard", "hardBelow")) : cell),
  lost: ({ hardBelow, gamma, gammaHard }) => {
    const [gammas, hard] = [new Set(valuesOf(gamma)), new Set(valuesOf(gammaHard))];
    const isPlain = gammas.size === 1 && hard.size === 1 && [...gammas][0] === [...hard][0];
    return hardBelow !== HARD_BELOW && isPlain ? [{ id: "hard-below-lost" }] : [];
  },
  notes: (cells) => (cells.some((cell) => (cell.options.gammaHard ?? cell.gamma) < cell.gamma) ? [{ id: "gamma-hard-below" }] : []),
  names: {
    family: "sample-dependent focal",
    prefix: "FLSD",
    parts: ({ gamma, options: o }, byClass) => [`γ ${o.gammaHard ?? gamma} if p < ${o.hardBelow ?? HARD_BELOW}, else ${gamma}`, ...(byClass ? [byClass] : [])],
    method: (_cell, weighted) => weighted("sample-dependent focal loss (FLSD)"),
  },
  form: {
    weightings: ["none", "strength"],
    terms: false,
    reweighting: "none",
    fields: [
      [
        { kind: "axis", field: "gammaHard", words: "gammaHard", presets: "gammaHard" },
        { kind: "axis", field: "gamma", words: "gammaEasy", presets: "gammaEasy" },
      ],
      [{ kind: "number", field: "hardBelow", words: "hardBelow" }],
    ],
    start: { gamma: "3" },
  },
  map: () => ({ family: "focal-sample-dependent", rows: ["strength", "gammaHard"] }),
  curves: (cell) => ownCurve(cell, false),
  afterTraining: { otherLink: true },
});
