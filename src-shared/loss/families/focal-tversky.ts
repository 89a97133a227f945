/**
 * @file Focal Tversky: the overlap of each class over the rows of a step, so that a rare class counts as much as a frequent one.
 * Source: Abraham & Khan 2018, eq. 3 and 4.
 */
import { z } from "zod";
import { AxisSchema } from "../../params/axis.ts";
import { anyFamily } from "../block-fields.ts";
import { defineFamily } from "../family.ts";
import { TVERSKY_ALPHA, TVERSKY_GAMMA } from "../options.ts";

const short = (value: number): string => String(Number(value.toPrecision(4)));

export const focalTversky = defineFamily({
  activation: "softmax",
  hasGamma: false,
  kernel: "tversky",
  block: z.strictObject({
    family: z.literal("focal-tversky"),
    tverskyAlpha: AxisSchema.default([TVERSKY_ALPHA]).describe("weight of false negatives in [0, 1]; false positives weigh 1 - tverskyAlpha; 0.5: Dice"),
    tverskyGamma: AxisSchema.default([TVERSKY_GAMMA]).describe("in [1, 3]: classes cost (1 - overlap)^(1 / tverskyGamma); not the gamma of the focal loss"),
    ...anyFamily,
  }),
  names: {
    family: "focal Tversky",
    namesItself: true,
    parts: ({ options: o }) => [`focal Tversky α ${short(o.tverskyAlpha ?? TVERSKY_ALPHA)}, γ ${short(o.tverskyGamma ?? TVERSKY_GAMMA)}`],
    method: () => "focal Tversky loss",
  },
  form: {
    weightings: ["none"],
    terms: false,
    reweighting: "none",
    fields: [
      [
        { kind: "axis", field: "tverskyAlpha", words: "tverskyAlpha", presets: "tverskyAlpha" },
        { kind: "axis", field: "tverskyGamma", words: "tverskyGamma", presets: "tverskyGamma" },
      ],
    ],
    start: {},
  },
  map: () => null,
  // What a row costs depends on the others of its step.
  curves: null,
  afterTraining: { otherLink: true, shift: "overlap" },
});
