/** @file Names of maps, of their rows and columns. Reads: maps, words. */
import { weightsText } from "#shared/sweep/config-label.ts";
import { words } from "../../../words/index.ts";
import type { HeatGrid, MapPlaces, ParamName, RowValue } from "./heat-grid.ts";

const w = words.compare.map;

/** Seven digits tell all that people type, also 0.99999, and shorten what a logarithmic axis made. */
const short = (value: number): string => String(Number(value.toPrecision(7))).replace("-", "−");

/** @returns one text per value; equal texts only for equal values. */
export function axisLabels(values: readonly RowValue[]): string[] {
  const numbers = values.filter((v) => typeof v === "number");
  const areApart = new Set(numbers.map(short)).size === new Set(numbers).size;
  const texts = values.map((v) => (v === null ? w.off : typeof v !== "number" ? weightsText(v) : areApart ? short(v) : String(v).replace("-", "−")));
  // Many own weights are told apart by a part of a fingerprint only.
  return texts.map((text, i) => (texts.indexOf(text) === i ? text : `${text} (${texts.slice(0, i + 1).filter((other) => other === text).length})`));
}

function commonPart(grid: HeatGrid, name: ParamName): string {
  const value = grid.common[name];
  // No class weights at all need no word.
  if (value === undefined || (name === "strength" && value === 0)) return "";
  return w.common[name](typeof value === "number" ? short(value) : typeof value === "string" ? value : weightsText(value));
}

/**
 * What tells a map from all others of its sweep: family, options, and learning rate and weight decay where these vary.
 * @returns without the family for the only map of a sweep that has nothing beside it.
 */
export function gridLabel(grid: HeatGrid, { grids, beside }: MapPlaces): string {
  const varies = (name: "learningRate" | "weightDecay"): boolean =>
    new Set([...grids.map((g) => g.common[name]), ...beside.map((config) => config[name])]).size > 1;
  const names = (Object.keys(w.common) as ParamName[]).filter((name) => (name !== "learningRate" && name !== "weightDecay") || varies(name));
  const alone = grids.length === 1 && beside.length === 0;
  return [alone ? "" : w.family(grid.family), ...names.map((name) => commonPart(grid, name))].filter(Boolean).join(" · ");
}

export function columnName({ ofPositives }: HeatGrid): string {
  return ofPositives ? w.gammaPositive : w.gamma;
}

/** @param small no room for the long name. */
export function rowName(grid: HeatGrid, small: boolean): string {
  return w.row(grid.rowName)[small || grid.rows.length < 3 ? "short" : "long"];
}

/** "γ 2, s 0.5". */
export function placeName(grid: HeatGrid, configId: number): string {
  const row = grid.cells.findIndex((cells) => cells.includes(configId));
  const column = grid.cells[row]!.indexOf(configId);
  const gamma = grid.ofPositives ? "γ+" : w.gamma;
  return `${gamma} ${axisLabels(grid.gammas)[column]}, ${w.row(grid.rowName).short} ${axisLabels(grid.rows)[row]}`;
}
