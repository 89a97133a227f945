/**
 * @file The name of a measure as the head of an exported table spells it, and as the command line takes it: made here and read back here.
 * Users' scripts read these names, so they stay as they are whatever ids become.
 */
import { AppError } from "../errors/errors.ts";
import { allMetricIds, classPart, metricName, type MetricId, type MetricSpace, metricsOf, ofClassId } from "../metrics/metric-id.ts";
import { REPORTED, reportedName } from "../metrics/reported.ts";
import { variantChanges, variantHas, type VariantName, variantsFor } from "../metrics/variant-metrics.ts";
import { snakeName } from "../metrics/snake-name.ts";
import { nearestName } from "../text/nearest-name.ts";
import { type Measure, measureId, rawMeasures, SPLITS } from "../metrics/measure.ts";

const MAX_NAMES_SHOWN = 40;

/** A reported metric keeps its name letter by letter, behind what no built-in metric is called. */
function headOf(metric: MetricId): string {
  const reported = reportedName(metricName(metric));
  return reported === null ? snakeName(metricName(metric)) : `${REPORTED}${reported}`;
}

/** "test_macro_f1", "test_recall[name]", "test_ece@temperature", "test_reported.mAP@0.5[name]". */
export function columnName({ split, metric, variant }: Measure, { classNames }: Pick<MetricSpace, "classNames">): string {
  const part = classPart(metric);
  return `${split}_${headOf(metric)}${part ? `[${classNames[part.index]}]` : ""}${variant === undefined ? "" : `@${variant}`}`;
}

/** Every measure of a problem by its full name: raw on both parts, and what is measured of it after training. */
function byName(space: MetricSpace): Map<string, Measure> {
  const ids = allMetricIds(space);
  const after = variantsFor(space.classNames.length).flatMap((variant) =>
    ids.filter((metric) => variantHas(variant, metric)).map((metric): Measure => ({ split: "test", metric, variant })),
  );
  return new Map([...rawMeasures(space), ...after].map((measure) => [columnName(measure, space), measure]));
}

/**
 * @param names "macro_f1" (on test), "validation_macro_f1", "recall[class]", "recall" (of each class), "ece@temperature"; camelCase as well; a
 * reported metric as it was reported, or behind "reported.".
 * @returns without repetition, in the order named.
 * @throws AppError `input/invalid` for a name that the problem does not have, with the nearest that it has.
 */
export function measuresNamed(names: readonly string[], space: MetricSpace): Measure[] {
  const known = byName(space);
  const found = names.flatMap((name) => {
    const spelled = spellings(name.trim());
    const measure = spelled.flatMap((text) => known.get(text) ?? [])[0];
    if (measure) return [measure];
    const ofEach = spelled.map((text) => ofEachClass(text, space)).find((measures) => measures.length > 0);
    if (ofEach) return ofEach.flatMap((m) => known.get(columnName(m, space)) ?? []);
    throw unknownMetric(name, known);
  });
  return [...new Map(found.map((measure) => [measureId(measure), measure])).values()];
}

/** What a name may stand for, the likeliest first. */
function spellings(name: string): string[] {
  // Class names keep their letters: only what stands before a bracket is spelled in one way.
  const [, head = "", rest = ""] = /^([^[@]*)(.*)$/s.exec(name) ?? [];
  const spelled = snakeName(head.replaceAll("-", "_")).replace(/^_/, "").replace(/^val_/, "validation_") + rest;
  const [, split = "test", bare = ""] = /^(?:(validation|test)_)?(.*)$/s.exec(name.replace(/^val_/, "validation_")) ?? [];
  return [spelled, `test_${spelled}`, `${split}_${bare}`, `${split}_${REPORTED}${bare}`];
}

/** "test_recall", "validation_precision", "f1@thresholds-f1": the metric of every class. */
function ofEachClass(spelled: string, space: MetricSpace): Measure[] {
  const perClass = metricsOf(space).filter((metric) => metric.perClass);
  return SPLITS.flatMap((split) =>
    perClass.flatMap((metric) => {
      const name = `${split}_${headOf(metric.name as MetricId)}`;
      if (!spelled.startsWith(name)) return [];
      const variant = spelled.slice(name.length);
      if (variant !== "" && !/^@[a-z0-9-]+$/.test(variant)) return [];
      return space.classNames.map((_, c): Measure => {
        const measure = { split, metric: ofClassId(metric.name, c) };
        return variant === "" ? measure : { ...measure, variant: variant.slice(1) as VariantName };
      });
    }),
  );
}

function unknownMetric(name: string, known: ReadonlyMap<string, Measure>): AppError {
  // A name without its part is the common case, and the shorter of two that are equally near.
  const short = [...known.keys()].filter((key) => key.startsWith("test_")).map((key) => key.slice("test_".length));
  const nearest = nearestName(name, /^(validation|test)/.test(name) ? [...known.keys()] : short);
  const whole = short.filter((key) => !/[[@]/.test(key)).slice(0, MAX_NAMES_SHOWN);
  const hint = nearest === null ? `the names are ${whole.join(", ")}` : `the nearest is “${nearest}”`;
  return new AppError("input/invalid", { what: `The metric “${name}”`, detail: `there is none of that name; ${hint}` });
}

/** Each test measure followed by what was done after training, as far as that changes it: beside, never instead. */
export function withVariants(measures: readonly Measure[], variants: readonly VariantName[]): Measure[] {
  const all = measures.flatMap((measure) =>
    measure.split === "test" && measure.variant === undefined
      ? [measure, ...variants.filter((v) => variantChanges(v, measure.metric)).map((variant): Measure => ({ ...measure, variant }))]
      : [measure],
  );
  return [...new Map(all.map((measure) => [measureId(measure), measure])).values()];
}
