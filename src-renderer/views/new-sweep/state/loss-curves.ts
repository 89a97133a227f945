/**
 * @file The losses of a sweep as functions of the probability of the true class, before class weights and alpha: what the engines
 * compute, through the same float64 row loss.
 * Reads: loss blocks.
 */
import type { CurveShape } from "#shared/loss/curve-shape.ts";
import { lossFamily } from "#shared/loss/registry.ts";
import type { LossFamily } from "#shared/loss/names.ts";
import { marginOf } from "#shared/loss/focal.ts";
import { rowLoss, type RowLoss } from "#shared/loss/row-loss.ts";
import { rowwise, runLoss } from "#shared/loss/run-loss.ts";
import type { BlockCells } from "./block-cells.ts";

export interface LossCurve {
  readonly key: string;
  readonly shape: CurveShape;
  /** Of the blocks that have it. */
  readonly families: readonly LossFamily[];
  /** @param p in (0, 1). @returns >= 0. */
  loss(p: number): number;
  /** Size of the derivative by the logit of the true class, of one output under sigmoid. */
  slope(p: number): number;
}

interface Point {
  readonly loss: number;
  /** Derivative by the logit of the true class. */
  readonly slope: number;
}

/** A sharp target: two classes are enough, because the loss knows the others by their sum only. */
function sharpPoint({ gamma, branch, options, sigmoid }: CurveShape): (p: number) => Point {
  const params = { gamma, strength: null, alpha: null, positiveClass: "1" } as const;
  const [names, counts] = [
    ["0", "1"],
    [1, 1],
  ];
  const pointOf = ({ loss, gradient }: RowLoss): Point => ({ loss, slope: gradient[0]! });
  if (branch === "negative") {
    // A negative row with p_t has the logit of 1 - p_t.
    const loss = rowwise(runLoss({ ...params, family: "asymmetric", options: { gammaNegative: gamma, ...options } }, names, counts));
    return (p) => pointOf(rowLoss(loss, [-marginOf(p)], 0));
  }
  if (sigmoid) {
    const loss = rowwise(runLoss({ ...params, family: "focal-sigmoid", options }, names, counts));
    return (p) => pointOf(rowLoss(loss, [marginOf(p)], 1));
  }
  const family = options.gammaHard === undefined ? "focal-softmax" : "focal-sample-dependent";
  const loss = rowwise(runLoss({ ...params, strength: 0, family, options }, names, counts));
  return (p) => pointOf(rowLoss(loss, [marginOf(p), 0], 0));
}

/**
 * A softmax target of which `smoothing` is spread over all classes, with the rest 1 - p of the probability spread evenly over the others.
 * Every class then has the sharp loss of its own margin; those of the others are all alike, so that a point costs the same for 2 and for
 * 1000 classes. By the logit of the true class, the margin of another class with probability q changes by -p / (1 - q).
 */
function smoothedPoint(shape: CurveShape, smoothing: number, classes: number): (p: number) => Point {
  const { smoothing: _smoothing, ...options } = shape.options;
  const sharp = sharpPoint({ ...shape, options });
  const share = smoothing / classes;
  return (p) => {
    const q = (1 - p) / (classes - 1);
    const [own, other] = [sharp(p), sharp(q)];
    const others = (classes - 1) * share;
    return {
      loss: (1 - smoothing + share) * own.loss + others * other.loss,
      slope: (1 - smoothing + share) * own.slope - (others * other.slope * p) / (1 - q),
    };
  };
}

function curveOf(key: string, shape: CurveShape, families: readonly LossFamily[], classes: number): LossCurve {
  const { smoothing } = shape.options;
  const at = smoothing === undefined || shape.sigmoid ? sharpPoint(shape) : smoothedPoint(shape, smoothing, classes);
  const known = new Map<number, Point>();
  // Drawing asks for the same points again on every pointer move.
  const point = (p: number): Point => {
    const made = known.get(p) ?? at(p);
    known.set(p, made);
    return made;
  };
  return { key, shape, families, loss: (p) => point(p).loss, slope: (p) => Math.abs(point(p).slope) };
}

/**
 * @param blocks of a sweep that has a plan. @param classes of the data set, 2 and more.
 * @returns distinct curves: cross entropy, then in the order of the blocks, within a block by its exponents.
 */
export function lossCurves(blocks: readonly BlockCells[], classes: number): LossCurve[] {
  const found = new Map<string, { shape: CurveShape; families: Set<LossFamily> }>();
  const add = (shape: CurveShape, family: LossFamily): void => {
    const key = JSON.stringify(shape);
    const known = found.get(key);
    if (known) known.families.add(family);
    else found.set(key, { shape, families: new Set([family]) });
  };
  add({ gamma: 0, branch: "own", options: {}, sigmoid: false }, "cross-entropy");
  for (const { family, cells } of blocks) {
    const shapes = cells.flatMap((cell) => lossFamily(cell.family).curves?.(cell) ?? []);
    const rank = { own: 0, positive: 0, negative: 1 };
    for (const shape of shapes.toSorted((a, b) => rank[a.branch] - rank[b.branch] || a.gamma - b.gamma)) add(shape, family);
  }
  return [...found].map(([key, { shape, families }]) => curveOf(key, shape, [...families], classes));
}

/** @returns families of the sweep without a curve of their own, each once. */
export function movedFamilies(blocks: readonly BlockCells[]): LossFamily[] {
  return [...new Set(blocks.map(({ family }) => family).filter((family) => lossFamily(family).curves === null))];
}
