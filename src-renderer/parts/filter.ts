/**
 * @file Which configurations are listed: by text and by their parameters.
 * Reads: configurations.
 */
import { familyName } from "#shared/sweep/config-label.ts";
import { cellOfParams } from "#shared/loss/params.ts";
import type { SweepParam } from "#shared/params/def.ts";
import { formatParam } from "#shared/params/domain.ts";
import { type Condition, holds, readQuery } from "#shared/params/query.ts";
import type { Config } from "#shared/wire/records.ts";

export interface ConfigFilter {
  /** Words of the name, and conditions: "gamma 2". */
  readonly text: string;
  /** All of them hold. */
  readonly where: readonly Condition[];
}
export const NO_FILTER: ConfigFilter = { text: "", where: [] };

/** A hyphen typed on a keyboard finds the true minus of labels. */
const fold = (text: string): string => text.toLocaleLowerCase().replaceAll("−", "-");

/** True when every word of the query occurs in the text, in any order. */
export function matchesText(text: string, query: string): boolean {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

/** What the words of a search are looked for in: the name, the loss, and every parameter of the sweep that varies. */
function searched({ label, params, isControl }: Config, sweepParams: readonly SweepParam[]): string {
  const cell = cellOfParams(params);
  const rate = params["learningRate"];
  const own = sweepParams.flatMap(({ name, varies }) => (varies && params[name] !== undefined ? [`${name} ${formatParam(params[name])}`] : []));
  return [
    label,
    ...(cell ? [familyName(cell.family)] : []),
    ...(rate === undefined ? [] : [`lr ${formatParam(rate)}`]),
    ...own,
    ...(isControl ? ["control"] : []),
  ].join(" ");
}

/** @param sweepParams the parameters of the sweep: what can be asked for. */
export function passes(config: Config, { text, where }: ConfigFilter, sweepParams: readonly SweepParam[]): boolean {
  const query = readQuery(text, sweepParams);
  return [...where, ...query.where].every((condition) => holds(condition, config.params)) && matchesText(searched(config, sweepParams), query.rest.join(" "));
}

/** The filter with one condition of a parameter in place of those of the same kind; null takes it away. */
export function restricted({ text, where }: ConfigFilter, name: string, is: Condition["is"], value: Condition["value"] | null): ConfigFilter {
  const others = where.filter((condition) => condition.name !== name || condition.is !== is);
  return { text, where: value === null ? others : [...others, { name, is, value }] };
}
