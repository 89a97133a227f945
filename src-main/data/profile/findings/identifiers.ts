/**
 * @file Columns with another value in every row: identifiers by their name, and texts of which the name says nothing.
 * Reads: what was gathered of a file.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import { numberParts } from "../../cells/units.ts";
import type { Seen } from "../watch/seen.ts";

const LEAST_ROWS = 20;
/** Of all rows: a few may come twice, as copies do. */
const UNIQUE = 0.95;
/** Names of keys, after words were parted: “cust_id”, “order no”, “uuid”; not “no” or “number” alone, which may be of anything. */
const KEY =
  /^(?:.*[^a-z])?(?:id|ids|uid|uuid|guid|identifier|ssn|isbn|doi|hash|e-?mail|serial)$|(?:cust|customer|client|user|order|patient|account|acct|invoice|ticket|record|row|sample|case|item|product|transaction|trans|txn?|loan|member|student|employee|emp|policy|claim|device|passenger|applicant|person|subject|session|serial|phone|booking|reference|ref)[^a-z]*(?:ids?|no|nr|num|number|key|code|ref|hash)$/;
/** Texts that could be numbers are read otherwise, not left out. */
const NUMBER_SHARE = 0.5;

/** @param c position of a column that is not constant. */
export function identifierFinding(seen: Seen, c: number): DataFinding | null {
  const { columns, tallies, groupWatches, rows, numbers } = seen;
  const column = columns[c]!;
  const tally = tallies[c]!;
  const watch = groupWatches[c]!;
  if (!watch.alive || rows.kept < LEAST_ROWS || tally.values < UNIQUE * rows.kept) return null;
  if (1 - watch.facts([]).coverage < UNIQUE) return null;
  const name = column.name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
  const isText = column.kind === "categorical";
  if (KEY.test(name)) return { id: "identifier", column: column.name };
  if (!isText || numbers[c]!.as !== "texts" || tally.asCategories) return null;
  if (tally.shareOfTexts((text) => numberParts(text) !== null) >= NUMBER_SHARE) return null;
  const inputs = columns.reduce((sum, other) => sum + (other.kind === "categorical" ? other.categories.length : 1), 0);
  return { id: "texts-unique", column: column.name, distinct: column.categories.length, rows: rows.kept, inputs };
}
