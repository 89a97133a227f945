/**
 * @file Maps of γ against weighting: which configuration lies where, for sweeps that hold every family and every option.
 * The sweeps are drawn by a seeded generator and planned as the product plans them.
 */
import { describe, expect, it } from "vitest";
import { newConfigs } from "#shared/sweep/new-config.ts";
import { planSweep } from "#shared/sweep/plan.ts";
import { LossOptionsSchema } from "#shared/loss/options.ts";
import { LOSS_FAMILIES } from "#shared/loss/names.ts";
import type { CompareData, CompareRun, Config } from "#shared/wire/records.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { groupByConfig, type Summary, summarize, type View } from "#shared/results/groups.ts";
import { type HeatGrid, mapPlaces } from "../../../src-renderer/views/compare/map/heat-grid.ts";
import { axisLabels, columnName, gridLabel, placeName, rowName } from "../../../src-renderer/views/compare/map/map-labels.ts";
import { cellOf, paramsOf } from "../../fixtures/config-of.ts";
import { byStanding, isBaseline, mapStanding } from "../../../src-renderer/views/compare/map/map-standing.ts";

/** Mulberry32: the same sweeps in every run of the test. */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The configurations of a sweep, with ids as a database would give them. */
function configsOf(losses: readonly object[], training: object = {}): Config[] {
  const spec = parseSweepSpec({ name: "drawn", dataset: { name: "any" }, losses, training });
  return newConfigs(spec, planSweep(spec)).map(({ key, params, isControl }, i) => ({ id: i + 1, sweepId: 1, key, label: key, params, isControl }));
}

function drawnSweep(seed: number): Config[] {
  const next = drawer(seed);
  const one = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
  const some = <T>(values: readonly T[]): T[] => {
    const taken = values.filter(() => next() < 0.5);
    return taken.length ? taken : [values[0]!];
  };
  const maybe = (part: () => object): object => (next() < 0.4 ? part() : {});
  const gammas = [0, 0.5, 1, 2, 3, 5];
  const any = (): object => ({
    ...maybe(() => ({ sampling: one(["square-root", "class-balanced"]) })),
    ...maybe(() => ({ biasPrior: one(["classes", 0.01, 0.1]) })),
  });
  const weighting = (): object =>
    one([
      {},
      { strength: some([0, 0.25, 0.5, 1]) },
      { weights: { beta: some([0, 0.9, 0.99, 0.999, 0.99999]) } },
      { weights: { classes: { a: one([1, 2]), b: one([3, 4]) } } },
    ]);
  const later = (): object => maybe(() => ({ reweightFrom: one([0.5, 0.8]) }));
  const terms = (): object => ({ ...maybe(() => ({ poly: some([0, -0.5, 1, 2]) })), ...maybe(() => ({ smoothing: some([0, 0.05, 0.1]) })) });
  const weightsOnly = (): object => {
    const { strength: _, ...rest } = weighting() as { strength?: unknown };
    return rest;
  };
  const blocks: Record<(typeof LOSS_FAMILIES)[number], () => object> = {
    "cross-entropy": () => ({ ...terms(), ...any() }),
    "weighted-cross-entropy": () => ({ ...weighting(), ...later(), ...terms(), ...any() }),
    "focal-softmax": () => ({ gamma: some(gammas), ...weighting(), ...later(), ...terms(), ...any() }),
    "focal-sigmoid": () => ({
      gamma: some(gammas),
      alpha: some(["off", 0.25, 0.5, 0.75]),
      ...maybe(() => ({ positiveClass: one(["a", "b"]) })),
      ...maybe(() => ({ reduction: one(["cell-mean", "sum", "foreground"]) })),
      ...weightsOnly(),
      ...later(),
      ...terms(),
      ...any(),
    }),
    "focal-sample-dependent": () => ({ gamma: some(gammas), gammaHard: some([2, 5]), hardBelow: one([0.2, 0.3]), strength: some([0, 0.5, 1]), ...any() }),
    "logit-adjusted": () => ({ tau: some([0, 0.5, 1]), ...any() }),
    ldam: () => ({ maxMargin: some([0.3, 0.5]), ...maybe(() => ({ scale: 20, beta: 0.99, reweightFrom: 0.5 })), ...any() }),
    asymmetric: () => ({
      gamma: some(gammas),
      gammaNegative: some([0, 1, 2, 4]),
      clip: some([0, 0.05]),
      ...maybe(() => ({ positiveClass: one(["a", "b"]) })),
      ...maybe(() => ({ reduction: "foreground" })),
      ...any(),
    }),
  };
  // Every family once, then more of any.
  const families = [...LOSS_FAMILIES, ...Array.from({ length: 8 }, () => one(LOSS_FAMILIES))];
  return configsOf(
    families.map((family) => ({ family, ...blocks[family]() })),
    { learningRate: some([0.001, 0.01]), optimizer: "adamw", weightDecay: some([0, 0.01]) },
  );
}

/** Everything of a configuration but γ and what the rows of its map are, written without the code under test. */
function rest(config: Config, row: string): unknown {
  const { gamma: _gamma, family, strength, alpha, options, ...others } = { ...config.params, ...cellOf(config) };
  const isSoftmaxFocal = ["cross-entropy", "weighted-cross-entropy", "focal-softmax"].includes(family);
  const flat: Record<string, unknown> = { ...others, ...options, strength, alpha, family: isSoftmaxFocal ? "softmax" : family };
  delete flat[row];
  return Object.fromEntries(Object.entries(flat).sort(([a], [b]) => (a < b ? -1 : 1)));
}
const byRow = (config: Config, row: string): unknown =>
  ({ ...cellOf(config).options, strength: cellOf(config).strength, alpha: cellOf(config).alpha })[row as "alpha"] ?? null;

const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);

describe("maps of sweeps with every family and option", () => {
  it("use every option of the losses, so that none is forgotten here", () => {
    const used = new Set(SEEDS.flatMap((seed) => drawnSweep(seed).flatMap((config) => Object.keys(cellOf(config).options))));
    expect([...used].toSorted()).toEqual(Object.keys(LossOptionsSchema.shape).toSorted());
  });

  it.each(SEEDS)("give every configuration of drawn sweep %i exactly one place, where only γ and the row differ", (seed) => {
    const configs = drawnSweep(seed);
    const { grids, beside } = mapPlaces(configs, paramsOf(configs));
    const placed = [...grids.flatMap((g) => g.cells.flat().filter((id) => id !== null)), ...beside.map((c) => c.id)];
    expect(placed.toSorted((a, b) => a - b)).toEqual(configs.map((c) => c.id));
    expect(new Set(grids.map((g) => g.key)).size).toBe(grids.length);
    const byId = new Map(configs.map((c) => [c.id, c]));
    for (const grid of grids) {
      const held = grid.cells.flatMap((row, j) => row.flatMap((id, i) => (id === null ? [] : [{ config: byId.get(id)!, i, j }])));
      for (const { config, i, j } of held) {
        expect([cellOf(config).gamma, byRow(config, grid.axes.row!)]).toEqual([grid.columns[i], grid.rows[j]]);
        expect(rest(config, grid.axes.row!)).toEqual(rest(held[0]!.config, grid.axes.row!));
      }
      expect(held.length).toBeGreaterThan(1);
    }
    for (const config of beside.filter((c) => ["focal-softmax", "focal-sigmoid"].includes(cellOf(c).family))) {
      // Nothing that could share a map is left beside it: it would differ in γ alone.
      const same = configs.filter(
        (c) => cellOf(c).gamma !== cellOf(config).gamma && JSON.stringify([rest(c, ""), 0]) === JSON.stringify([rest(config, ""), 0]),
      );
      expect(same, config.label).toEqual([]);
    }
  });

  it.each(SEEDS)("name the maps of drawn sweep %i apart, and their rows and columns", (seed) => {
    const drawn = drawnSweep(seed);
    const places = mapPlaces(drawn, paramsOf(drawn));
    const names = places.grids.map((grid) => gridLabel(grid, places));
    expect(new Set(names).size, names.join("\n")).toBe(names.length);
    for (const grid of places.grids)
      for (const labels of [axisLabels(grid.columns), axisLabels(grid.rows)]) expect(new Set(labels).size, labels.join()).toBe(labels.length);
  });

  it("show for each configuration the mean of its own seeds, once", () => {
    const configs = drawnSweep(7);
    // Of 1000 rows of class a, a number that belongs to configuration and seed is right: recall is that number over 1000.
    const right = (config: number, seed: number): number => (config * 13 + seed * 271) % 1000;
    const run = (config: Config, seed: number): CompareRun => {
      const counts = [right(config.id, seed), 1000 - right(config.id, seed), 0, 10];
      const part = { validation: counts, test: counts };
      return { id: config.id * 10 + seed, configId: config.id, seed, state: "complete", counts: { best: part, last: part } } as unknown as CompareRun;
    };
    const runs = configs.flatMap((config) => [1, 2, 3].map((seed) => run(config, seed)));
    const groups = new Map(groupByConfig({ configs, runs } as unknown as CompareData).map((g) => [g.config.id, g]));
    const view: View = { at: "best", problem: { classNames: ["a", "b"], trainCounts: null }, provisional: false };
    const { grids, beside } = mapPlaces(configs, paramsOf(configs));
    const seen = new Map<number, number>();
    for (const id of [...grids.flatMap((g) => g.cells.flat()), ...beside.map((c) => c.id)]) {
      if (id === null) continue;
      expect(seen.has(id)).toBe(false);
      seen.set(id, summarize(groups.get(id)!, { split: "validation", metric: "recall:0" }, view).mean!);
    }
    expect(seen.size).toBe(configs.length);
    for (const { id } of configs) expect(seen.get(id)).toBeCloseTo((right(id, 1) + right(id, 2) + right(id, 3)) / 3000, 12);
  });
});

describe("one sweep of many families", () => {
  const configs = configsOf([
    { family: "focal-softmax", gamma: [0, 2], strength: [0, 1] },
    { family: "focal-softmax", gamma: [0, 2], strength: [0, 1], smoothing: 0.1 },
    { family: "focal-softmax", gamma: [0, 2], weights: { beta: [0.9, 0.99999] } },
    { family: "focal-sigmoid", gamma: [1, 2], alpha: ["off", 0.25], poly: 1 },
    { family: "focal-sigmoid", gamma: 2, weights: { beta: [0.9, 0.99] } },
    { family: "asymmetric", gamma: [0, 1], gammaNegative: [2, 4] },
    { family: "focal-sample-dependent", gamma: [2, 5], gammaHard: [3, 5] },
    { family: "ldam" },
    { family: "logit-adjusted" },
    { family: "cross-entropy", sampling: "class-balanced" },
  ]);
  const places = mapPlaces(configs, paramsOf(configs));
  const shape = (grid: HeatGrid): unknown => [gridLabel(grid, places), columnName(grid, []), grid.columns, rowName(grid, true, []), grid.rows];

  it("has a map for each family and set of options, the rest beside them", () => {
    expect(places.grids.map(shape)).toEqual([
      // Sample-dependent γ with 5 for all rows is focal loss of γ 5, and one of its cells.
      ["Focal (softmax)", "γ", [0, 2, 5], "s", [0, 1]],
      ["Focal (softmax) · label smoothing 0.1", "γ", [0, 2], "s", [0, 1]],
      ["Class-balanced focal (softmax)", "γ", [0, 2], "β", [0.9, 0.99999]],
      ["Focal (sigmoid) · Poly-1 ε₁ 1", "γ", [1, 2], "α", [null, 0.25]],
      ["Asymmetric (ASL) · shift 0.05", "γ+ of positives", [0, 1], "γ−", [2, 4]],
      ["Sample-dependent focal (FLSD) · hard below p 0.2", "γ", [2, 5], "γ hard", [3, 5]],
      ["Class-balanced focal (sigmoid)", "γ", [2], "β", [0.9, 0.99]],
    ]);
    expect(places.beside.map((c) => cellOf(c).family)).toEqual(["ldam", "logit-adjusted", "cross-entropy"]);
  });
  it("says where a cell lies", () => {
    const [plain, , , sigmoid, asl] = places.grids;
    expect([placeName(plain!, plain!.cells[1]![0]!, []), placeName(sigmoid!, sigmoid!.cells[0]![1]!, []), placeName(asl!, asl!.cells[1]![0]!, [])]).toEqual([
      "γ 0, s 1",
      "γ 2, α off",
      "γ+ 0, γ− 4",
    ]);
  });
  it("keeps the digits that tell rows apart", () => {
    expect(axisLabels([0.9, 0.999, 0.99999])).toEqual(["0.9", "0.999", "0.99999"]);
    expect(axisLabels([null, 1 / 3])).toEqual(["off", "0.3333333"]);
    expect(axisLabels([0.123456781, 0.123456782])).toEqual(["0.123456781", "0.123456782"]);
    expect(axisLabels([{ a: 1, b: 4 }])).toEqual(["1 : 4"]);
  });
  it("needs neither family name nor baselines when there is one map alone", () => {
    const only = mapPlaces(configsOf([{ family: "focal-softmax", gamma: [0, 2], strength: [0, 1] }]), []);
    expect([only.grids.map((g) => gridLabel(g, only)), only.beside]).toEqual([[""], []]);
  });
  it("makes no map of the two controls, but one of a scale of weights", () => {
    const controls = mapPlaces(configsOf([{ family: "ldam" }]), []);
    expect([controls.grids, controls.beside.map((c) => cellOf(c).family)]).toEqual([[], ["ldam", "cross-entropy", "weighted-cross-entropy"]]);
    const scale = mapPlaces(configsOf([{ family: "weighted-cross-entropy", strength: [0, 0.5, 1] }]), []);
    expect(scale.grids.map((g) => [g.columns, g.rows])).toEqual([[[0], [0, 0.5, 1]]]);
  });
  it("loses none of two equal configurations of an old database", () => {
    const [first] = configs;
    const twice = mapPlaces([...configs, { ...first!, id: 999 }], []);
    expect(twice.beside.map((c) => c.id)).toContain(999);
  });
});

describe("standing of a map", () => {
  const SPACE = { classNames: ["a", "b"] };
  const s = (mean: number | null): Summary => ({ mean, sd: null, n: 1, min: mean, max: mean });
  const map = new Map([s(0.5), s(0.8), s(0.7), s(null)].map((summary, i) => [i + 1, summary]));
  const beside = new Map([s(0.6), s(0.7), s(null)].map((summary, i) => [i + 11, summary]));

  it("counts the cells that are better than every baseline", () => {
    expect(mapStanding(map, beside, { metric: "macroF1" }, SPACE)).toEqual({ best: new Set([2]), cells: 3, better: 1, seeds: 1 });
    expect(mapStanding(map, new Map([[11, s(null)]]), { metric: "macroF1" }, SPACE).better).toBeNull();
  });
  it.each(["nll", "ece", "brier"] as const)("counts the cells below every baseline where lower is better: %s", (metric) => {
    // 0.5 and 0.7 are below 0.75, and only 0.8 is above it.
    const against = new Map([s(0.75), s(0.9)].map((summary, i) => [i + 11, summary]));
    expect(mapStanding(map, against, { metric }, SPACE)).toMatchObject({ best: new Set([1]), cells: 3, better: 2 });
    expect(mapStanding(map, new Map([[11, s(0.5)]]), { metric }, SPACE).better).toBe(0);
  });
  it("says how many seeds a test of a cell and a baseline could pair at most", () => {
    const of = (...n: number[]) => new Map(n.map((seeds, i) => [i + seeds * 100, { ...s(0.5), n: seeds }]));
    const seeds = [of(3, 8), of(2, 6)].map((baselines) => mapStanding(of(5, 7), baselines, { metric: "macroF1" }, SPACE).seeds);
    expect(seeds).toEqual([7, 6]);
    expect(mapStanding(of(5), new Map(), { metric: "macroF1" }, SPACE).seeds).toBe(0);
  });
  it("takes baselines on the map for baselines, not for cells that beat them", () => {
    // 0.7 is cross entropy here: of 0.5 and 0.8 one is better.
    expect(mapStanding(map, new Map([[3, s(0.7)]]), { metric: "macroF1" }, SPACE)).toEqual({ best: new Set([2]), cells: 2, better: 1, seeds: 1 });
    expect(mapStanding(new Map([[3, s(0.7)]]), new Map([[3, s(0.7)]]), { metric: "macroF1" }, SPACE)).toMatchObject({ cells: 0, better: null });
    const families = configsOf([{ family: "focal-softmax", gamma: [0, 2], strength: [0, 1] }, { family: "ldam" }, { family: "focal-sigmoid", gamma: 0 }]);
    expect(families.map((c) => [cellOf(c).family, isBaseline(c)])).toEqual([
      ["cross-entropy", true],
      ["weighted-cross-entropy", true],
      ["focal-softmax", false],
      ["focal-softmax", false],
      ["ldam", true],
      ["focal-sigmoid", false],
    ]);
  });
  it("lists the best first, what has no mean last", () => {
    expect([byStanding(beside, { metric: "macroF1" }, SPACE), byStanding(beside, { metric: "brier" }, SPACE)]).toEqual([
      [12, 11, 13],
      [11, 12, 13],
    ]);
  });
});
