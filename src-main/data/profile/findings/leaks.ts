/**
 * @file Columns that make results too good: row numbers, groups of rows, the class in other words, the part of a row.
 * Reads: what was gathered of a file.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import type { Seen } from "../watch/seen.ts";
import { recallOfColumn } from "../watch/one-column.ts";
import { dateFinding } from "./dates.ts";
import { givenAway, valuesOf } from "./gives-away.ts";
import { identifierFinding } from "./identifiers.ts";

/** Fewer values than this are an ordinary feature, whatever they say of the class. */
const LEAST_GROUPS = 10;
/** Groups of one class among all, and how far that is from chance: with one class of 99 % most groups are pure anyhow. */
const PURE_SHARE = 0.95;
const DEVIATIONS = 5;
const MOST_BY_CHANCE = 0.9;
/** Most rows stand in groups of two rows or more. */
const COVERAGE = 0.5;
/** Names of things that give several rows: “patient”, “subject_id”; not “visits”, “session length” or “sensor_3”, which are measured. */
const THING =
  /^(?!n_|num|count|total|mean|max)(?:.*[^a-z])?(?:(?:patient|pat|subject|subj|participant|person|user|customer|client|session|visit|device|machine|sensor|vehicle|driver|animal|donor|batch|plate|slide|scan|hospital|recording|speaker|writer|author|account|household|family|group|unit)(?:[^a-z]*(?:id|ids|no|nr|number|code|name|key))?|uid|uuid|guid|id)$/;
/** They say nothing of the class, so the column is looked at all the same. */
const NEUTRAL = new Set<DataFinding["id"]>(["texts-unique", "dates-as-texts"]);

export function leaks(seen: Seen): DataFinding[] {
  const { columns, partColumns, sample } = seen;
  const parts = new Set(partColumns);
  const labels = sample.map(({ label }) => label);
  const found = columns.map(({ name, constant }, c): DataFinding | null => {
    if (constant) return null;
    if (parts.has(name)) return { id: "part-column", column: name };
    const order = seen.indexes[c];
    if (order) return { id: "row-index", column: name, order };
    return groupFinding(seen, c, labels) ?? dateFinding(seen, c) ?? identifierFinding(seen, c);
  });
  const rest = columns.flatMap(({ constant }, c) => (constant || (found[c] && !NEUTRAL.has(found[c].id)) ? [] : [c]));
  const away = givenAway(seen, rest);
  return columns.flatMap((_, c) => away.get(c) ?? found[c] ?? []);
}

function groupFinding(seen: Seen, c: number, labels: readonly number[]): DataFinding | null {
  const { columns, tallies, rows, classes } = seen;
  const watch = seen.groupWatches[c]!;
  const { name } = columns[c]!;
  if (!watch.alive || watch.distinct < LEAST_GROUPS) return null;
  const facts = watch.facts(classes.map(({ count }) => count / rows.kept));
  if (facts.groups < LEAST_GROUPS || facts.coverage < COVERAGE) return null;
  const found: DataFinding = { id: "group-identifier", column: name, groups: facts.groups, rows: facts.rows, share: facts.pure };
  if (THING.test(name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase())) return found;
  if (facts.pure < PURE_SHARE || facts.chance > MOST_BY_CHANCE || facts.deviations < DEVIATIONS) return null;
  // A quantity whose neighbouring values share a class says something of the class; names of groups do not.
  const { values, ordered } = valuesOf(seen, c);
  return tallies[c]!.numeric && !facts.even && recallOfColumn(values, labels, ordered, true) >= PURE_SHARE ? null : found;
}
