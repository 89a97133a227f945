/** @file Prepared data as the graph takes it: rows with a column of ones, targets, and the parts that are only looked at in one table. */
import type { DataPart, PreparedData } from "../../../data/encode/prepared.ts";
import type { HeldPart } from "../engine.ts";
import type { Feed } from "./session.ts";

/** In the order in which they lie in the table. */
const HELD: readonly HeldPart[] = ["validation", "test", "probe"];

/** First row of a part in the table. */
export function heldOffset(data: PreparedData, part: HeldPart): number {
  return HELD.slice(0, HELD.indexOf(part)).reduce((rows, before) => rows + data[before].rows, 0);
}

export function heldRows(data: PreparedData): number {
  return HELD.reduce((rows, part) => rows + data[part].rows, 0);
}

/** @returns x [N, D + 1]; target [N, O], one-hot, or with one output the indicator of class 1; evaluation [R, D + 1]. */
export function dataFeeds(data: PreparedData, outputs: number): Record<"x" | "target" | "evaluation", Feed> {
  const { train, features } = data;
  const target = new Float32Array(train.rows * outputs);
  train.y.forEach((label, row) => {
    if (outputs === 1) target[row] = label;
    else target[row * outputs + label] = 1;
  });
  return {
    x: table([train], features),
    target: { values: target, shape: [train.rows, outputs] },
    evaluation: table(
      HELD.map((part) => data[part]),
      features,
    ),
  };
}

/** The rows of all parts with a last column of ones, which carries the biases of the first layer. */
function table(parts: readonly DataPart[], features: number): Feed {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const wide = new Float32Array(rows * (features + 1)).fill(1);
  let to = 0;
  for (const { x, rows: count } of parts) {
    for (let row = 0; row < count; row++, to += features + 1) wide.set(x.subarray(row * features, (row + 1) * features), to);
  }
  return { values: wide, shape: [rows, features + 1] };
}
