/**
 * @file Columns that determine the class alone, or nearly so: the class in other words, with a few errors, or a score made from it.
 * Reads: what was gathered of a file.
 */
import type { FindingOf } from "#shared/data/findings.ts";
import type { Seen } from "../watch/seen.ts";
import { agreementOfColumn, recallOfColumn, type Agreement } from "../watch/one-column.ts";

/** Mean recall that no ordinary feature reaches. */
const AWAY = 0.995;
/**
 * Easy data come near this, which a column has to pass by a standard error; and it counts only where it stands out: its errors are so many times
 * fewer than those of the next best.
 */
const NEAR = 0.98;
const NEAR_KAPPA = 0.9;
const FEWER_ERRORS = 5;
/** The class in other words has hardly more values than there are classes, and stands out by that. */
const WORDS_KAPPA = 0.85;
/** A look at so many rows, which a column that gives the class away passes easily. */
const ROUGH_ROWS = 250;
const ROUGHLY = 0.8;
/** Fewer rows prove nothing. */
const SAMPLE_ROWS = 30;

interface Judged extends Agreement {
  readonly column: number;
  /** It has about as many values as there are classes. */
  readonly words: boolean;
}

/** @param some positions of the columns to look at. @returns findings by position. */
export function givenAway(seen: Seen, some: readonly number[]): Map<number, FindingOf<"gives-label-away">> {
  const { columns, sample, tallies, groupWatches } = seen;
  const labels = sample.map(({ label }) => label);
  const classes = new Set(labels).size;
  if (sample.length < SAMPLE_ROWS || classes < 2) return new Map();
  const judged = some.flatMap((column): Judged[] => {
    const { values, ordered } = valuesOf(seen, column);
    if (ordered && roughRecall(values, labels) < ROUGHLY) return [];
    const agreement = agreementOfColumn(values, labels, ordered, (label) => seen.rowsOfLabel[label]!);
    return [{ ...agreement, column, words: tallies[column]!.distinct <= classes + 1 }];
  });
  const near = judged.filter((one) => isNear(one, sample.length));
  const sure = judged.filter((one) => one.recall >= AWAY || isClassInWords(one));
  const others = judged.filter((one) => !near.includes(one) && !sure.includes(one));
  // Where most columns are that good, the data are easy.
  const standing = 2 * near.length <= some.length ? near.filter((one) => standsOut(one, others)) : [];
  const found = judged.filter((one) => sure.includes(one) || standing.includes(one));
  return new Map(
    found.map(({ column, recall, rows }) => {
      const watch = groupWatches[column]!;
      const exact = recall === 1 && watch.complete && watch.allPure;
      return [column, { id: "gives-label-away", column: columns[column]!.name, accuracy: recall, rows, exact }];
    }),
  );
}

function isNear({ recall, rows, kappa }: Judged, sampled: number): boolean {
  const passes = (share: number): boolean => share - Math.sqrt((share * (1 - share)) / sampled) >= NEAR;
  return passes(recall) || (passes(rows) && kappa >= NEAR_KAPPA);
}
const isClassInWords = ({ words, rows, kappa }: Judged): boolean => words && rows >= NEAR && kappa >= WORDS_KAPPA;

function standsOut(one: Judged, others: readonly Judged[]): boolean {
  const by = (measure: "recall" | "kappa"): boolean => others.every((other) => FEWER_ERRORS * (1 - one[measure]) <= 1 - other[measure]);
  return (one.recall >= NEAR && by("recall")) || (one.kappa >= NEAR_KAPPA && by("kappa"));
}

/** From a part of the rows: most columns are far from telling the class, and that is quickly seen. */
function roughRecall(values: readonly number[], labels: readonly number[]): number {
  const step = Math.ceil(labels.length / ROUGH_ROWS);
  const some = <T>(all: readonly T[]): T[] => all.filter((_, i) => i % step === 0);
  return recallOfColumn(some(values), some(labels), true);
}

/** A column in the rows of the sample. */
export function valuesOf({ tallies, sample }: Seen, c: number): { values: number[]; ordered: boolean } {
  const ordered = tallies[c]!.numeric;
  return { values: sample.map(({ numbers, hashes }) => (ordered ? numbers[c]! : hashes[c]!)), ordered };
}
