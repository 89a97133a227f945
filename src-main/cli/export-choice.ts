/**
 * @file What of a table was asked for on the command line: baseline, rows and columns by name.
 * Reads: options, the configurations and classes of the sweep. Writes: nothing.
 */
import type { CsvStyle, ExportRequest } from "#shared/contract.ts";
import { AppError } from "#shared/errors.ts";
import { LOSS_FAMILIES } from "#shared/loss-options.ts";
import { VARIANTS, type VariantName } from "#shared/metrics/variant-metrics.ts";
import { nearestName } from "#shared/nearest-name.ts";
import type { CompareData } from "#shared/records.ts";
import { measuresNamed } from "../export/chosen-measures.ts";
import { type CliOptions, UsageError } from "./arguments.ts";

const CSV_STYLE: Readonly<Record<NonNullable<CliOptions["csv-style"]>, CsvStyle>> = { comma: "comma-point", semicolon: "semicolon-comma" };

/** @throws AppError `input/invalid` for what the sweep does not have, with the nearest that it has. */
export function exportChoice(
  data: Pick<CompareData, "configs" | "classNames">,
  options: CliOptions,
): Omit<ExportRequest, "sweepId" | "format" | "rows" | "at"> {
  const { baseline, decimals, bare } = options;
  const metrics = options.metrics === undefined ? undefined : splitOutsideBrackets(options.metrics);
  if (metrics?.length === 0) throw new UsageError(`--metrics “${options.metrics}” names no metric`);
  if (metrics) measuresNamed(metrics, data.classNames);
  if (options["select-by"] !== undefined) measuresNamed([options["select-by"]], data.classNames);
  const configs = chosenConfigs(data.configs, options);
  return {
    ...(baseline === undefined ? {} : { baseline: configsNamed([baseline], data.configs, "The baseline")[0]! }),
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

/** Classes may have commas in their names: "recall[a,b],macro_f1" are two. */
function splitOutsideBrackets(text: string): string[] {
  return (text.match(/(?:\[[^\]]*\]|[^,[])+/g) ?? []).map((name) => name.trim()).filter((name) => name !== "");
}

type Named = CompareData["configs"];

function chosenConfigs(known: Named, { configs, family }: CliOptions): number[] | undefined {
  if (configs === undefined && family === undefined) return undefined;
  const families = new Set(known.map((config) => config.family));
  for (const name of family ?? []) {
    if ((families as Set<string>).has(name)) continue;
    const nearest = nearestName(name, LOSS_FAMILIES);
    const hint = (LOSS_FAMILIES as readonly string[]).includes(name) || nearest === null ? `it has ${[...families].join(", ")}` : `the nearest is “${nearest}”`;
    throw new AppError("input/invalid", { what: `--family “${name}”`, detail: `the sweep has no configuration of this loss; ${hint}` });
  }
  const chosen = configs === undefined ? known.map((config) => config.id) : configsNamed(configs.split(","), known, "--configs");
  const ids = chosen.filter((id) => !family || family.includes(known.find((config) => config.id === id)!.family));
  if (ids.length === 0) throw new AppError("input/invalid", { what: "The choice of rows", detail: "no configuration of --configs is of a loss of --family" });
  return [...new Set(ids)];
}

/** Tables print “(control)” behind a name, so it may stand there. @param parts a list split at its commas: names have some themselves, so the longest run of parts that is a name is taken. */
function configsNamed(parts: readonly string[], known: Named, what: string): number[] {
  const plain = (text: string): string => text.replaceAll("−", "-").replaceAll(/\s+/g, " ").trim();
  const byName = new Map([
    ...known.map((c) => [String(c.id), c.id] as const),
    ...known.flatMap((c) => [c.label, `${c.label} (control)`].map((name) => [plain(name), c.id] as const)),
  ]);
  const ids: number[] = [];
  for (let at = 0; at < parts.length;) {
    let end = parts.length;
    while (end > at && !byName.has(plain(parts.slice(at, end).join(",")))) end--;
    if (end === at) throw unknownConfig(parts[at]!.trim(), known, what);
    ids.push(byName.get(plain(parts.slice(at, end).join(",")))!);
    at = end;
  }
  return ids;
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

function variantsNamed(names: readonly string[]): VariantName[] {
  if (names.length === 1 && names[0] === "all") return [...VARIANTS];
  return names.map((name) => {
    const found = VARIANTS.find((variant) => variant === name);
    if (found) return found;
    const nearest = nearestName(name, VARIANTS);
    throw new UsageError(`--after “${name}”: ${nearest === null ? `one of ${VARIANTS.join(", ")}, or all` : `the nearest is “${nearest}”`}`);
  });
}
