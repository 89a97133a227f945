/**
 * @file A last layer that compares directions, as graph operations: logits are cosines of its inputs and its weight columns.
 * As torch.nn.functional.normalize of both, a matrix product, and their backward passes by hand.
 */
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

/** Norms count as at least this. */
const SMALLEST_NORM = 1e-12;

export interface CosineHead {
  /** [k, B, O], in [-1, 1]. */
  readonly logits: Value;
  /** @param delta [k, B, O], gradient by the logits. @returns [k, H, O]. */
  weightGradient(delta: Value): Value;
  /** @returns [k, B, H]. */
  inputGradient(delta: Value): Value;
}

interface Normalized {
  readonly unit: Value;
  /** Gradient by what was normalised. @param along the part of `gradient` along `unit`, summed over the normalised axis. */
  backward(gradient: Value, along: Value): Value;
}

function normalize(o: Operations, values: Value, axis: number): Normalized {
  const smallest = o.graph.scalar(SMALLEST_NORM);
  const norm = o.unary("Sqrt", o.reduce("Sum", o.unary("Square", values), [axis], true));
  const divisor = o.binary("Maximum", norm, smallest);
  const unit = o.div(values, divisor);
  // Below the smallest norm the divisor is a constant.
  const follows = o.cast(o.compare("GreaterEqual", norm, smallest), "float32");
  return { unit, backward: (gradient, along) => o.div(o.sub(gradient, o.mul(unit, o.mul(along, follows))), divisor) };
}

/** @param inputs [k or 1, B, H]. @param weights [k, H, O]. */
export function cosineHead(o: Operations, inputs: Value, weights: Value): CosineHead {
  const rows = normalize(o, inputs, 2);
  const columns = normalize(o, weights, 1);
  const logits = o.matMul(rows.unit, columns.unit);
  // The part of a gradient along a unit vector, summed over H, is what the logits made of it: a sum over O or B instead.
  return {
    logits,
    weightGradient: (delta) => columns.backward(o.matMul(rows.unit, delta, true, false), o.reduce("Sum", o.mul(delta, logits), [1], true)),
    inputGradient: (delta) => rows.backward(o.matMul(delta, columns.unit, false, true), o.reduce("Sum", o.mul(delta, logits), [2], true)),
  };
}
