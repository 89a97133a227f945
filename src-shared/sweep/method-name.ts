/**
 * @file The method that a configuration is a setting of, as papers name it: what stays when every number is tuned.
 * Reads: a configuration. Kinds of class weights and of sampling are methods of their own; their strengths are numbers.
 */
import type { LossCell } from "../loss/cell.ts";
import { cellOfParams } from "../loss/params.ts";
import { formatParam } from "../params/domain.ts";
import type { Params } from "../params/value.ts";
import type { Weighted } from "../loss/family.ts";
import type { LossOptions } from "../loss/options.ts";
import { lossFamily } from "../loss/registry.ts";

type Method = Pick<LossCell, "family" | "gamma" | "strength" | "alpha" | "options">;

type Weighting = "none" | "effective" | "own" | "frequency";

function weightingOf(strength: number | null, o: LossOptions): Weighting {
  if (o.weights !== undefined) return "own";
  if (o.beta !== undefined) return "effective";
  return (strength ?? 0) > 0 ? "frequency" : "none";
}

const WEIGHTED: Readonly<Record<Weighting, Weighted>> = {
  none: (loss) => loss,
  effective: (loss) => `class-balanced ${loss}`,
  frequency: (loss) => `weighted ${loss}`,
  own: (loss) => `${loss}, own weights`,
};

/**
 * @returns e.g. "Cross entropy", "Class-balanced focal loss", "Weighted cross entropy + DRW", "Focal loss + Poly-1"; the same for two
 *   configurations that differ in numbers only (gamma, strength, epsilon, learning rate), and in what is no method: reduction, priors of biases.
 * Source: names of Lin et al. 2017 (focal, alpha-balanced), Cui et al. 2019 (class-balanced), Cao et al. 2019 (LDAM-DRW, DRW), Mukhoti et al.
 *   2020 (FLSD), Menon et al. 2021 (logit adjustment), Ridnik et al. 2021 (ASL), Leng et al. 2022 (Poly-1).
 */
export function methodName(config: Method): string {
  const o = config.options;
  const { names } = lossFamily(config.family);
  const name = names.method(config, WEIGHTED[weightingOf(config.strength, o)]);
  return [
    // A Greek letter stays small: a capital alpha reads as an A.
    name.replace(/^[a-z]/, (first) => first.toUpperCase()),
    ...(o.reweightFrom !== undefined && !names.methodHolds?.includes("reweightFrom") ? ["DRW"] : []),
    ...(o.poly !== undefined ? ["Poly-1"] : []),
    ...(o.smoothing !== undefined ? ["label smoothing"] : []),
    ...(o.sampling !== undefined ? [o.sampling === "class-balanced" ? "class-balanced sampling" : "square-root sampling"] : []),
  ].join(" + ");
}

/** Of any configuration: without a loss of the product the method is what its texts and switches say, numbers left out. */
export function methodOf(params: Params): string {
  const cell = cellOfParams(params);
  if (cell) return methodName(cell);
  const words = Object.entries(params).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "boolean" ? `${name} ${formatParam(value)}` : [],
  );
  return words.join(" · ") || "One method";
}
