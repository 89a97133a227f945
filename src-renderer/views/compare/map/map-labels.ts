/** @file Names of maps, of their rows and columns. Reads: maps, words. */
import { LOSS_PARAM_NAMES } from "#shared/loss/params.ts";
import { formatParam } from "#shared/params/domain.ts";
import { textOfValue } from "#shared/params/value.ts";
import { weightsText } from "#shared/sweep/config-label.ts";
import { words } from "../../../words/index.ts";
import { paramShort } from "../../../words/param-label.ts";
import type { AxisValue, HeatGrid, MapPlaces } from "./heat-grid.ts";

const w = words.compare.map;

/** Seven digits tell all that people type, also 0.99999, and shorten what a logarithmic axis made. */
const short = (value: number): string => String(Number(value.toPrecision(7))).replace("-", "−");
const isWeights = (value: AxisValue): value is Readonly<Record<string, number>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** @returns one text per value; equal texts only for equal values. */
export function axisLabels(values: readonly AxisValue[]): string[] {
  const numbers = values.filter((v) => typeof v === "number");
  const areApart = new Set(numbers.map(short)).size === new Set(numbers).size;
  const texts = values.map((v) => {
    if (v === null) return w.off;
    if (typeof v === "number") return areApart ? short(v) : String(v).replace("-", "−");
    return isWeights(v) ? weightsText(v) : formatParam(v);
  });
  // Many own weights are told apart by a part of a fingerprint only.
  return texts.map((text, i) => (texts.indexOf(text) === i ? text : `${text} (${texts.slice(0, i + 1).filter((other) => other === text).length})`));
}

function commonPart({ common }: HeatGrid, name: string, { params }: MapPlaces): string {
  const value = common[name];
  // No class weights at all need no word.
  if (value === undefined || (name === "strength" && value === 0)) return "";
  const text = typeof value === "number" ? short(value) : isWeights(value) ? weightsText(value) : formatParam(value);
  const spell = Object.hasOwn(w.common, name) ? w.common[name as keyof typeof w.common] : null;
  return spell ? spell(text) : `${nameOf(name, params)} ${text}`;
}

const nameOf = (name: string, params: MapPlaces["params"]): string => paramShort(params.find((param) => param.name === name) ?? { name });

const OF_LOSS: readonly string[] = LOSS_PARAM_NAMES;

/**
 * What tells a map from all others of its sweep: family, options, and every other parameter where it varies.
 * @returns without the family for the only map of a sweep that has nothing beside it.
 */
export function gridLabel(grid: HeatGrid, places: MapPlaces): string {
  const { grids, beside } = places;
  const varies = (name: string): boolean =>
    new Set([...grids.map((g) => textOfValue(g.common[name])), ...beside.map(({ params }) => textOfValue(params[name]))]).size > 1;
  // Of a loss of the product the options are its name; the map of chosen axes says only what tells it from the others.
  const order = [...Object.keys(w.common), ...Object.keys(grid.common).filter((name) => !Object.hasOwn(w.common, name))];
  const names = order.filter((name) => (grid.family !== null && OF_LOSS.includes(name)) || varies(name));
  const alone = grids.length === 1 && beside.length === 0;
  return [alone || grid.family === null ? "" : w.family(grid.family), ...names.map((name) => commonPart(grid, name, places))].filter(Boolean).join(" · ");
}

export function columnName({ family, ofPositives, axes }: HeatGrid, params: MapPlaces["params"]): string {
  if (family === null) return nameOf(axes.column, params);
  return ofPositives ? w.gammaPositive : w.gamma;
}

/** @param small no room for the long name. */
export function rowName({ family, axes, rows }: HeatGrid, small: boolean, params: MapPlaces["params"]): string {
  if (axes.row === null) return "";
  if (family === null) return nameOf(axes.row, params);
  return w.row(axes.row)[small || rows.length < 3 ? "short" : "long"];
}

/** "γ 2, s 0.5". */
export function placeName(grid: HeatGrid, configId: number, params: MapPlaces["params"]): string {
  const row = grid.cells.findIndex((cells) => cells.includes(configId));
  const column = grid.cells[row]!.indexOf(configId);
  const { family, axes } = grid;
  const columnText = `${family === null ? nameOf(axes.column, params) : grid.ofPositives ? "γ+" : w.gamma} ${axisLabels(grid.columns)[column]}`;
  if (axes.row === null) return columnText;
  return `${columnText}, ${family === null ? nameOf(axes.row, params) : w.row(axes.row).short} ${axisLabels(grid.rows)[row]}`;
}
