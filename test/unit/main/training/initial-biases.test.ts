/** @file Where the last biases start, by the probabilities that an untrained network then gives. */
import { describe, expect, it } from "vitest";
import { initialBiases, setOutputBiases } from "#main/training/child/initial-biases.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";

const SOFTMAX: RunLoss = { activation: "softmax", gamma: 2, weights: [1, 1, 1, 1] };
const sigmoid = (positiveClass: number | null): RunLoss => ({ activation: "sigmoid", gamma: 2, positive: 0.25, negative: 0.75, positiveClass });

const softmaxOf = (biases: number[] | null): number[] => {
  const powers = biases!.map(Math.exp);
  return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
};
const sigmoidOf = (biases: number[] | null): number[] => biases!.map((b) => 1 / (1 + Math.exp(-b)));
function expectNear(actual: number[], wanted: number[]): void {
  expect(actual).toHaveLength(wanted.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 14));
}

it("without a prior there is nothing to set", () => {
  expect(initialBiases(undefined, SOFTMAX, 4, [1, 2, 3, 4])).toBeNull();
});

describe("sigmoid", () => {
  it("0.01 is RetinaNet's -log((1 - 0.01) / 0.01) on every output", () => {
    const biases = initialBiases(0.01, sigmoid(null), 4, [70, 20, 9, 1])!;
    expect(biases).toHaveLength(4);
    for (const b of biases) expect(b).toBeCloseTo(-4.59511985013459, 13);
    expectNear(sigmoidOf(initialBiases(0.01, sigmoid(1), 1, [90, 10])), [0.01]);
  });
  it("the shares of the classes, and with one output the share of the positive class", () => {
    expectNear(sigmoidOf(initialBiases("classes", sigmoid(null), 4, [70, 20, 9, 1])), [0.7, 0.2, 0.09, 0.01]);
    expectNear(sigmoidOf(initialBiases("classes", sigmoid(1), 1, [90, 10])), [0.1]);
    expectNear(sigmoidOf(initialBiases("classes", sigmoid(0), 1, [90, 10])), [0.9]);
  });
  it("a class without rows starts as if it had one, a class with all of them just below 1: no infinity", () => {
    expectNear(sigmoidOf(initialBiases("classes", sigmoid(null), 3, [100, 0, 0])), [1 - 1 / 101, 0.01, 0.01]);
  });
});

describe("softmax", () => {
  it("the shares of the classes", () => {
    expectNear(softmaxOf(initialBiases("classes", SOFTMAX, 4, [70, 20, 9, 1])), [0.7, 0.2, 0.09, 0.01]);
    expectNear(softmaxOf(initialBiases("classes", SOFTMAX, 3, [98, 1, 0])), [0.98, 0.01, 0.01]);
  });
  it("one number is the start of every class but the most frequent one", () => {
    expectNear(softmaxOf(initialBiases(0.01, SOFTMAX, 4, [20, 70, 9, 1])), [0.01, 0.97, 0.01, 0.01]);
  });
  it("a number that leaves the most frequent class less than the others starts all alike", () => {
    expectNear(softmaxOf(initialBiases(0.5, SOFTMAX, 4, [20, 70, 9, 1])), [0.25, 0.25, 0.25, 0.25]);
  });
});

it("only the biases of the last layer are set", () => {
  const layout = layoutOf(3, [5], 4);
  const { parameters } = initialState(layout, 1);
  const before = [...parameters];
  setOutputBiases(layout, parameters, [0.5, -1, 2, -4]);
  expect([...parameters]).toEqual([...before.slice(0, -4), 0.5, -1, 2, -4]);
});
