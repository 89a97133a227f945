/**
 * @file The same configurations over several data sets: one mean per data set and configuration, ranked.
 * Reads: CompareData of several sweeps, stored measures.
 */
import { higherIsBetter } from "../metrics/metric-id.ts";
import { friedman, type Friedman } from "../statistics/friedman.ts";
import { type Nemenyi, nemenyi } from "../statistics/nemenyi.ts";
import { isRefused, type Refusal } from "../statistics/outcome.ts";
import { configLabel, varyingParams } from "../sweep/config-label.ts";
import type { CompareData } from "../wire/records.ts";
import { type ConfigGroup, groupByConfig, summarize, type View } from "./groups.ts";
import type { Measure } from "../metrics/measure.ts";

/** One sweep with how its values are read. */
export interface Entry {
  readonly data: CompareData;
  readonly view: View;
}

export interface MissingValue {
  readonly sweep: string;
  readonly label: string;
  readonly reason: string;
}

export interface Ranking {
  readonly labels: readonly string[];
  /** [data sets][configurations] means over seeds. */
  readonly scores: readonly (readonly number[])[];
  readonly friedman: Friedman | Refusal;
  readonly nemenyi: Nemenyi | Refusal | null;
  /** Seeds of each data set, when they are not as many everywhere; else null. */
  readonly unequalSeeds: readonly { readonly sweep: string; readonly n: number }[] | null;
  /** Means over fewer seeds than were trained. */
  readonly incomplete: readonly { readonly sweep: string; readonly label: string; readonly n: number; readonly of: number }[];
}

/**
 * Name of every configuration, one list per sweep. A sweep of several families has them in its names, one of a single family has not:
 * as soon as one has, all get them, so that the same configuration has the same name.
 */
function namesOf(all: readonly Pick<CompareData, "configs">[]): string[][] {
  const varying = all.map((data) => varyingParams(data.configs.map(({ params }) => params)));
  const families = varying.some((v) => v.families);
  return all.map((data, i) =>
    data.configs.map((config) => (families === varying[i]!.families ? config.label : configLabel(config.params, { ...varying[i]!, families }))),
  );
}

/** Names of the configurations that every sweep has, in the order of the first. */
export function commonLabels(all: readonly Pick<CompareData, "configs">[]): string[] {
  const [first, ...rest] = namesOf(all);
  return (first ?? []).filter((label) => rest.every((labels) => labels.includes(label)));
}

/** Two sweeps of one data set, which would count it twice; null when all differ. */
export function sameData(all: readonly Pick<CompareData, "datasetSha256" | "sweep">[]): readonly [string, string] | null {
  for (const [i, a] of all.entries()) {
    const b = all.slice(i + 1).find((other) => other.datasetSha256 === a.datasetSha256);
    if (b) return [a.sweep.name, b.sweep.name];
  }
  return null;
}

/** @param labels configurations that all entries have. @param why a mean is missing, in words. @returns the first missing value instead of ranks that leave it out. */
export function rankAcross(
  entries: readonly Entry[],
  labels: readonly string[],
  measure: Measure,
  why: (group: ConfigGroup, measure: Measure, view: View) => string,
): Ranking | { readonly missing: MissingValue } {
  const scores: number[][] = [];
  const incomplete: Ranking["incomplete"][number][] = [];
  const names = namesOf(entries.map((e) => e.data));
  const seeds = entries.map(({ data }) => ({ sweep: data.sweep.name, n: new Set(data.runs.map((run) => run.seed)).size }));
  for (const [i, { data, view }] of entries.entries()) {
    const groups = groupByConfig(data);
    const row: number[] = [];
    for (const label of labels) {
      const group = groups[names[i]!.indexOf(label)]!;
      const { mean, n } = summarize(group, measure, view);
      if (mean === null) return { missing: { sweep: data.sweep.name, label, reason: why(group, measure, view) } };
      if (n < group.runs.length) incomplete.push({ sweep: data.sweep.name, label, n, of: group.runs.length });
      row.push(mean);
    }
    scores.push(row);
  }
  const tested = friedman(scores, { higherIsBetter: higherIsBetter(measure.metric, entries[0]?.data ?? {}) });
  return {
    labels,
    scores,
    friedman: tested,
    nemenyi: isRefused(tested) ? null : nemenyi(tested.averageRanks, scores.length),
    unequalSeeds: new Set(seeds.map(({ n }) => n)).size > 1 ? seeds : null,
    incomplete,
  };
}
