/** @file Configurations by their parameters, as the command line asks for them: --where "gamma 2", --sort learningRate. Reads: options, a sweep. */
import { AppError } from "#shared/errors/errors.ts";
import type { SweepParam } from "#shared/params/def.ts";
import { orderOf } from "#shared/params/domain.ts";
import { holds, paramNamed, readQuery } from "#shared/params/query.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import { listed } from "#shared/text/lists.ts";
import type { CompareData, Config } from "#shared/wire/records.ts";
import type { CliOptions } from "../arguments/options.ts";

type Asked = Pick<CliOptions, "where" | "sort">;

/** @returns those that were asked for, in the order that was asked for. @throws AppError `input/invalid` for what names no parameter of the sweep. */
export function configsByParams(configs: readonly Config[], params: CompareData["params"], { where, sort }: Asked): Config[] {
  const conditions = (where ?? []).flatMap((text) => {
    const query = readQuery(text, params);
    if (query.rest.length > 0 || query.where.length === 0) throw unknown(`--where “${text}”`, query.rest[0] ?? "", params);
    return query.where;
  });
  const chosen = configs.filter((config) => conditions.every((condition) => holds(condition, config.params)));
  if (chosen.length === 0) throw new AppError("input/invalid", { what: "The choice of rows", detail: "no configuration of the sweep is so as --where says" });
  return sort === undefined ? chosen : sorted(chosen, params, sort);
}

function sorted(configs: readonly Config[], params: CompareData["params"], sort: string): Config[] {
  const [, name = "", way] = /^(.*?)(?::(asc|desc))?$/.exec(sort) ?? [];
  const param = paramNamed(name, params);
  if (!param) throw unknown(`--sort “${sort}”`, name, params);
  const sign = way === "desc" ? -1 : 1;
  const order = ({ params: own }: Config): number | string | null => (own[param.name] === undefined ? null : orderOf(param.domain, own[param.name]!));
  return configs.toSorted((a, b) => {
    const [first, second] = [order(a), order(b)];
    // What has no value comes last either way.
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return first === second ? 0 : first < second ? -sign : sign;
  });
}

function unknown(what: string, word: string, params: readonly SweepParam[]): AppError {
  const names = params.map(({ name }) => name);
  const isName = paramNamed(word, params) !== null;
  const nearest = isName ? null : nearestName(word, names);
  const hint = isName
    ? "say a condition like “gamma 2”, “gamma>=1”, “gamma 1..2” or “optimizer=sgd”, with a value that the parameter can have"
    : nearest === null
      ? `the sweep has the parameters ${listed(names, 30)}`
      : `the sweep has no parameter “${word}”; the nearest is “${nearest}”`;
  return new AppError("input/invalid", { what, detail: hint });
}
