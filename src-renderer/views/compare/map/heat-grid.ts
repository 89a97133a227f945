/**
 * @file Where each configuration lies on a map: one map per set of everything else that differs.
 * Reads: configurations. Every configuration has exactly one place: a cell, or beside the maps.
 *
 * Of losses with gamma it is the columns, and rows are how they weigh, family by family; of anything else, and where somebody chooses, any two parameters.
 */
import type { FamilyMap, MapFamily } from "#shared/loss/family.ts";
import { cellOfParams } from "#shared/loss/params.ts";
import { lossFamily } from "#shared/loss/registry.ts";
import type { SweepParam } from "#shared/params/def.ts";
import { isScale, orderOf } from "#shared/params/domain.ts";
import { keyOfParams, type Params, type ParamValue, textOfValue } from "#shared/params/value.ts";
import type { Config } from "#shared/wire/records.ts";
import type { MapAxes } from "../state/map-axes.ts";

/** null: not set, e.g. alpha is off; first of an axis. */
export type AxisValue = ParamValue | null;

export interface HeatGrid {
  /** Stable text of axes and everything that its cells have in common. */
  readonly key: string;
  /** null: it was laid on axes of its own. */
  readonly family: MapFamily | null;
  /** Gamma is that of positive targets. */
  readonly ofPositives: boolean;
  readonly axes: MapAxes;
  /** Ascending where they lie on a scale, else as the parameter orders them; own weights in the order of the sweep. */
  readonly columns: readonly AxisValue[];
  readonly rows: readonly AxisValue[];
  /** [rows][columns] configuration ids; a combination that the sweep does not hold stays a hole (null). */
  readonly cells: readonly (readonly (number | null)[])[];
  /** What all cells have in common; the axes are not in it. */
  readonly common: Params;
}

export interface MapPlaces {
  /** Largest first, else in the order of the sweep. */
  readonly grids: readonly HeatGrid[];
  /** Configurations without gamma, and those alone with their options; in the order of the sweep. */
  readonly beside: readonly Config[];
  readonly params: readonly SweepParam[];
}

/** Cross entropy at several weightings is no map of gamma, unless the weighting itself is a scale. */
const SCALE = 3;

interface Member {
  readonly config: Config;
  readonly map: FamilyMap;
}
interface Group {
  readonly axes: MapAxes;
  readonly configs: readonly Config[];
  readonly map: FamilyMap | null;
}

const without = (params: Params, names: readonly (string | null)[]): Params =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)));
/** On a map of a family gamma is a column, and which of the softmax losses it is follows from gamma and weights. */
const onMap = ({ params }: Config): Params => without(params, ["family", "gamma"]);
const valueOf = ({ params }: Config, name: string | null): AxisValue => (name === null ? null : (params[name] ?? null));
const textAt = (config: Config, name: string | null): string => textOfValue(valueOf(config, name) ?? undefined);
const groupBy = <T>(list: readonly T[], key: (item: T) => string): T[][] => [...Map.groupBy(list, key).values()];
const severalAt = (configs: readonly Config[], name: string | null): number => new Set(configs.map((config) => textAt(config, name))).size;

/** Members that differ in gamma and in what can be a row: split until only one of these differs. */
function splitByRow(members: readonly Member[]): Group[] {
  const { map } = members[0]!;
  const configs = members.map((m) => m.config);
  const row = map.rows.find((name) => severalAt(configs, name) > 1) ?? map.rows[0]!;
  return groupBy(configs, (config) => keyOfParams(without(onMap(config), [row]))).map((list) => ({ axes: { column: "gamma", row }, configs: list, map }));
}

function isMap({ axes, configs, map }: Group): boolean {
  if (configs.length < 2) return false;
  if (map === null) return true;
  const hasGamma = configs.some(({ params }) => params["gamma"] !== 0) || map.ofPositives === true;
  return hasGamma || severalAt(configs, axes.row) >= SCALE;
}

function axisValues(configs: readonly Config[], name: string | null, params: readonly SweepParam[]): [text: string, value: AxisValue][] {
  const domain = params.find((param) => param.name === name)?.domain;
  const order = (value: AxisValue): number | string => {
    if (value === null) return -Infinity;
    if (typeof value === "number") return value;
    return domain?.kind === "choice" || domain?.kind === "switch" ? orderOf(domain, value) : 0;
  };
  const byText = new Map(configs.map((config) => [textAt(config, name), valueOf(config, name)]));
  return [...byText].sort(([, a], [, b]) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
}

function gridOf({ axes, configs, map }: Group, params: readonly SweepParam[]): HeatGrid {
  const [columns, rows] = [axisValues(configs, axes.column, params), axisValues(configs, axes.row, params)];
  const at = new Map<string, number>();
  // A plan merges equal losses; should a database hold two of them all the same, the second is shown beside the map, not lost.
  for (const config of configs) {
    const place = `${textAt(config, axes.column)}|${textAt(config, axes.row)}`;
    if (!at.has(place)) at.set(place, config.id);
  }
  const [first] = configs;
  const common = without(map ? onMap(first!) : first!.params, [axes.column, axes.row]);
  const family = map?.family ?? null;
  return {
    key: `${family ?? ""}|${axes.column}|${axes.row ?? ""}|${keyOfParams(common)}`,
    family,
    ofPositives: map?.ofPositives === true,
    axes,
    columns: columns.map(([, value]) => value),
    rows: rows.map(([, value]) => value),
    cells: rows.map(([row]) => columns.map(([column]) => at.get(`${column}|${row}`) ?? null)),
    common,
  };
}

/** Maps of losses with gamma, family by family. */
function familyGroups(configs: readonly Config[]): Group[] {
  const members = configs.flatMap((config): Member[] => {
    const cell = cellOfParams(config.params);
    const map = cell && lossFamily(cell.family).map(cell.options);
    return map ? [{ config, map }] : [];
  });
  return groupBy(members, (m) => `${m.map.family}|${keyOfParams(without(onMap(m.config), m.map.rows))}`).flatMap(splitByRow);
}

/** Every configuration that has the column, by everything but column and row. */
function chosenGroups(configs: readonly Config[], axes: MapAxes): Group[] {
  const members = configs.filter(({ params }) => params[axes.column] !== undefined);
  return groupBy(members, ({ params }) => keyOfParams(without(params, [axes.column, axes.row]))).map((list) => ({ axes, configs: list, map: null }));
}

/** For runs that name no loss of the product: the first two parameters that vary, scales before words. */
function usualAxes(params: readonly SweepParam[]): MapAxes | null {
  const varying = params.filter(({ varies }) => varies);
  const [column, row] = [...varying.filter(({ domain }) => isScale(domain)), ...varying.filter(({ domain }) => !isScale(domain))];
  return column ? { column: column.name, row: row?.name ?? null } : null;
}

/** Maps of a sweep, and what lies on none of them. @param chosen null: as it follows from the losses. */
export function mapPlaces(configs: readonly Config[], params: readonly SweepParam[], chosen: MapAxes | null = null): MapPlaces {
  const unnamed = configs.filter((config) => cellOfParams(config.params) === null);
  const usual = unnamed.length > 0 ? usualAxes(params) : null;
  const groups = chosen ? chosenGroups(configs, chosen) : [...familyGroups(configs), ...(usual ? chosenGroups(unnamed, usual) : [])];
  const grids = groups
    .filter(isMap)
    .map((group) => gridOf(group, params))
    .sort((a, b) => b.columns.length * b.rows.length - a.columns.length * a.rows.length);
  const shown = new Set(grids.flatMap((grid) => grid.cells.flat()));
  return { grids, beside: configs.filter((config) => !shown.has(config.id)), params };
}
