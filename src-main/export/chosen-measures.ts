/**
 * @file Which metrics a table has: those that were named, and what was done after training beside them.
 * Reads: names as exported tables and the command line spell them.
 */
import { AppError } from "#shared/errors/errors.ts";
import { CLASS_METRICS } from "#shared/metrics/catalogue.ts";
import { columnName, snakeName } from "#shared/results/column-name.ts";
import { allMetricIds, type MetricId } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/results/run-value.ts";
import { VARIANTS, type VariantName, variantHas } from "#shared/metrics/variant-metrics.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import { SPLITS } from "./metric-cells.ts";

const MAX_NAMES_SHOWN = 40;

/** Every metric of a problem by its full name: raw on both parts, and what is measured of it after training. */
function byName(classNames: readonly string[]): Map<string, Measure> {
  const ids = allMetricIds(classNames.length);
  const raw = SPLITS.flatMap((split) => ids.map((metric): Measure => ({ split, metric })));
  const after = VARIANTS.filter((v) => v !== "binary-threshold-f1" || classNames.length === 2).flatMap((variant) =>
    ids.filter((metric) => variantHas(variant, metric)).map((metric): Measure => ({ split: "test", metric, variant })),
  );
  return new Map([...raw, ...after].map((measure) => [columnName(measure, classNames), measure]));
}

/**
 * @param names "macro_f1" (on test), "validation_macro_f1", "recall[class]", "recall" (of each class), "ece@temperature"; camelCase as well.
 * @returns without repetition, in the order named.
 * @throws AppError `input/invalid` for a name that the problem does not have, with the nearest that it has.
 */
export function measuresNamed(names: readonly string[], classNames: readonly string[]): Measure[] {
  const known = byName(classNames);
  const found = names.flatMap((name) => {
    // Class names keep their letters: only what stands before a bracket is spelled in one way.
    const [, head = "", rest = ""] = /^([^[@]*)(.*)$/s.exec(name.trim()) ?? [];
    const spelled = snakeName(head.replaceAll("-", "_")).replace(/^_/, "").replace(/^val_/, "validation_") + rest;
    const measure = known.get(spelled) ?? known.get(`test_${spelled}`);
    if (measure) return [measure];
    const ofEach = ofEachClass(spelled, classNames.length);
    if (ofEach.length > 0) return ofEach.flatMap((m) => known.get(columnName(m, classNames)) ?? []);
    throw unknownMetric(name, known);
  });
  return [...new Set(found)];
}

/** "recall", "validation_precision", "f1@thresholds-f1": the metric of every class. */
function ofEachClass(spelled: string, classes: number): Measure[] {
  const [, split = "test", name = "", variant] = /^(?:(validation|test)_)?([a-z0-9_]+?)(?:@(.+))?$/.exec(spelled) ?? [];
  const metric = CLASS_METRICS.find((id) => snakeName(id) === name);
  if (!metric) return [];
  return Array.from({ length: classes }, (_, c) => ({
    split: split as Measure["split"],
    metric: `${metric}:${c}` as MetricId,
    ...(variant === undefined ? {} : { variant: variant as VariantName }),
  }));
}

function unknownMetric(name: string, known: ReadonlyMap<string, Measure>): AppError {
  // A name without its part is the common case, and the shorter of two that are equally near.
  const short = [...known.keys()].filter((key) => key.startsWith("test_")).map((key) => key.slice("test_".length));
  const nearest = nearestName(name, /^(validation|test)/.test(name) ? [...known.keys()] : short);
  const whole = short.filter((key) => !/[[@]/.test(key)).slice(0, MAX_NAMES_SHOWN);
  const hint = nearest === null ? `the names are ${whole.join(", ")}` : `the nearest is “${nearest}”`;
  return new AppError("input/invalid", { what: `The metric “${name}”`, detail: `there is none of that name; ${hint}` });
}

/** One temperature moves no decision, so only what is measured of probabilities differs. */
const changes = (variant: VariantName, metric: MetricId): boolean =>
  variantHas(variant, metric) && (variant !== "temperature" || !variantHas("thresholds-f1", metric));

/** Each test metric followed by what was done after training, as far as that changes it: beside, never instead. */
export function withVariants(measures: readonly Measure[], variants: readonly VariantName[]): Measure[] {
  const all = measures.flatMap((measure) =>
    measure.split === "test" && measure.variant === undefined
      ? [measure, ...variants.filter((v) => changes(v, measure.metric)).map((variant): Measure => ({ ...measure, variant }))]
      : [measure],
  );
  const key = ({ split, metric, variant }: Measure): string => `${split}/${metric}@${variant ?? ""}`;
  return [...new Map(all.map((measure) => [key(measure), measure])).values()];
}
