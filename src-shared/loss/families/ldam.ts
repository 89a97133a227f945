/**
 * @file Label-distribution-aware margins: rare classes must win by more, and class weights begin late.
 * Source: Cao et al. 2019, eq. 12 and section 3.3.
 */
import { z } from "zod";
import { AxisSchema } from "../../params/axis.ts";
import { anyFamily } from "../block-fields.ts";
import { defineFamily } from "../family.ts";

const [SCALE, REWEIGHT_FROM] = [30, 0.8];

export const ldam = defineFamily({
  activation: "softmax",
  hasGamma: false,
  normalizedHead: true,
  needsTerms: true,
  block: z.strictObject({
    family: z.literal("ldam"),
    maxMargin: AxisSchema.default([0.5]).describe("margin of the rarest class; m_c proportional to n_c^(-1/4)"),
    scale: z.number().gt(0).max(1000).default(SCALE).describe("of the cosines of the normalised last layer"),
    beta: z.number().min(0).lt(1).default(0.9999).describe("effective-number weights once re-weighting begins; 0: none"),
    reweightFrom: z.number().gt(0).lt(1).default(REWEIGHT_FROM).describe("share of the epochs before re-weighting"),
    ...anyFamily,
  }),
  fixed: ({ scale, beta, reweightFrom }) => ({ scale, beta, reweightFrom }),
  lost: ({ beta, reweightFrom, biasPrior }) => [
    ...(beta === 0 && reweightFrom !== REWEIGHT_FROM ? [{ id: "deferred-weights-lost", instead: "ldam-beta" } as const] : []),
    ...(biasPrior === undefined ? [] : [{ id: "bias-prior-lost" } as const]),
  ],
  names: {
    family: "LDAM",
    parts: ({ options: o }, byClass) => [
      `LDAM ${o.maxMargin ?? 0.5}`,
      ...(o.scale === SCALE ? [] : [`scale ${o.scale ?? SCALE}`]),
      ...(byClass ? [byClass] : []),
    ],
    method: ({ options: o }) => (o.beta !== undefined && o.reweightFrom !== undefined ? "LDAM-DRW" : "LDAM"),
    methodHolds: ["reweightFrom"],
  },
  form: {
    weightings: ["beta", "none"],
    terms: false,
    reweighting: "main",
    fields: [
      [
        { kind: "axis", field: "maxMargin", words: "maxMargin", presets: "margin" },
        { kind: "number", field: "scale", words: "scale" },
      ],
    ],
    start: { weighting: "beta", beta: "0.9999", reweightFrom: "0.8" },
  },
  map: () => null,
  curves: null,
  afterTraining: { otherLink: true, shift: "margins" },
});
