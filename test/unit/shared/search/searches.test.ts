/** @file Every search keeps the promises of its kind; what a sweep trains with one. Points of the Sobol sequence as SciPy 1.17 gives them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { searchOf } from "#shared/search/registry.ts";
import { eachPoint, type Point, sizeOf } from "#shared/search/kind.ts";
import { SEARCH_METHODS, type SearchSettings } from "#shared/search/settings.ts";
import { SOBOL_AXES, sobolPoints } from "#shared/search/sobol-points.ts";
import { planSweep } from "#shared/sweep/plan.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";

const KINDS: readonly (SearchSettings | undefined)[] = [undefined, ...SEARCH_METHODS.map((method) => ({ method, samples: 40, seed: 3 }))];
const SPACES = [[1], [7], [3, 4, 5], [1, 2, 1, 30], [1000, 1000, 1000, 1000], [40, 1]];

function all(settings: SearchSettings | undefined, space: readonly number[], most = 7): Point[] {
  const search = searchOf(settings, space, "t");
  const points: Point[] = [];
  while (!search.isOver && points.length < 5000) {
    const asked = search.ask(most);
    expect(asked.length).toBeLessThanOrEqual(most);
    expect(asked.length).toBeGreaterThan(0);
    for (const point of asked) search.tell(point, 0.5);
    points.push(...asked);
  }
  expect(search.isOver ? search.ask(3) : []).toEqual([]);
  return points;
}

describe.each(KINDS.map((settings) => [settings?.method ?? "grid", settings] as const))("%s", (_name, settings) => {
  it.each(SPACES.map((space) => [space.join(" x "), space] as const))(
    "asks for points of %s, none twice, as many as there are or as are wanted",
    (_text, space) => {
      if (!settings && sizeOf(space) > 5000)
        return expect(searchOf(settings, space, "t").ask(3)).toEqual([
          [0, 0, 0, 0],
          [0, 0, 0, 1],
          [0, 0, 0, 2],
        ]);
      const points = all(settings, space);
      expect(new Set(points.map((p) => p.join())).size).toBe(points.length);
      for (const point of points) {
        expect(point).toHaveLength(space.length);
        for (const [axis, at] of point.entries()) expect(Number.isInteger(at) && at >= 0 && at < space[axis]!).toBe(true);
      }
      expect(points).toHaveLength(settings ? Math.min(40, sizeOf(space)) : sizeOf(space));
    },
  );

  it("is the same however it is asked, and another with another seed or stream", () => {
    const space = [50, 50, 50];
    if (!settings) return expect(all(settings, [5, 5], 3)).toEqual([...eachPoint([5, 5])]);
    expect(all(settings, space, 1)).toEqual(all(settings, space, 40));
    expect(all({ ...settings, seed: 4 }, space)).not.toEqual(all(settings, space));
    expect(searchOf(settings, space, "u").ask(40)).not.toEqual(all(settings, space));
  });
});

it("sobol: 64 points of 64 x 64 meet every value of both axes once", () => {
  const points = searchOf({ method: "sobol", samples: 64, seed: 9 }, [64, 64], "t").ask(64);
  for (const axis of [0, 1]) expect(new Set(points.map((p) => p[axis])).size).toBe(64);
});

it("sobol: the sequence is SciPy's, on all axes", () => {
  const expected = JSON.parse(readFileSync(join(import.meta.dirname, "../../../fixtures/search/sobol.json"), "utf8")) as number[][];
  const points = sobolPoints(SOBOL_AXES);
  expect(expected).toHaveLength(300);
  for (const point of expected) expect(points.next().value).toEqual(point);
});

describe("a sweep with a search", () => {
  const losses = [{ family: "focal-softmax", gamma: { from: 0, to: 5, step: 0.01 }, strength: { from: 0, to: 1, step: 0.01 } }];
  const plan = (search: object, change: object = {}) =>
    planSweep(parseSweepSpec({ name: "t", dataset: {}, losses, seeds: [1, 2, 3], training: { learningRate: [0.01, 0.001] }, search, ...change }));

  it("trains so many configurations of each block, whatever its axes combine to, and the controls at every rate they were given", () => {
    const { configs, seeds } = plan({ method: "sobol", samples: 32 });
    const cells = configs.filter(({ isCell }) => isCell);
    expect([cells.length, seeds.length]).toEqual([32, 3]);
    expect(new Set(cells.map(({ params }) => params.learningRate))).toEqual(new Set([0.01, 0.001]));
    // 16 of the 32 in each half of the axes: that is what evenly means.
    expect(cells.filter(({ params }) => params.gamma < 2.505)).toHaveLength(16);
    const controls = configs.filter(({ isControl }) => isControl).map(({ params }) => `${params.family} ${params.learningRate}`);
    expect(new Set(controls)).toEqual(new Set(["cross-entropy 0.01", "cross-entropy 0.001", "weighted-cross-entropy 0.01", "weighted-cross-entropy 0.001"]));
  });

  it("draws for each block on its own, and counts what is equal once", () => {
    const two = plan({ method: "random", samples: 20, seed: 5 }, { losses: [losses[0], losses[0]], controls: false });
    expect(two.configs.length).toBeGreaterThan(35);
    const small = plan({ method: "random", samples: 20 }, { losses: [{ family: "focal-softmax", gamma: [0, 1] }], controls: false });
    expect([small.configs.length, small.warnings.map(({ id }) => id)]).toEqual([4, ["search-is-grid"]]);
  });

  it("refuses what no machine trains, naming the samples", () => {
    expect(() => plan({ method: "random", samples: 50_000 })).toThrow(/“search\.samples” of the sweep.*150,000 runs/);
  });
});
