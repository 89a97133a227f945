/**
 * @file How a sweep names the metric on validation that selects the epoch of a run: "macro_f1", "nll", "recall[text]".
 * Any metric that an epoch gives: of counts and of scores, of the whole and of one class.
 */
import { z } from "zod";
import { AppError } from "../errors/errors.ts";
import { CLASS_METRICS, COUNT_METRICS, SCORE_METRICS } from "../metrics/catalogue.ts";
import type { MetricId } from "../metrics/metric-id.ts";
import { snakeName } from "../metrics/snake-name.ts";
import { listed } from "../text/lists.ts";
import { didYouMean } from "../text/nearest-name.ts";

/** Of sweeps that do not say; the fingerprint of a sweep leaves it out. */
export const USUAL_SELECT_BY = "macro_f1";

/** Class names in a refusal. */
const NAMED = 12;

interface Named {
  readonly metric: string;
  /** null: of the whole. */
  readonly className: string | null;
}

const SHAPE = /^([A-Za-z][\w-]*?)(?:\[(.*)\])?$/s;
const partsOf = (text: string): Named => {
  const [, metric = text, className = null] = SHAPE.exec(text) ?? [];
  return { metric, className };
};

/** Every way to spell a metric becomes one, so that one sweep has one fingerprint; the name of a class is left letter by letter. */
function oneSpelling(text: string): string {
  const { metric, className } = partsOf(text.trim());
  const spelled = snakeName(metric.replaceAll("-", "_").replace(/^(validation|val)_/, "")).replace(/^_/, "");
  return className === null ? spelled : `${spelled}[${className}]`;
}

export const SelectBySchema = z
  .string()
  .trim()
  .max(500)
  .regex(SHAPE, { error: "it must name a metric, such as balanced_accuracy, nll or recall[CLASS]" })
  .overwrite(oneSpelling);

const WHOLE = new Map([...COUNT_METRICS, ...SCORE_METRICS].map((name) => [snakeName(name), name]));
const OF_CLASS = new Map(CLASS_METRICS.map((name) => [snakeName(name), name]));

/** Names of metrics of the whole that can select, and of those that each class has. */
export const SELECTING = { whole: [...WHOLE.keys()], ofClass: [...OF_CLASS.keys()] } as const;

export type Selecting =
  | { readonly id: MetricId }
  | { readonly wrong: "metric"; readonly metric: string }
  /** It exists of one class only, and none is named. */
  | { readonly wrong: "no-class"; readonly metric: string }
  /** It exists of the whole only. */
  | { readonly wrong: "not-of-class"; readonly metric: string }
  | { readonly wrong: "class"; readonly className: string };

/** @param selectBy as {@link SelectBySchema} leaves it; absent: the usual one. */
export function selectingMetric(selectBy: string | undefined, classNames: readonly string[]): Selecting {
  const { metric, className } = partsOf(selectBy ?? USUAL_SELECT_BY);
  const [whole, ofClass] = [WHOLE.get(metric), OF_CLASS.get(metric)];
  if (whole === undefined && ofClass === undefined) return { wrong: "metric", metric };
  if (className === null) return whole === undefined ? { wrong: "no-class", metric } : { id: whole };
  if (ofClass === undefined) return { wrong: "not-of-class", metric };
  const index = classNames.indexOf(className);
  return index < 0 ? { wrong: "class", className } : { id: `${ofClass}:${index}` as MetricId };
}

/** The parts of what a sweep says, for a form: the name, with "[]" behind it where it is of one class, and that class. */
export function selectByParts(selectBy: string | undefined): { readonly name: string; readonly className: string } {
  const { metric, className } = partsOf(selectBy ?? USUAL_SELECT_BY);
  return className === null ? { name: metric, className: "" } : { name: `${metric}[]`, className };
}

/** @throws AppError `sweep/select-by`, `sweep/unknown-class`. @param dataset its name, for the refusal. */
export function selectedMetric(selectBy: string | undefined, classNames: readonly string[], dataset = ""): MetricId {
  const found = selectingMetric(selectBy, classNames);
  if ("id" in found) return found.id;
  const where = "“selectBy”";
  if (found.wrong === "class") {
    const guess = didYouMean(found.className, classNames) || ".";
    throw new AppError("sweep/unknown-class", { where, name: found.className, dataset, guess, classes: listed(classNames, NAMED) });
  }
  const { metric } = found;
  const ofOne = `${metric}[${classNames[0]}]`;
  const details = {
    metric: `there is no such metric${didYouMean(metric, [...WHOLE.keys(), ...OF_CLASS.keys()]) || "."}`,
    "no-class": `it exists of one class at a time, as in “${ofOne}”.`,
    "not-of-class": `it exists of all classes together; write “${metric}”.`,
  };
  throw new AppError("sweep/select-by", { name: selectBy ?? USUAL_SELECT_BY, detail: details[found.wrong] });
}
