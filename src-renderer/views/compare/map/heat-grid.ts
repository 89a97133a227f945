/**
 * @file Where each configuration lies on a map of gamma against weighting: one map per family and set of everything else that differs.
 * Reads: configurations. Every configuration has exactly one place: a cell, or beside the maps.
 */
import type { FamilyMap, MapFamily, MapRow } from "#shared/loss/family.ts";
import type { LossOptions } from "#shared/loss/options.ts";
import { lossFamily } from "#shared/loss/registry.ts";
import type { Config } from "#shared/wire/records.ts";

/** All of a configuration that is no column of a map, flat; what is absent has no effect. */
interface MapParams extends LossOptions {
  readonly strength?: number;
  readonly alpha?: number;
  readonly positiveClass?: string;
  readonly learningRate: number;
  readonly weightDecay: number;
}
export type ParamName = keyof MapParams;

export interface HeatGrid {
  /** Stable text of family, rows and everything that its cells have in common. */
  readonly key: string;
  readonly family: MapFamily;
  /** Gamma is that of positive targets. */
  readonly ofPositives: boolean;
  readonly rowName: MapRow;
  /** Columns, ascending: gamma, that of positive targets with `ofPositives`. */
  readonly gammas: readonly number[];
  /** Rows, ascending; null: alpha is off, first. Own weights in the order of the sweep. */
  readonly rows: readonly RowValue[];
  /** [rows][gammas] configuration ids; a combination that the sweep does not hold stays a hole (null). */
  readonly cells: readonly (readonly (number | null)[])[];
  /** What all cells have in common; gamma and the rows are not in it. */
  readonly common: MapParams;
}
export type RowValue = number | null | NonNullable<LossOptions["weights"]>;

export interface MapPlaces {
  /** Largest first, else in the order of the sweep. */
  readonly grids: readonly HeatGrid[];
  /** Configurations without gamma, and those alone with their options; in the order of the sweep. */
  readonly beside: readonly Config[];
}

/** The same text for equal values, whatever the order of their names. */
function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, part]) => `${name}:${textOf(part)}`).join()}}`;
}

/** Cross entropy at several weightings is no map of gamma, unless the weighting itself is a scale. */
const SCALE = 3;

interface Member {
  readonly config: Config;
  readonly map: FamilyMap;
  readonly params: MapParams;
}

function memberOf(config: Config, map: FamilyMap): Member {
  const { options, strength, alpha, positiveClass, learningRate, weightDecay } = config;
  const params: MapParams = {
    ...options,
    ...(strength === null ? {} : { strength }),
    ...(alpha === null ? {} : { alpha }),
    ...(positiveClass === null ? {} : { positiveClass }),
    learningRate,
    weightDecay,
  };
  return { config, map, params };
}

function without(params: MapParams, names: readonly ParamName[]): MapParams {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name as ParamName))) as unknown as MapParams;
}

const rowOf = (member: Member, name: MapRow): RowValue => member.params[name] ?? null;
const groupBy = <T>(list: readonly T[], key: (item: T) => string): T[][] => [...Map.groupBy(list, key).values()];

/** Members that differ in gamma and in what can be a row: split until only one of these differs. */
function splitByRow(members: readonly Member[]): { rowName: MapRow; members: Member[] }[] {
  const names = members[0]!.map.rows;
  const rowName = names.find((name) => new Set(members.map((m) => textOf(rowOf(m, name)))).size > 1) ?? names[0]!;
  return groupBy(members, (m) => textOf(without(m.params, [rowName]))).map((list) => ({ rowName, members: list }));
}

function isMap({ rowName, members }: { rowName: MapRow; members: readonly Member[] }): boolean {
  if (members.length < 2) return false;
  const hasGamma = members.some((m) => m.config.gamma > 0) || members[0]!.map.ofPositives === true;
  return hasGamma || new Set(members.map((m) => textOf(rowOf(m, rowName)))).size >= SCALE;
}

function gridOf(rowName: MapRow, members: readonly Member[]): { grid: HeatGrid; doubled: Config[] } {
  const { params, map } = members[0]!;
  const { family, ofPositives } = map;
  const gammas = [...new Set(members.map((m) => m.config.gamma))].sort((a, b) => a - b);
  const byText = new Map(members.map((m) => [textOf(rowOf(m, rowName)), rowOf(m, rowName)]));
  const order = (value: RowValue): number => (typeof value === "number" ? value : -1);
  const rows = [...byText].sort(([, a], [, b]) => order(a) - order(b));
  const at = new Map<string, number>();
  // A plan merges equal losses; should a database hold two of them all the same, the second is shown beside the map, not lost.
  const doubled: Config[] = [];
  for (const m of members) {
    const place = `${m.config.gamma}|${textOf(rowOf(m, rowName))}`;
    if (at.has(place)) doubled.push(m.config);
    else at.set(place, m.config.id);
  }
  const common = without(params, [rowName]);
  const cells = rows.map(([text]) => gammas.map((gamma) => at.get(`${gamma}|${text}`) ?? null));
  return {
    grid: {
      key: `${family}|${rowName}|${textOf(common)}`,
      family,
      ofPositives: ofPositives === true,
      rowName,
      gammas,
      rows: rows.map(([, row]) => row),
      cells,
      common,
    },
    doubled,
  };
}

/** Maps of a sweep, and what lies on none of them. */
export function mapPlaces(configs: readonly Config[]): MapPlaces {
  const members = configs.flatMap((config) => {
    const map = lossFamily(config.family).map(config.options);
    return map === null ? [] : [memberOf(config, map)];
  });
  const alike = groupBy(members, (m) => `${m.map.family}|${textOf(without(m.params, m.map.rows))}`);
  const made = alike
    .flatMap(splitByRow)
    .filter(isMap)
    .map((group) => gridOf(group.rowName, group.members));
  const grids = made.map((m) => m.grid).sort((a, b) => b.gammas.length * b.rows.length - a.gammas.length * a.rows.length);
  const shown = new Set(grids.flatMap((grid) => grid.cells.flat()));
  return { grids, beside: configs.filter((config) => !shown.has(config.id)) };
}
