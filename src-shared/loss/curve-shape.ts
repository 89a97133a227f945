/** @file What gives the curve of a loss over p_t its form; weights and alpha only scale it. */
import type { LossCell } from "./cell.ts";
import type { LossOptions } from "./options.ts";

/** The names are those of the options. */
export interface CurveShape {
  readonly gamma: number;
  /** Asymmetric: which of its two curves. Else of a row's own class. */
  readonly branch: "own" | "positive" | "negative";
  readonly options: Pick<LossOptions, "poly" | "smoothing" | "gammaHard" | "hardBelow" | "clip">;
  /** Soft targets of one sigmoid; without smoothing a sigmoid and a softmax have the same curve. */
  readonly sigmoid: boolean;
}

/** The one curve of a loss that treats all targets alike. */
export function ownCurve({ gamma, options }: LossCell, isSigmoid: boolean): CurveShape[] {
  const { poly, smoothing, gammaHard, hardBelow } = options;
  return [
    {
      gamma,
      branch: "own",
      options: {
        ...(poly === undefined ? {} : { poly }),
        ...(smoothing === undefined ? {} : { smoothing }),
        ...(gammaHard === undefined ? {} : { gammaHard, hardBelow: hardBelow! }),
      },
      sigmoid: isSigmoid && smoothing !== undefined,
    },
  ];
}
