/** @file SQL of the parameters that the configurations of a sweep have. Reads and writes: table sweep_param. */
import { type ParamDef, ParamDefSchema, paramsOfConfigs, type SweepParam } from "#shared/params/def.ts";
import type { Params } from "#shared/params/value.ts";
import { BUILT_IN_PARAMS, isBuiltIn } from "#shared/sweep/config-params.ts";
import type { ReadDb, WriteDb } from "./open.ts";

/** Once, with the configurations: they never change. @param defined beside those that the product knows by itself. */
export function insertParams(db: WriteDb, sweepId: number, configs: readonly Params[], defined: readonly ParamDef[]): void {
  const insert = db.prepare("INSERT INTO sweep_param (sweep_id, position, name, varies, definition) VALUES (?, ?, ?, ?, ?)");
  // What a sweep says itself of a name goes before what the product knows of it.
  const own = new Set(defined.map(({ name }) => name));
  const known = [...BUILT_IN_PARAMS.filter(({ name }) => !own.has(name)), ...defined];
  for (const [position, { varies, ...def }] of paramsOfConfigs(configs, known).entries()) {
    const isKnown = isBuiltIn(def.name) && def.of !== "script" && isSameDomain(def);
    insert.run(sweepId, position, def.name, varies ? 1 : 0, isKnown ? null : JSON.stringify(def));
  }
}

const BUILT_IN = new Map(BUILT_IN_PARAMS.map((def, place) => [def.name, { def, place }]));
const isSameDomain = ({ name, domain }: ParamDef): boolean => BUILT_IN.get(name)?.def.domain === domain;

/** Built-in ones first, each in its order. */
export function paramsOfSweep(db: ReadDb, sweepId: number): SweepParam[] {
  const rows = db.prepare("SELECT name, varies, definition FROM sweep_param WHERE sweep_id = ? ORDER BY position, name").all(sweepId) as {
    name: string;
    varies: number;
    definition: string | null;
  }[];
  const place = (name: string): number => BUILT_IN.get(name)?.place ?? Infinity;
  return rows
    .map(({ name, varies, definition }): SweepParam => {
      const def = definition === null ? BUILT_IN.get(name)?.def : ParamDefSchema.parse(JSON.parse(definition));
      return { ...(def ?? { name, domain: { kind: "text" }, of: "script" }), varies: varies === 1 };
    })
    .sort((a, b) => (place(a.name) === place(b.name) ? 0 : place(a.name) - place(b.name)));
}
