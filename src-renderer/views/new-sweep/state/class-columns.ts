/**
 * @file What the losses of a sweep do to each class of the data set: weights, and what is moved in the logits.
 * Reads: loss blocks, class counts.
 */
import { effectiveNumberWeights, ldamMargins, logPriors } from "#shared/loss/class-weights.ts";
import type { LossCell } from "#shared/loss/cell.ts";
import { classWeights } from "#shared/loss/focal.ts";
import type { BlockCells } from "./block-cells.ts";

/** Where a column comes from; its title is the view's. */
export type WeightKind =
  | { readonly by: "strength"; readonly value: number }
  | { readonly by: "beta"; readonly value: number }
  /** Number of the block of own weights, from 1; 0 when there is one only. */
  | { readonly by: "classes"; readonly value: number }
  | { readonly by: "square-root" | "class-balanced" };

export interface ClassColumn<Kind> {
  readonly kind: Kind;
  /** [C]. */
  readonly values: readonly number[];
}

export type OffsetKind = { readonly by: "tau" | "margin"; readonly value: number };

const cellsOf = (blocks: readonly BlockCells[]): LossCell[] => blocks.flatMap(({ cells }) => cells);
const distinct = (values: readonly number[]): number[] => [...new Set(values)].toSorted((a, b) => a - b);

/**
 * Weights by class: strengths, effective numbers, own ones, and sampling as the weight that it amounts to.
 * @param names [C]. @param counts [C] training rows. @param strengths shown even when no block has them.
 */
export function weightColumns(
  blocks: readonly BlockCells[],
  names: readonly string[],
  counts: readonly number[],
  strengths: readonly number[] = [],
): ClassColumn<WeightKind>[] {
  const cells = cellsOf(blocks);
  const ownLists = [
    ...new Map(cells.flatMap(({ options }) => (options.weights ? [[JSON.stringify(options.weights), options.weights] as const] : []))).values(),
  ];
  const byStrength = distinct([
    ...strengths,
    ...cells.flatMap(({ strength, options }) => (strength === null || options.tau !== undefined || options.maxMargin !== undefined ? [] : [strength])),
  ]);
  const byBeta = distinct(cells.flatMap(({ options }) => options.beta ?? []));
  const samplings = (["square-root", "class-balanced"] as const).filter((sampling) => cells.some(({ options }) => options.sampling === sampling));
  return [
    ...byStrength.map((value) => ({ kind: { by: "strength", value } as const, values: classWeights(counts, value) })),
    ...byBeta.map((value) => ({ kind: { by: "beta", value } as const, values: effectiveNumberWeights(counts, value) })),
    ...ownLists.map((weights, i) => ({
      kind: { by: "classes", value: ownLists.length === 1 ? 0 : i + 1 } as const,
      values: names.map((name) => weights[name] ?? 0),
    })),
    // A class that is drawn k times as often as its rows would be weighs k times as much.
    ...samplings.map((by) => ({ kind: { by } as const, values: classWeights(counts, by === "square-root" ? 0.5 : 1) })),
  ];
}

/** tau log prior (added to the logit of a class) and LDAM margins (taken from the logit of the true class, before its scale). */
export function offsetColumns(blocks: readonly BlockCells[], counts: readonly number[]): ClassColumn<OffsetKind>[] {
  const cells = cellsOf(blocks);
  const priors = logPriors(counts);
  return [
    ...distinct(cells.flatMap(({ options }) => options.tau ?? [])).map((value) => ({
      kind: { by: "tau", value } as const,
      values: priors.map((log) => value * log),
    })),
    ...distinct(cells.flatMap(({ options }) => options.maxMargin ?? [])).map((value) => ({
      kind: { by: "margin", value } as const,
      values: ldamMargins(counts, value),
    })),
  ];
}

/** Weights of the positive class under sigmoid, each once; null is off. */
export function alphasOf(blocks: readonly BlockCells[]): (number | null)[] {
  return [...new Set(cellsOf(blocks).flatMap((cell) => (cell.family === "focal-sigmoid" ? [cell.alpha] : [])))];
}
