/**
 * @file How large a sweep is, by multiplying the sizes of its axes: nothing is expanded.
 * Reads: a parsed sweep. Too large ones are refused with the sizes and what to cut.
 */
import { type Axis, axisSize, expandAxis } from "../params/axis.ts";
import { AppError } from "../errors/errors.ts";
import { AXIS_OPTION_NAMES } from "../loss/options.ts";
import type { Loss } from "../loss/registry.ts";
import type { SweepSpec } from "./spec.ts";

/** Of one sweep; also the cells that are expanded for one, before equal ones are merged. */
export const RUN_LIMIT = 100_000;
/** Values that may be looked at one by one to find those that stand there twice. */
const WALK_LIMIT = 200_000;
/** Blocks that a refusal names. */
const NAMED_BLOCKS = 3;

interface AxisSize {
  readonly name: string;
  readonly size: number;
}
interface BlockSize {
  readonly family: string;
  readonly axes: readonly AxisSize[];
  readonly cells: number;
}
interface SweepSize {
  readonly blocks: readonly BlockSize[];
  /** Learning rates, weight decays and seeds: they cross with every cell. */
  readonly crossed: readonly AxisSize[];
  /** Before equal cells are merged and controls are added. */
  readonly runs: number;
}

type Count = (axis: Axis, name: string) => number;

const AXES = ["gamma", "strength", "alpha", ...AXIS_OPTION_NAMES] as const;

export const fieldName = (index: number, field: string): string => `“losses.${index}.${field}”`;
const product = (axes: readonly AxisSize[]): number => axes.reduce((all, { size }) => all * size, 1);

function blockSize(loss: Loss, index: number, count: Count): BlockSize {
  const fields: Readonly<Partial<Record<(typeof AXES)[number], unknown>>> & { weights?: { beta?: Axis } } = loss as never;
  const axes = AXES.flatMap((field): AxisSize[] => {
    const value = fields[field];
    if (value === undefined || (field === "strength" && fields.weights !== undefined)) return [];
    const name = fieldName(index, field);
    if (field !== "alpha") return [{ name, size: count(value as Axis, name) }];
    const alphas = [value].flat();
    const numbers = alphas.filter((alpha) => alpha !== "off");
    return [{ name, size: (numbers.length > 0 ? count(numbers as Axis, name) : 0) + (numbers.length < alphas.length ? 1 : 0) }];
  });
  if (fields.weights?.beta !== undefined)
    axes.push({ name: fieldName(index, "weights.beta"), size: count(fields.weights.beta, fieldName(index, "weights.beta")) });
  return { family: loss.family, axes, cells: product(axes) };
}

function sizeBy({ losses, training, seeds }: SweepSpec, count: Count): SweepSize {
  const blocks = losses.map((loss, index) => blockSize(loss, index, count));
  const crossed = [
    { name: "“training.learningRate”", size: count(training.learningRate, "“training.learningRate”") },
    { name: "“training.weightDecay”", size: count(training.weightDecay, "“training.weightDecay”") },
    { name: "“seeds”", size: count(seeds, "“seeds”") },
  ];
  return { blocks, crossed, runs: blocks.reduce((sum, { cells }) => sum + cells, 0) * product(crossed) };
}

const distinct: Count = (axis, name) => expandAxis(axis, name).length;
const values = ({ blocks, crossed }: SweepSize): number => [...blocks.flatMap(({ axes }) => axes), ...crossed].reduce((sum, { size }) => sum + size, 0);

/** Chosen by the search: of no block more than it combines to. */
function sampledRuns({ blocks, crossed }: SweepSize, samples: number): number {
  const [rates, decays, seeds] = crossed.map(({ size }) => size) as [number, number, number];
  return blocks.reduce((sum, { cells }) => sum + Math.min(samples, cells * rates * decays), 0) * seeds;
}

/** Sizes as written; what stands twice on an axis is left out where that may decide. */
function sweepSize(spec: SweepSpec): SweepSize {
  const written = sizeBy(spec, axisSize);
  return written.runs > RUN_LIMIT && values(written) <= WALK_LIMIT ? sizeBy(spec, distinct) : written;
}

/** Whether the search would take every combination of every block. */
export function isWholeGrid(spec: SweepSpec): boolean {
  const { blocks, crossed } = sizeBy(spec, distinct);
  return blocks.every(({ cells }) => cells * product(crossed.slice(0, 2)) <= (spec.search?.samples ?? Infinity));
}

/** @throws AppError `sweep/too-large` with the sizes, their product and what to cut; `sweep/invalid` for an axis that never ends. */
export function refuseLargeSweep(spec: SweepSpec): void {
  if (spec.search) {
    const { samples } = spec.search;
    const size = sizeBy(spec, axisSize);
    const runs = sampledRuns(size, samples);
    if (runs > RUN_LIMIT)
      throw new AppError("sweep/invalid", {
        where: "“search.samples”",
        detail: `with ${words(samples)} samples of ${size.blocks.length === 1 ? "one loss" : `each of ${size.blocks.length} losses`} and ${words(size.crossed[2]!.size)} seeds the sweep would have ${words(runs)} runs, and at most ${words(RUN_LIMIT)} are supported`,
      });
    return;
  }
  const size = sweepSize(spec);
  if (size.runs > RUN_LIMIT) throw refusal(size, size.runs);
}

/** For whoever expands one block alone. @throws AppError as {@link refuseLargeSweep}. */
export function refuseLargeBlock(loss: Loss, index: number): void {
  const written = blockSize(loss, index, axisSize);
  if (written.cells <= RUN_LIMIT) return;
  const block = written.axes.reduce((sum, { size }) => sum + size, 0) <= WALK_LIMIT ? blockSize(loss, index, distinct) : written;
  if (block.cells > RUN_LIMIT) throw refusal({ blocks: [block], crossed: [], runs: block.cells }, block.cells);
}

/** Where controls or merged cells decide. @param runs as they would be. */
export function tooManyRuns(spec: SweepSpec, runs: number): AppError {
  return refusal(sizeBy(spec, distinct), runs);
}

const MOST_SAID = 1e15;
const words = (n: number): string => (n > MOST_SAID ? `more than ${MOST_SAID.toLocaleString("en-US")}` : n.toLocaleString("en-US"));
const short = (name: string): string => name.replace(/^“losses\.\d+\./, "“").replace(/^“training\./, "“");
const times = (axes: readonly AxisSize[]): string => {
  const several = axes.filter(({ size }) => size > 1);
  return several.length === 0 ? "1 cell" : several.map(({ name, size }) => `${words(size)} ${short(name)}`).join(" × ");
};

function refusal({ blocks, crossed, runs: grid }: SweepSize, runs: number): AppError {
  const largest = blocks.toSorted((a, b) => b.cells - a.cells);
  const named = largest.slice(0, NAMED_BLOCKS).map((block) => (blocks.length === 1 ? times(block.axes) : `${block.family}: ${times(block.axes)}`));
  const rest = largest.slice(NAMED_BLOCKS);
  if (rest.length > 0)
    named.push(`${rest.length} more ${rest.length === 1 ? "block" : "blocks"}: ${words(rest.reduce((sum, { cells }) => sum + cells, 0))} cells`);
  const several = crossed.filter(({ size }) => size > 1);
  const inside = blocks.length === 1 || several.length === 0 ? named.join("; ") : `(${named.join("; ")})`;
  const sizes = several.length === 0 ? inside : `${inside} × ${times(several)}`;
  const longest = longestOf(largest, crossed);
  const fit = longest.fits >= 1 && longest.fits < longest.size;
  return new AppError("sweep/too-large", {
    runs: words(runs),
    sizes: runs === grid ? `${sizes}, before equal cells are merged` : `${sizes}, and the controls`,
    limit: words(RUN_LIMIT),
    cut: `${longest.name}, which has ${words(longest.size)} values${fit ? ` (with ${words(longest.fits)} of them the sweep would fit)` : ", and others"}`,
    // The form shows it beside the field.
    where: longest.name,
    detail: `with its ${words(longest.size)} values the sweep would have ${words(runs)} runs, and at most ${words(RUN_LIMIT)} are supported${fit ? `; ${words(longest.fits)} of them would fit` : ""}`,
  });
}

/** The longest axis that everything in the largest block is multiplied by, and how many of its values would fit. */
function longestOf([block, ...others]: readonly BlockSize[], crossed: readonly AxisSize[]): AxisSize & { readonly fits: number } {
  const outer = product(crossed);
  const room = RUN_LIMIT / outer - others.reduce((sum, { cells }) => sum + cells, 0);
  const inBlock = block!.axes.map((axis) => ({ ...axis, fits: Math.floor(room / (block!.cells / axis.size)) }));
  const cells = [block!, ...others].reduce((sum, b) => sum + b.cells, 0);
  const outside = crossed.map((axis) => ({ ...axis, fits: Math.floor(RUN_LIMIT / ((outer / axis.size) * cells)) }));
  return [...inBlock, ...outside].reduce((a, b) => (b.size > a.size ? b : a));
}
