/**
 * @file What a user should know of a table before training on it: every finding, the weightiest first.
 * Reads: what was gathered of a file.
 */
import type { DataFinding, DataFindingId } from "#shared/data/findings.ts";
import type { Seen } from "../watch/seen.ts";
import { alikeClasses } from "./alike-classes.ts";
import { classFindings } from "./classes.ts";
import { columnFindings } from "./columns.ts";
import { leaks } from "./leaks.ts";
import { numberFindings } from "./numbers.ts";
import { oddNumbers } from "./odd-numbers.ts";
import { rowFindings } from "./rows.ts";
import { severalLabels } from "./several-labels.ts";

/** By what it does to results: what makes them too good, what changes the classes, what was read otherwise than written, what is merely so. */
const WEIGHT: Readonly<Record<DataFindingId, number>> = {
  "gives-label-away": 0,
  "row-index": 1,
  "group-identifier": 2,
  identifier: 2.5,
  "part-column": 3,
  "label-siblings": 4,
  "labels-in-cell": 5,
  "group-classes": 6,
  "classes-alike": 10,
  "class-named-missing": 11,
  "classes-too-small": 12,
  "rows-without-label": 13,
  "rows-dropped": 14,
  "numbers-ambiguous": 20,
  "units-mixed": 21,
  "odd-value": 22,
  "numbers-as-texts": 23,
  sentinel: 23.2,
  "codes-as-numbers": 23.4,
  "integers-rounded": 23.6,
  "missing-words": 24,
  "encoding-read": 25,
  "numbers-read": 26,
  "columns-renamed": 27,
  "header-repeated": 28,
  "lines-skipped": 29,
  "classes-merged": 30,
  "row-names": 31,
  "images-named": 32,
  "dates-as-texts": 32.2,
  "texts-unique": 32.4,
  "rows-without-group": 33,
  "missing-filled": 40,
  "columns-equal": 41,
  "classes-few-held-out": 42,
  "columns-empty": 43,
  "columns-constant": 44,
  "duplicate-rows": 45,
  "trailing-delimiter": 46,
};

export function findingsOf(seen: Seen): DataFinding[] {
  const all = [
    ...leaks(seen),
    ...severalLabels(seen),
    ...alikeClasses(seen.classes),
    ...classFindings(seen),
    ...rowFindings(seen),
    ...numberFindings(seen),
    ...oddNumbers(seen),
    ...columnFindings(seen),
    ...seen.shape,
  ];
  return all.sort((a, b) => WEIGHT[a.id] - WEIGHT[b.id]);
}
