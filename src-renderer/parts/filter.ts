/**
 * @file Which configurations are listed: by text, loss family and range of gamma.
 * Reads: configurations.
 */
import { familyName } from "#shared/sweep/config-label.ts";
import type { Config } from "#shared/wire/records.ts";
import type { LossFamily } from "#shared/loss/names.ts";

export interface ConfigFilter {
  readonly text: string;
  /** Empty: all families. */
  readonly families: readonly LossFamily[];
  /** Inclusive; null: open. */
  readonly gammaMin: number | null;
  readonly gammaMax: number | null;
}
export const NO_FILTER: ConfigFilter = { text: "", families: [], gammaMin: null, gammaMax: null };

/** A hyphen typed on a keyboard finds the true minus of labels. */
const fold = (text: string): string => text.toLocaleLowerCase().replaceAll("−", "-");

/** True when every word of the query occurs in the text, in any order. */
export function matchesText(text: string, query: string): boolean {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

export function passes(config: Config, filter: ConfigFilter): boolean {
  if (filter.families.length > 0 && !filter.families.includes(config.family)) return false;
  if (filter.gammaMin !== null && config.gamma < filter.gammaMin) return false;
  if (filter.gammaMax !== null && config.gamma > filter.gammaMax) return false;
  return matchesText(`${config.label} ${familyName(config.family)} lr ${config.learningRate}${config.isControl ? " control" : ""}`, filter.text);
}
