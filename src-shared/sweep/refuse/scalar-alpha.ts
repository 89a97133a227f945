/**
 * @file A number alpha in a softmax loss of a sweep file: found, refused, or replaced by class weights.
 * Reads: unknown JSON.
 *
 * Under softmax every row has exactly one term, so one alpha for all classes multiplies the whole loss: under Adam nothing changes, under
 * SGD it is another learning rate. Much public code offers it all the same (docs/losses.md), so its files are met with an explanation.
 */
import { AppError } from "../../errors/errors.ts";

/** Softmax families that have a strength, which is what such an alpha was meant to be. */
const FAMILIES: readonly unknown[] = ["weighted-cross-entropy", "focal-softmax", "focal-sample-dependent"];
/** Off, square root, inverse frequency: the ends and the middle of the axis; 0 is what the scalar alpha trained. */
const STRENGTHS: readonly number[] = [0, 0.5, 1];

export interface SoftmaxAlpha {
  /** Of the block in `losses`. */
  readonly index: number;
  /** As it stands in the file. */
  readonly alpha: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function softmaxAlphas(input: unknown): (SoftmaxAlpha & { readonly family: string })[] {
  const losses: unknown[] = isObject(input) && Array.isArray(input["losses"]) ? input["losses"] : [];
  return losses.flatMap((loss, index) => {
    if (!isObject(loss) || !FAMILIES.includes(loss["family"])) return [];
    const { alpha, family } = loss;
    // Numbers, lists and ranges; a word is a slip that the schema names.
    return typeof alpha === "number" || isObject(alpha) ? [{ index, family: String(family), alpha: JSON.stringify(alpha).replaceAll(",", ", ") }] : [];
  });
}

/** @throws AppError `sweep/softmax-alpha` for the first softmax block with an alpha. */
export function refuseSoftmaxAlpha(input: unknown): void {
  const [first] = softmaxAlphas(input);
  if (first) throw new AppError("sweep/softmax-alpha", { where: `“losses.${first.index}.alpha”`, alpha: first.alpha, family: first.family });
}

/**
 * Takes alpha out of softmax blocks; a block without weights of its own gets an axis of strengths instead.
 * @returns the file without them, and what was taken out. The input is not changed.
 */
export function replaceSoftmaxAlpha(input: unknown): { input: unknown; replaced: readonly SoftmaxAlpha[] } {
  const found = softmaxAlphas(input);
  if (!isObject(input) || found.length === 0) return { input, replaced: [] };
  const losses = (input["losses"] as Record<string, unknown>[]).map((loss, index) => {
    if (!found.some((f) => f.index === index)) return loss;
    const { alpha: _alpha, ...rest } = loss;
    return "strength" in rest || "weights" in rest ? rest : { ...rest, strength: STRENGTHS };
  });
  return { input: { ...input, losses }, replaced: found.map(({ index, alpha }) => ({ index, alpha })) };
}
