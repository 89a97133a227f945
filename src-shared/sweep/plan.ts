/**
 * @file One cell of a sweep: everything but the seed.
 * Reads: a sweep. Two cells that train the same loss get the same key, so they are merged.
 */
import { expandAxis } from "../params/axis.ts";
import { AppError } from "../errors/errors.ts";
import type { LossCell } from "../loss/cell.ts";
import type { Loss } from "../loss/registry.ts";
import { searchOf } from "../search/registry.ts";
import { blockSpace, eachLossCell, lossCells } from "./cells.ts";
import type { ConfigParams } from "./config-params.ts";
import type { LossOptions } from "../loss/options.ts";
import type { SweepFinding } from "./findings.ts";
import { planWarnings } from "./warnings.ts";
import { refuseLargeSweep, RUN_LIMIT, tooManyRuns } from "./size.ts";
import type { SweepSpec } from "./spec.ts";

export interface PlannedConfig {
  readonly key: string;
  readonly params: ConfigParams;
  readonly isControl: boolean;
  /** False for a control that the grid does not hold already. */
  readonly isCell: boolean;
}

export interface Plan {
  readonly configs: readonly PlannedConfig[];
  readonly seeds: readonly number[];
  /** Grid cells that were equal to another after normalisation, e.g. gamma 0 strength 0 twice. */
  readonly mergedCells: number;
  /** The same for each loss block, at one learning rate and weight decay. */
  readonly mergedInBlock: readonly number[];
  readonly warnings: readonly SweepFinding[];
}

/** What float32 holds; whether a rate is too high to learn with is for the runs to show, each by itself. */
const MAX_RATE = 1e38;

type Others = Pick<ConfigParams, "learningRate" | "weightDecay">;

/** @returns the key of a configuration by what crosses with its cell: most of it is the same for all of them. */
function keyOf(cell: LossCell): (others: Others) => string {
  const before = [
    cell.family,
    `g${cell.gamma}`,
    cell.strength === null ? "" : `s${cell.strength}`,
    cell.alpha === null ? "" : `a${cell.alpha}`,
    cell.positiveClass ?? "",
  ].join("|");
  const after = optionKey(cell.options)
    .map((option) => `|${option}`)
    .join("");
  return ({ learningRate, weightDecay }) => `${before}|lr${learningRate}|${weightDecay === 0 ? "" : `wd${weightDecay}`}${after}`;
}

/** Sorted by name, so that the order in a file does not matter; nothing for a loss without options. */
function optionKey(options: LossOptions): string[] {
  const entries = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(Object.entries(value).sort()) : value}`);
}

function check(ok: boolean, where: string, detail: string): void {
  if (!ok) throw new AppError("sweep/invalid", { where, detail });
}

/** Cross entropy and inverse-frequency cross entropy: what a focal cell must beat. */
const CONTROL_CELLS: readonly LossCell[] = [0, 1].map((strength) => ({
  family: strength === 0 ? "cross-entropy" : "weighted-cross-entropy",
  gamma: 0,
  strength,
  alpha: null,
  positiveClass: null,
  options: {},
}));

/** Cells between two turns of the event loop: milliseconds. */
const SLICE_CELLS = 2_000;

/**
 * Expands a sweep to its configurations: those of the grid in the order of the file, or of the search; controls last unless they are among them.
 * Pure: the same sweep gives the same plan, so a database can be checked against its file.
 * @throws AppError `sweep/invalid` naming axis and value, `sweep/too-large` before anything is expanded.
 */
export function planSweep(spec: SweepSpec): Plan {
  const slices = planSlices(spec);
  for (;;) {
    const slice = slices.next();
    if (slice.done) return slice.value;
  }
}

/** As {@link planSweep}, in slices of some thousand cells. */
export function* planSlices(spec: SweepSpec): Generator<void, Plan> {
  refuseLargeSweep(spec);
  const others = othersOf(spec);
  const seeds = expandAxis(spec.seeds, "“seeds”");
  for (const seed of seeds) check(Number.isSafeInteger(seed) && seed >= 0, "“seeds”", `the seed is ${seed}, it must be a whole number from 0`);
  const { configs, mergedInBlock } = yield* spec.search ? sampledConfigs(spec, others) : gridConfigs(spec, others);
  if (configs.length * seeds.length > RUN_LIMIT) throw tooManyRuns(spec, configs.length * seeds.length);
  const mergedCells = mergedInBlock.reduce((sum, n) => sum + n, 0) * (spec.search ? 1 : others.length);
  yield;
  return { configs, seeds, mergedCells, mergedInBlock, warnings: planWarnings(configs, seeds, mergedCells, spec) };
}

interface Expanded {
  readonly configs: readonly PlannedConfig[];
  readonly mergedInBlock: readonly number[];
}

/** Every combination: learning rates cross with every cell, so cells that are equal at the first one are at all. */
function* gridConfigs(spec: SweepSpec, others: readonly Others[]): Generator<void, Expanded> {
  interface Known {
    readonly cell: LossCell;
    readonly key: (others: Others) => string;
    isControl: boolean;
    readonly isCell: boolean;
  }
  const byKey = new Map<string, Known>();
  const mergedInBlock = spec.losses.map(() => 0);
  let count = 0;
  for (const [index, loss] of spec.losses.entries()) {
    for (const cell of eachLossCell(loss, index)) {
      const key = keyOf(cell);
      const first = key(others[0]!);
      if (byKey.has(first)) mergedInBlock[index]!++;
      else byKey.set(first, { cell, key, isControl: false, isCell: true });
      if (++count % SLICE_CELLS === 0) yield;
    }
  }
  for (const cell of spec.controls ? CONTROL_CELLS : []) {
    const key = keyOf(cell);
    const known = byKey.get(key(others[0]!));
    if (known) known.isControl = true;
    else byKey.set(key(others[0]!), { cell, key, isControl: true, isCell: false });
  }
  const configs: PlannedConfig[] = [];
  for (const { cell, key, isControl, isCell } of byKey.values()) {
    for (const other of others) configs.push({ key: key(other), params: { ...cell, ...other }, isControl, isCell });
    if (configs.length % SLICE_CELLS < others.length) yield;
  }
  return { configs, mergedInBlock };
}

/** What the search chooses of each block; learning rate and weight decay are axes of it like the others. */
function* sampledConfigs(spec: SweepSpec, others: readonly Others[]): Generator<void, Expanded> {
  const byKey = new Map<string, { -readonly [K in keyof PlannedConfig]: PlannedConfig[K] }>();
  const mergedInBlock = spec.losses.map(() => 0);
  let count = 0;
  for (const [index, loss] of spec.losses.entries())
    for (const { cell, other } of sampledCells(loss, index, others, spec.search)) {
      const key = keyOf(cell)(other);
      if (byKey.has(key)) mergedInBlock[index]!++;
      else byKey.set(key, { key, params: { ...cell, ...other }, isControl: false, isCell: true });
      if (++count % SLICE_CELLS === 0) yield;
    }
  // A baseline has as many tries at rate and decay as a block has at all its axes.
  const search = searchOf(spec.search, [others.length], "controls");
  const tries = spec.controls ? search.ask(others.length) : [];
  for (const cell of CONTROL_CELLS)
    for (const [at] of tries) {
      const key = keyOf(cell)(others[at!]!);
      const known = byKey.get(key);
      if (known) known.isControl = true;
      else byKey.set(key, { key, params: { ...cell, ...others[at!]! }, isControl: true, isCell: false });
    }
  return { configs: [...byKey.values()], mergedInBlock };
}

/** The cells of a block that are trained, each with its rate and decay. @throws AppError `sweep/invalid`. */
function* sampledCells(
  loss: Loss,
  index: number,
  others: readonly Others[],
  settings: SweepSpec["search"],
): Generator<{ readonly cell: LossCell; readonly other: Others }> {
  const { sizes, cellAt } = blockSpace(loss, index);
  const search = searchOf(settings, [...sizes, others.length], `block ${index}`);
  while (!search.isOver) for (const point of search.ask(SLICE_CELLS)) yield { cell: cellAt(point.slice(0, -1)), other: others[point.at(-1)!]! };
}

/** The cells of a block that the sweep trains, before equal ones are merged; those of a grid at one rate and decay. */
export function cellsOfBlock(spec: SweepSpec, index: number): LossCell[] {
  const loss = spec.losses[index]!;
  return spec.search ? [...sampledCells(loss, index, othersOf(spec), spec.search)].map(({ cell }) => cell) : lossCells(loss, index);
}

/** Every learning rate with every weight decay, at least one. @throws AppError `sweep/invalid`. */
function othersOf({ training }: SweepSpec): Others[] {
  const rates = expandAxis(training.learningRate, "“training.learningRate”");
  for (const rate of rates)
    check(rate > 0 && rate <= MAX_RATE, "“training.learningRate”", `the learning rate is ${rate}, it must be above 0 and at most ${MAX_RATE}`);
  const decays = expandAxis(training.weightDecay, "“training.weightDecay”");
  for (const decay of decays) check(decay >= 0 && decay <= 10, "“training.weightDecay”", `the weight decay is ${decay}, it must be from 0 to 10`);
  check(
    training.optimizer !== "adam" || decays.every((decay) => decay === 0),
    "“training.weightDecay”",
    "adam has none; choose the optimizer adamw or sgd, or leave it at 0",
  );
  return rates.flatMap((learningRate) => decays.map((weightDecay) => ({ learningRate, weightDecay })));
}
