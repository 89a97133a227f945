/** @file Cross entropy: the reference that every other loss must beat. */
import { z } from "zod";
import { anyFamily, softmaxTerms } from "../block-fields.ts";
import { softmaxCell } from "../cell.ts";
import { ownCurve } from "../curve-shape.ts";
import { defineFamily, softmaxMap } from "../family.ts";

export const crossEntropy = defineFamily({
  activation: "softmax",
  hasGamma: false,
  block: z.strictObject({ family: z.literal("cross-entropy"), ...softmaxTerms, ...anyFamily }),
  simplest: softmaxCell,
  names: { family: "cross entropy", namesItself: true, parts: () => ["cross entropy"], method: (_cell, weighted) => weighted("cross entropy") },
  form: { weightings: ["none"], terms: true, reweighting: "none", fields: [], start: {} },
  map: softmaxMap,
  curves: (cell) => ownCurve(cell, false),
});
