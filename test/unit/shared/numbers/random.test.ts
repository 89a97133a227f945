import { describe, expect, it } from "vitest";
import { createRandom, permutation } from "#shared/numbers/random.ts";

const draw = (seed: number, stream: string, index = 0, n = 4000): number[] => {
  const random = createRandom(seed, stream, index);
  return Array.from({ length: n }, () => random.next());
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("the generator", () => {
  it("repeats for the same seed, stream and index, and differs for any other", () => {
    expect(draw(0, "init")).toEqual(draw(0, "init"));
    const first = new Set([
      draw(0, "init")[0],
      draw(1, "init")[0],
      draw(0, "shuffle")[0],
      draw(0, "init", 1)[0],
      draw(2 ** 32, "init")[0],
      draw(2 ** 53 - 1, "init")[0],
    ]);
    expect(first.size).toBe(6);
  });

  it("is uniform: mean 1/2, variance 1/12, no correlation of neighbours or of neighbouring seeds (5 sigma)", () => {
    const values = draw(0, "uniform", 0, 100_000);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(mean(values.map((v) => (v - 0.5) ** 2)) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / values.length));
    const lagged = mean(values.slice(1).map((v, i) => (v - 0.5) * (values[i]! - 0.5)));
    expect(Math.abs(lagged)).toBeLessThan(5 / 12 / Math.sqrt(values.length));
    const neighbour = draw(1, "uniform", 0, 100_000);
    expect(Math.abs(mean(values.map((v, i) => (v - 0.5) * (neighbour[i]! - 0.5))))).toBeLessThan(5 / 12 / Math.sqrt(values.length));
  });

  it("draws normals with mean 0, variance 1, fourth moment 3 (5 sigma)", () => {
    const random = createRandom(3, "normal");
    const values = Array.from({ length: 100_000 }, () => random.gaussian());
    expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(values.length));
    expect(Math.abs(mean(values.map((v) => v * v)) - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
    expect(Math.abs(mean(values.map((v) => v ** 4)) - 3)).toBeLessThan(5 * Math.sqrt(96 / values.length));
  });

  it("permutes: every index once, every place equally likely (chi-square, 5 sigma)", () => {
    const counts = new Array<number>(25).fill(0);
    const rounds = 20_000;
    const random = createRandom(5, "shuffle");
    for (let r = 0; r < rounds; r++) {
      const order = permutation(5, random);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      order.forEach((value, place) => counts[place * 5 + value]!++);
    }
    const expected = rounds / 5;
    const chi = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(16 + 5 * Math.sqrt(32));
  });
});
