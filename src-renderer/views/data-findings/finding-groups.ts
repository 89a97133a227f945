/**
 * @file How much a finding matters to the reader: decide on it, know it, or only how the file was read.
 * Reads: findings.
 */
import type { DataFinding, DataFindingId } from "#shared/data/findings.ts";

export type FindingWeight = "decide" | "know" | "read";

const WEIGHTS: Readonly<Record<DataFindingId, FindingWeight>> = {
  "numbers-ambiguous": "decide",
  "gives-label-away": "decide",
  "row-index": "decide",
  "group-identifier": "decide",
  identifier: "decide",
  "part-column": "decide",
  "label-siblings": "decide",
  "classes-alike": "decide",
  "class-named-missing": "decide",
  "odd-value": "decide",
  "numbers-as-texts": "decide",
  "images-named": "decide",
  "units-mixed": "decide",
  sentinel: "decide",
  "codes-as-numbers": "decide",
  "integers-rounded": "decide",
  "columns-equal": "decide",
  "columns-renamed": "decide",
  "labels-in-cell": "decide",
  "group-classes": "know",
  "rows-without-group": "know",
  "classes-too-small": "decide",
  "classes-few-held-out": "know",
  "duplicate-rows": "know",
  "rows-without-label": "know",
  "rows-dropped": "know",
  "dates-as-texts": "know",
  "texts-unique": "know",
  "columns-empty": "know",
  "columns-constant": "know",
  "lines-skipped": "read",
  "header-repeated": "read",
  "trailing-delimiter": "read",
  "row-names": "read",
  "encoding-read": "read",
  "missing-words": "read",
  "missing-filled": "read",
  "numbers-read": "read",
  "classes-merged": "read",
};

/** Each group keeps the order it came in: the weightiest first. */
export function groupFindings(findings: readonly DataFinding[]): Readonly<Record<FindingWeight, readonly DataFinding[]>> {
  const of = (weight: FindingWeight): DataFinding[] => findings.filter(({ id }) => WEIGHTS[id] === weight);
  return { decide: of("decide"), know: of("know"), read: of("read") };
}
