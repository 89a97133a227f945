/** @file What was fitted after training, in words: name and parameters of a variant. Reads: words. */
import { isVariant } from "#shared/metrics/variant-metrics.ts";
import { inSentence, metricLabel, type MetricId } from "#shared/metrics/metric-id.ts";
import type { RunVariant } from "#shared/wire/trainer-protocol.ts";
import { formatShort, formatValue } from "../../format/numbers.ts";
import { words } from "../../words/index.ts";

type Parameters = RunVariant["parameters"];

const w = words.run.scores;
/** More thresholds than this are a wall; the hover has them all. */
const SHOWN = 6;

/** @param id as `afterTraining` gives it: "temperature", "recall-at-least:name:0.9", "costs". */
export function variantName(id: string, parameters: Parameters): string {
  if (isVariant(id)) return words.compare.variants.names[id];
  if (id === "costs") return w.decide.costsName;
  const recall = parameters["minimumRecall"];
  return typeof recall === "number" ? w.decide.recallName(String(parameters["class"]), formatShort(recall)) : id;
}

const number = (value: Parameters[string] | undefined): number | null => (typeof value === "number" ? value : null);
const list = (value: Parameters[string] | undefined): readonly (number | null)[] => (Array.isArray(value) ? value : []);

/** @returns "" where nothing was fitted or chosen. */
export function parameterText(id: string, p: Parameters, classNames: readonly string[]): string {
  const t = w.parameters;
  const threshold = number(p["threshold"]);
  switch (id) {
    case "temperature":
      return number(p["temperature"]) === null
        ? ""
        : t.temperature(formatValue(number(p["temperature"])), formatValue(number(p["nllBefore"])), formatValue(number(p["nllAfter"])));
    case "focal-link":
      return t.link(formatShort(number(p["gamma"])));
    case "logit-adjusted":
      return "";
    case "logit-adjusted-tuned": {
      const tried = list(p["tried"]);
      const metric = inSentence(metricLabel(String(p["metric"]) as MetricId, { classNames }));
      return number(p["tau"]) === null
        ? ""
        : t.tunedTau(formatShort(number(p["tau"])), formatShort(tried[0] ?? null), formatShort(tried.at(-1) ?? null), metric);
    }
    case "thresholds-f1": {
      const all = thresholdList(p, classNames);
      return t.thresholds([...all.slice(0, SHOWN), ...(all.length > SHOWN ? [t.more(all.length - SHOWN)] : [])].join(", "));
    }
    case "costs":
      return t.costs(w.decide.bases[p["base"] as keyof typeof w.decide.bases]);
    default:
      return threshold === null
        ? ""
        : `${t.oneThreshold(String(p["class"]), formatValue(threshold))}; ${t.onValidation(formatValue(number(p["precision"])), formatValue(number(p["recall"])))}`;
  }
}

/** Everything of what was fitted, for the hover. */
export function parameterTitle(id: string, p: Parameters, classNames: readonly string[]): string {
  return id === "thresholds-f1" ? thresholdList(p, classNames).join("\n") : parameterText(id, p, classNames);
}

function thresholdList(p: Parameters, classNames: readonly string[]): string[] {
  return list(p["thresholds"]).map((value, c) => `${classNames[c] ?? c} ${value === null ? w.parameters.none : formatValue(value)}`);
}
