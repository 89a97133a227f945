/**
 * @file Columns that make results too good: row numbers, groups of rows, the class in other words, the part of a row.
 * Reads: what was gathered of a file. Writes: nothing.
 */
import type { DataFinding } from "#shared/data-findings.ts";
import type { Seen } from "../seen.ts";
import { recallOfColumn } from "../watch/one-column.ts";

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
const AWAY = 0.995;
/** A look at so many rows, which a column that gives the class away passes easily. */
const ROUGH_ROWS = 250;
const ROUGHLY = 0.8;
/** Fewer rows prove nothing. */
const SAMPLE_ROWS = 30;

export function leaks(seen: Seen): DataFinding[] {
  const { columns, partColumns, sample } = seen;
  const parts = new Set(partColumns);
  const labels = sample.map(({ label }) => label);
  const sizes = new Set(labels).size;
  return columns.flatMap(({ name, constant }, c): DataFinding[] => {
    if (constant) return [];
    if (parts.has(name)) return [{ id: "part-column", column: name }];
    const order = seen.indexes[c];
    if (order) return [{ id: "row-index", column: name, order }];
    const group = groupFinding(seen, c, labels);
    if (group) return [group];
    if (sample.length < SAMPLE_ROWS || sizes < 2) return [];
    const { values, ordered } = valuesOf(seen, c);
    if (ordered && roughRecall(values, labels) < ROUGHLY) return [];
    const accuracy = recallOfColumn(values, labels, ordered);
    if (accuracy < AWAY) return [];
    const watch = seen.groupWatches[c]!;
    return [{ id: "gives-label-away", column: name, accuracy, exact: accuracy === 1 && watch.complete && watch.allPure }];
  });
}

/** From a part of the rows: most columns are far from telling the class, and that is quickly seen. */
function roughRecall(values: readonly number[], labels: readonly number[]): number {
  const step = Math.ceil(labels.length / ROUGH_ROWS);
  const some = <T>(all: readonly T[]): T[] => all.filter((_, i) => i % step === 0);
  return recallOfColumn(some(values), some(labels), true);
}

function valuesOf({ tallies, sample }: Seen, c: number): { values: number[]; ordered: boolean } {
  const ordered = tallies[c]!.numeric;
  return { values: sample.map(({ numbers, hashes }) => (ordered ? numbers[c]! : hashes[c]!)), ordered };
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
