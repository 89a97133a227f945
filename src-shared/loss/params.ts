/**
 * @file The parameters of the losses: domains and symbols by name, and a cell from and to its parameters.
 * Reads: parameters of a configuration. A cell says null where nothing is set; parameters leave it out.
 */
import { z } from "zod";
import type { ParamDef } from "../params/def.ts";
import type { NumberDomain } from "../params/domains/number.ts";
import type { Params } from "../params/value.ts";
import type { LossCell } from "./cell.ts";
import { LOSS_FAMILIES, LossFamilySchema } from "./names.ts";
import { type LossOptions, LossOptionsSchema, OPTION_NAMES, REDUCTIONS, SAMPLINGS } from "./options.ts";

const FROM_0_TO_100 = { kind: "number", min: 0, max: 100 } as const satisfies NumberDomain;
const BELOW_1 = { kind: "number", min: 0, below: 1 } as const satisfies NumberDomain;
const INSIDE_1 = { kind: "number", above: 0, below: 1 } as const satisfies NumberDomain;

export type LossParam = "family" | "gamma" | "strength" | "alpha" | "positiveClass" | keyof LossOptions;

/** In the order in which they are listed. `biasPrior` is a probability, or the word "classes". */
export const LOSS_PARAMS: Readonly<Record<LossParam, Pick<ParamDef, "domain" | "symbol">>> = {
  family: { domain: { kind: "choice", of: [...LOSS_FAMILIES] } },
  gamma: { domain: FROM_0_TO_100, symbol: "γ" },
  gammaHard: { domain: FROM_0_TO_100 },
  hardBelow: { domain: INSIDE_1 },
  gammaNegative: { domain: FROM_0_TO_100, symbol: "γ−" },
  clip: { domain: BELOW_1 },
  strength: { domain: { kind: "number", min: 0, max: 1 } },
  beta: { domain: BELOW_1, symbol: "β" },
  weights: { domain: { kind: "by-name" } },
  reweightFrom: { domain: INSIDE_1 },
  alpha: { domain: { kind: "number", min: 0.01, max: 0.99 }, symbol: "α" },
  positiveClass: { domain: { kind: "text" } },
  tau: { domain: FROM_0_TO_100, symbol: "τ" },
  maxMargin: { domain: { kind: "number", above: 0, max: 100 } },
  scale: { domain: { kind: "number", above: 0, max: 1000 } },
  poly: { domain: { kind: "number", above: -1, max: 100 }, symbol: "ε₁" },
  smoothing: { domain: BELOW_1 },
  sampling: { domain: { kind: "choice", of: [...SAMPLINGS] } },
  reduction: { domain: { kind: "choice", of: [...REDUCTIONS] } },
  biasPrior: { domain: INSIDE_1 },
};
export const LOSS_PARAM_NAMES = Object.keys(LOSS_PARAMS) as LossParam[];

export const LossCellSchema = z.object({
  family: LossFamilySchema,
  gamma: z.number(),
  strength: z.number().nullable(),
  alpha: z.number().nullable(),
  positiveClass: z.string().nullable(),
  options: LossOptionsSchema.default({}),
}) satisfies z.ZodType<LossCell>;

export function paramsOfCell({ family, gamma, strength, alpha, positiveClass, options }: LossCell): Params {
  const set = Object.entries({ family, gamma, strength, alpha, positiveClass, ...options }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(set) as Params;
}

const cells = new WeakMap<Params, LossCell | null>();

/** @returns null where no loss of the product is named, e.g. for a run of a script. One object for one object of parameters. */
export function cellOfParams(params: Params): LossCell | null {
  const known = cells.get(params);
  if (known !== undefined) return known;
  const { family, gamma = 0, strength = null, alpha = null, positiveClass = null } = params;
  const options = Object.fromEntries(OPTION_NAMES.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])));
  const cell = LossCellSchema.safeParse({ family, gamma, strength, alpha, positiveClass, options }).data ?? null;
  cells.set(params, cell);
  return cell;
}
