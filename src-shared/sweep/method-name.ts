/**
 * @file The method that a configuration is a setting of, as papers name it: what stays when every number is tuned.
 * Reads: a configuration. Writes: nothing. Kinds of class weights and of sampling are methods of their own; their strengths are numbers.
 */
import type { ConfigParams } from "./cells.ts";
import type { LossOptions } from "../loss/options.ts";

type Method = Pick<ConfigParams, "family" | "gamma" | "strength" | "alpha" | "options">;

type Weighting = "none" | "effective" | "own" | "frequency";

function weightingOf(strength: number | null, o: LossOptions): Weighting {
  if (o.weights !== undefined) return "own";
  if (o.beta !== undefined) return "effective";
  return (strength ?? 0) > 0 ? "frequency" : "none";
}

/** "class-balanced" is Cui et al. 2019: weights by the effective number of samples. */
const WEIGHTED: Readonly<Record<Weighting, (loss: string) => string>> = {
  none: (loss) => loss,
  effective: (loss) => `class-balanced ${loss}`,
  frequency: (loss) => `weighted ${loss}`,
  own: (loss) => `${loss}, own weights`,
};

function lossName({ family, gamma, strength, alpha, options: o }: Method): string {
  const weighted = WEIGHTED[weightingOf(strength, o)];
  switch (family) {
    case "cross-entropy":
    case "weighted-cross-entropy":
      return weighted("cross entropy");
    case "focal-softmax":
      return weighted("focal loss");
    case "focal-sigmoid": {
      const name = gamma === 0 ? "sigmoid cross entropy" : "sigmoid focal loss";
      return weighted(alpha === null ? name : `α-balanced ${name}`);
    }
    case "focal-sample-dependent":
      return weighted("sample-dependent focal loss (FLSD)");
    case "logit-adjusted":
      return "logit-adjusted loss";
    case "ldam":
      return o.beta !== undefined && o.reweightFrom !== undefined ? "LDAM-DRW" : "LDAM";
    case "asymmetric":
      return "asymmetric loss (ASL)";
  }
}

/**
 * @returns e.g. "Cross entropy", "Class-balanced focal loss", "Weighted cross entropy + DRW", "Focal loss + Poly-1"; the same for two
 *   configurations that differ in numbers only (gamma, strength, epsilon, learning rate), and in what is no method: reduction, priors of biases.
 * Source: names of Lin et al. 2017 (focal, alpha-balanced), Cui et al. 2019 (class-balanced), Cao et al. 2019 (LDAM-DRW, DRW), Mukhoti et al.
 *   2020 (FLSD), Menon et al. 2021 (logit adjustment), Ridnik et al. 2021 (ASL), Leng et al. 2022 (Poly-1).
 */
export function methodName(config: Method): string {
  const o = config.options;
  const name = lossName(config);
  return [
    name.startsWith("LDAM") || name.startsWith("α") ? name : name.charAt(0).toUpperCase() + name.slice(1),
    ...(o.reweightFrom !== undefined && config.family !== "ldam" ? ["DRW"] : []),
    ...(o.poly !== undefined ? ["Poly-1"] : []),
    ...(o.smoothing !== undefined ? ["label smoothing"] : []),
    ...(o.sampling !== undefined ? [o.sampling === "class-balanced" ? "class-balanced sampling" : "square-root sampling"] : []),
  ].join(" + ");
}
