/**
 * @file What of a table was asked for on the command line: baseline, rows and columns by name.
 * Reads: options, the configurations and classes of the sweep.
 */
import type { CsvStyle } from "#shared/export/options.ts";
import type { ExportRequest } from "#shared/wire/contract.ts";
import { AppError } from "#shared/errors/errors.ts";
import { cellOfParams } from "#shared/loss/params.ts";
import { LOSS_FAMILIES } from "#shared/loss/names.ts";
import type { MetricSpace } from "#shared/metrics/metric-id.ts";
import { VARIANTS, type VariantName } from "#shared/metrics/variant-metrics.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import type { CompareData } from "#shared/wire/records.ts";
import { measuresNamed } from "#shared/results/column-name.ts";
import type { CliOptions } from "../arguments/options.ts";
import { configsByParams } from "./param-choice.ts";
import { UsageError } from "../arguments/arguments.ts";
import { readKnownNames } from "../arguments/name-lists.ts";

const CSV_STYLE: Readonly<Record<NonNullable<CliOptions["csv-style"]>, CsvStyle>> = { comma: "comma-point", semicolon: "semicolon-comma" };

/** @throws AppError `input/invalid` for what the sweep does not have, with the nearest that it has. */
export function exportChoice(
  data: Pick<CompareData, "configs" | "params" | "classNames" | "reported">,
  options: CliOptions,
): Omit<ExportRequest, "sweepId" | "format" | "rows" | "at"> {
  const { baseline, decimals, bare } = options;
  const metrics = options.metrics && metricsNamed(options.metrics, data);
  if (options["select-by"] !== undefined) measuresNamed([options["select-by"]], data);
  const configs = chosenConfigs(data, options);
  return {
    ...(baseline === undefined ? {} : { baseline: baselineNamed(baseline, data.configs) }),
    ...(configs ? { configs } : {}),
    ...(metrics ? { metrics } : {}),
    ...(options.after ? { variants: variantsNamed(options.after) } : {}),
    ...(decimals === undefined ? {} : { decimals }),
    ...(bare ? { bare } : {}),
    ...(options.bom ? { bom: true } : {}),
    ...(options["csv-style"] === undefined ? {} : { csvStyle: CSV_STYLE[options["csv-style"]] }),
    ...(options["select-by"] === undefined ? {} : { selectBy: options["select-by"] }),
  };
}

/** Names of classes stand in names of metrics, so a comma may be inside. */
function metricsNamed(values: readonly string[], space: MetricSpace): string[] {
  const problems = new Map<string, unknown>();
  const problemOf = (name: string): unknown => {
    if (!problems.has(name)) problems.set(name, problemNaming(name, space));
    return problems.get(name);
  };
  const names = readKnownNames("metrics", values, {
    names: space.classNames.map((name) => `recall[${name}]`),
    what: "metric",
    isKnown: (name) => problemOf(name) === null,
    unknown: (name) => problemOf(name) as Error,
  });
  if (names.length === 0) throw new UsageError(`--metrics “${values.join(",")}” names no metric`);
  return names;
}

function problemNaming(name: string, space: MetricSpace): unknown {
  try {
    measuresNamed([name], space);
    return null;
  } catch (error) {
    return error;
  }
}

type Named = CompareData["configs"];

function chosenConfigs({ configs: known, params }: Pick<CompareData, "configs" | "params">, options: CliOptions): number[] | undefined {
  const { configs, family, where, sort } = options;
  if (configs === undefined && family === undefined && where === undefined && sort === undefined) return undefined;
  const families = [...new Set(known.flatMap((config) => cellOfParams(config.params)?.family ?? []))];
  const wanted = family && readKnownNames("family", family, { names: families, what: "loss", unknown: (name) => unknownFamily(name, families) });
  const chosen = configs === undefined ? known.map((config) => config.id) : configsNamed(configs, known, "configs");
  const ids = chosen.filter((id) => !wanted || wanted.includes(String(known.find((config) => config.id === id)!.params["family"])));
  if (ids.length === 0) throw new AppError("input/invalid", { what: "The choice of rows", detail: "no configuration of --configs is of a loss of --family" });
  if (where === undefined && sort === undefined) return [...new Set(ids)];
  // The order of names is that of --configs, unless --sort says another.
  const found = configsByParams(
    [...new Set(ids)].map((id) => known.find((config) => config.id === id)!),
    params,
    options,
  );
  return found.map((config) => config.id);
}

function unknownFamily(name: string, families: readonly string[]): AppError {
  const nearest = nearestName(name, LOSS_FAMILIES);
  const hint = (LOSS_FAMILIES as readonly string[]).includes(name) || nearest === null ? `it has ${families.join(", ")}` : `the nearest is “${nearest}”`;
  return new AppError("input/invalid", { what: `--family “${name}”`, detail: `the sweep has no configuration of this loss; ${hint}` });
}

const plain = (text: string): string => text.replaceAll("−", "-").replaceAll(/\s+/g, " ").trim();

/** Configurations that a text may mean: by id, by name, or by either with “id:” or “name:” before it. Tables print “(control)” behind a name, so it may stand there. */
function configsMeant(text: string, known: Named): Named {
  const byId = (id: string): Named => known.filter((c) => String(c.id) === id);
  const byName = (name: string): Named => known.filter((c) => [c.label, `${c.label} (control)`].some((label) => plain(label) === name));
  const meant = plain(text);
  if (meant.startsWith("id:")) return byId(meant.slice(3).trim());
  if (meant.startsWith("name:")) return byName(meant.slice(5).trim());
  return known.filter((c) => byId(meant).includes(c) || byName(meant).includes(c));
}

function configsNamed(values: readonly string[], known: Named, option: "configs" | "baseline"): number[] {
  const named = {
    names: known.map((c) => c.label),
    what: "configuration",
    isKnown: (name: string) => configsMeant(name, known).length > 0,
    unknown: (name: string) => unknownConfig(name, known, option === "baseline" ? "The baseline" : "--configs"),
  };
  return readKnownNames(option, values, named).map((name) => {
    const [found, other] = configsMeant(name, known);
    if (other)
      throw new AppError("input/invalid", {
        what: `--${option} “${name}”`,
        detail: `it can be ${configsMeant(name, known)
          .map((c) => `“${c.label}” (id:${c.id})`)
          .join(" or ")}; give the id so`,
      });
    return found!.id;
  });
}

function baselineNamed(baseline: string, known: Named): number {
  const [id, other] = configsNamed([baseline], known, "baseline");
  if (id === undefined || other !== undefined) throw new UsageError(`--baseline “${baseline}” must name one configuration`);
  return id;
}

function unknownConfig(name: string, known: Named, what: string): AppError {
  const nearest = nearestName(
    name,
    known.map((config) => config.label),
  );
  const found = known.find((config) => config.label === nearest);
  const hint = found ? `the nearest is “${found.label}” (id ${found.id})` : "“focaldesk list SWEEP” shows names and ids";
  return new AppError("input/invalid", { what: `${what} “${name}”`, detail: `the sweep has no configuration of this name or id; ${hint}` });
}

function variantsNamed(values: readonly string[]): VariantName[] {
  const names = readKnownNames("after", values, {
    names: ["all", ...VARIANTS],
    what: "variant",
    unknown: (name) => {
      const nearest = nearestName(name, VARIANTS);
      return new UsageError(`--after “${name}”: ${nearest === null ? `one of ${VARIANTS.join(", ")}, or all` : `the nearest is “${nearest}”`}`);
    },
  });
  return names.includes("all") ? [...VARIANTS] : (names as VariantName[]);
}
