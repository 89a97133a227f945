/**
 * @file The rows of a step: those that count, and those that only fill the batch up.
 *
 * Rows are filled up for two reasons. The last step of an epoch has fewer when the batch does not divide them. And the library computes
 * exponentials of whole vectors and of what is left over by different code: only where the numbers of every run fill whole vectors do
 * its bits not depend on which runs lie before it.
 */
import type { Architecture } from "../engine.ts";
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

/** Floats of the widest vector (AVX-512). */
const VECTOR = 16;

export interface BatchRows {
  /** Rows of a step that count: never more than there are. */
  readonly counted: number;
  /** Rows that are computed. */
  readonly computed: number;
  /** Rows of the last step of an epoch that count; `counted` when the batch divides them. */
  readonly last: number;
  readonly stepsPerEpoch: number;
}

export function batchRows({ batchSize }: Pick<Architecture, "batchSize">, trainRows: number): BatchRows {
  const counted = Math.min(batchSize, trainRows);
  const stepsPerEpoch = Math.ceil(trainRows / counted);
  return { counted, computed: VECTOR * Math.ceil(counted / VECTOR), last: trainRows - (stepsPerEpoch - 1) * counted, stepsPerEpoch };
}

/**
 * @param order int32 [training rows]. @returns int32 [stepsPerEpoch * computed]: each step's rows and what fills it up. Filling rows weigh
 * nothing; they repeat a row of the same step, so that none is infinite where its step is not.
 */
export function filledOrder(order: Int32Array, { counted, computed, stepsPerEpoch }: BatchRows): Int32Array {
  const filled = new Int32Array(stepsPerEpoch * computed);
  for (let step = 0; step < stepsPerEpoch; step++) {
    const rows = order.subarray(step * counted, (step + 1) * counted);
    filled.set(rows, step * computed);
    filled.fill(rows[0]!, step * computed + rows.length, (step + 1) * computed);
  }
  return filled;
}

/** What a loss may ask about the rows of its step. */
export interface StepRows {
  /** 1 / rows that count, for each of them; 0 for the others. Scalar, or [computed, 1]. */
  readonly share: Value;
  /** [computed, 1]: 1 for rows that count, else 0. Null: all do. */
  readonly counted: Value | null;
  /** float32 scalar: rows that count. */
  count(): Value;
}

/** @param epochStep int32 scalar, the step within its epoch. */
export function stepRows(o: Operations, { counted, computed, last, stepsPerEpoch }: BatchRows, epochStep: Value): StepRows {
  const { graph } = o;
  if (last === counted && computed === counted) {
    return { share: graph.scalar(1 / counted), counted: null, count: () => graph.scalar(counted) };
  }
  const isLast = o.cast(o.compare("Equal", epochStep, graph.index(stepsPerEpoch - 1)), "int32");
  // Two vectors over the rows, one for full steps and one for the last.
  const pick = (full: number, atLast: number): Value => {
    const table = new Float32Array(2 * computed).fill(full, 0, counted).fill(atLast, computed, computed + last);
    return o.gather(graph.constant(table, [2, computed, 1]), isLast);
  };
  return {
    share: pick(1 / counted, 1 / last),
    counted: pick(1, 1),
    count: () => o.gather(graph.constant(Float32Array.of(counted, last), [2]), isLast),
  };
}
