/**
 * @file Strength and weights in one loss block: refused where they are written, and kept from coming back as a default.
 * Reads: unknown JSON, a parsed block.
 */
import { type Axis, expandAxis } from "../../params/axis.ts";
import { AppError } from "../../errors/errors.ts";

/** A strength of 0 is no weighting, which weights may well replace. */
function isIdle(strength: unknown): boolean {
  try {
    return expandAxis(strength as Axis, "strength").every((value) => value === 0);
  } catch {
    return false;
  }
}

function blocksOf(input: unknown): Record<string, unknown>[] {
  const losses = (input as { losses?: unknown } | null)?.losses;
  return Array.isArray(losses) ? losses.filter((loss) => typeof loss === "object" && loss !== null) : [];
}

/** @param input a sweep that fits the schema, as it was written. @throws AppError `sweep/two-weightings` naming block, strength and weights. */
export function refuseTwoWeightings(input: unknown): void {
  for (const [index, { strength, weights }] of blocksOf(input).entries()) {
    if (strength === undefined || weights === undefined || isIdle(strength)) continue;
    const [kind] = Object.keys(weights as object);
    throw new AppError("sweep/two-weightings", {
      where: `“losses.${index}”`,
      strength: JSON.stringify(strength).replaceAll(",", ", "),
      weights: kind === "beta" ? `β ${JSON.stringify((weights as { beta: unknown }).beta)}` : "a number for each class",
    });
  }
}

/**
 * Files that the form of an earlier version saved hold the default strength beside weights.
 * @returns the file without it, and the blocks (from 0) where it stood; the input is not changed.
 */
export function replaceDefaultStrength(input: unknown): { input: unknown; blocks: number[] } {
  if (typeof input !== "object" || input === null || blocksOf(input).length === 0) return { input, blocks: [] };
  const blocks: number[] = [];
  const isDefault = ({ family, strength, weights }: Record<string, unknown>): boolean =>
    weights !== undefined && family === "weighted-cross-entropy" && JSON.stringify(strength) === "[1]";
  const losses = (input as { losses: unknown[] }).losses.map((loss, index) => {
    if (typeof loss !== "object" || loss === null || !isDefault(loss as Record<string, unknown>)) return loss;
    const { strength: _strength, ...rest } = loss as Record<string, unknown>;
    blocks.push(index);
    return rest;
  });
  return { input: { ...input, losses }, blocks };
}
