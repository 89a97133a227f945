/**
 * @file What is known of a parameter: its domain, how it is called, whose it is.
 * Reads: unknown JSON (table sweep_param). Of one that nobody defined the values say what it is.
 */
import { z } from "zod";
import { domainOf, DomainSchema, hasValue } from "./domain.ts";
import { ParamNameSchema, type Params, type ParamValue, textOfValue } from "./value.ts";

const PARAM_OWNERS = ["loss", "optimizer", "model", "script"] as const;

export const ParamDefSchema = z.object({
  name: ParamNameSchema,
  domain: DomainSchema,
  of: z.enum(PARAM_OWNERS),
  label: z.string().optional().describe("as its author calls it; built-in parameters have words of their own"),
  symbol: z.string().optional().describe("before its value in names of configurations, e.g. γ; else the name"),
  unit: z.string().optional(),
});
export type ParamDef = z.infer<typeof ParamDefSchema>;

/** A parameter of a sweep; `varies`: its configurations differ in it, so it belongs into their names. */
export const SweepParamSchema = ParamDefSchema.extend({ varies: z.boolean() });
export type SweepParam = z.infer<typeof SweepParamSchema>;

/** The values that a parameter has, as often as configurations have one. */
const valuesOf = (configs: readonly Params[], name: string): ParamValue[] => configs.flatMap((params) => (Object.hasOwn(params, name) ? params[name]! : []));

/** Whether not all of them have the same value; one that some lack varies, too. */
function varies(configs: readonly Params[], name: string): boolean {
  const first = textOfValue(configs[0]?.[name]);
  return configs.some((params) => textOfValue(params[name]) !== first);
}

/**
 * Every parameter of some configurations: those that are defined, in their order, then the others in the order in which they come.
 * A definition that not all values fit gives only its names.
 */
export function paramsOfConfigs(configs: readonly Params[], defined: readonly ParamDef[]): SweepParam[] {
  const names = new Set(configs.flatMap((params) => Object.keys(params)));
  const known = new Set(defined.map(({ name }) => name));
  const all = [
    ...defined.filter(({ name }) => names.has(name)),
    ...[...names].filter((name) => !known.has(name)).map((name): ParamDef => ({ name, domain: domainOf(valuesOf(configs, name)), of: "script" })),
  ];
  return all.map((def) => {
    const values = valuesOf(configs, def.name);
    const domain = values.every((value) => hasValue(def.domain, value)) ? def.domain : domainOf(values);
    return { ...def, domain, varies: varies(configs, def.name) };
  });
}
