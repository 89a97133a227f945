/** @file How a parameter and its values are called, whoever named it. Reads: words, definitions. */
import { isBuiltIn } from "#shared/sweep/config-params.ts";
import { familyName } from "#shared/sweep/config-label.ts";
import { LossFamilySchema } from "#shared/loss/names.ts";
import type { ParamDef } from "#shared/params/def.ts";
import { formatParam } from "#shared/params/domain.ts";
import type { ParamValue } from "#shared/params/value.ts";
import { formatShort, UNDEFINED } from "../format/numbers.ts";
import { words } from "./index.ts";

type Named = Pick<ParamDef, "name" | "label" | "unit">;

const withUnit = (label: string, unit: string | undefined): string => (unit === undefined ? label : `${label} (${unit})`);

/** In lists of settings. */
export function paramLabel({ name, label, unit }: Named): string {
  return withUnit(label ?? (isBuiltIn(name) ? words.params[name].label : name), unit);
}

/** Over a column, on an axis. */
export function paramShort({ name, label, unit }: Named): string {
  return withUnit(label ?? (isBuiltIn(name) ? (words.params[name].short ?? words.params[name].label) : name), unit);
}

/** As it is read: numbers rounded for the eye, a dash where nothing is set. */
export function paramValueText(name: string, value: ParamValue | undefined): string {
  if (value === undefined) return UNDEFINED;
  if (typeof value === "number") return formatShort(value);
  const family = name === "family" ? LossFamilySchema.safeParse(value).data : undefined;
  return family ? familyName(family) : formatParam(value);
}
