/**
 * @file Bayes decisions under a cost matrix: the class whose expected cost is the smallest.
 * Nothing is tuned, so the decision is as good as the probabilities are calibrated.
 */
import { AppError } from "../errors/errors.ts";

/** [C][C] >= 0: the cost of predicting the column's class when the row's class is true. */
export type CostMatrix = readonly (readonly number[])[];

/** @throws AppError `input/invalid` naming the first row or cell that is wrong. */
export function checkCosts(costs: CostMatrix, classes: number): void {
  const refuse = (detail: string): AppError => new AppError("input/invalid", { what: "the cost matrix", detail });
  if (costs.length !== classes) throw refuse(`it has ${costs.length} rows for ${classes} classes`);
  costs.forEach((row, i) => {
    if (row.length !== classes) throw refuse(`row ${i} has ${row.length} entries for ${classes} classes`);
    const j = row.findIndex((cost) => !(cost >= 0 && cost < Infinity));
    if (j >= 0) throw refuse(`row ${i}, column ${j} is ${row[j]}, a cost is a finite number from 0`);
  });
}

/**
 * Predicts argmin_j sum_i p_i cost[i][j]. Rows of probabilities need not sum to 1: a common factor does not move the minimum.
 * @param logProbabilities [N, C]. @returns [N]; ties: the lowest index.
 * @throws AppError `input/invalid` for a bad matrix. Source: Elkan 2001, "The foundations of cost-sensitive learning", eq. 1.
 */
export function predictByCosts(logProbabilities: Float64Array, costs: CostMatrix): Int32Array {
  const classes = costs.length;
  checkCosts(costs, classes);
  const predictions = new Int32Array(logProbabilities.length / classes);
  for (let row = 0; row < predictions.length; row++) {
    const logP = logProbabilities.subarray(row * classes, (row + 1) * classes);
    // Relative to the largest, so that a row whose probabilities all round to 0 still decides.
    const top = logP.reduce((a, b) => Math.max(a, b), -Infinity);
    const expected = (j: number): number => logP.reduce((sum, value, i) => sum + Math.exp(value - top) * costs[i]![j]!, 0);
    let least = Infinity;
    for (let j = 0; j < classes; j++) {
      const cost = expected(j);
      if (cost < least) {
        least = cost;
        predictions[row] = j;
      }
    }
  }
  return predictions;
}

/** Mean cost per row of predictions. @returns null without rows. @param predictions [N]. @param labels [N]. */
export function meanCost(predictions: Int32Array, labels: Int32Array, costs: CostMatrix): number | null {
  if (labels.length === 0) return null;
  return labels.reduce((sum, label, row) => sum + costs[label]![predictions[row]!]!, 0) / labels.length;
}
