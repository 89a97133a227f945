/**
 * @file Whether two groups of runs may be compared at all. Every p-value of the product passes here first.
 * Reads: what two groups were trained and measured on.
 */
import { type ScoreName } from "../metrics/from-counts.ts";
import { type Split } from "../sweep/spec.ts";

/** What has to agree before values can be paired by seed. */
export interface ComparisonBasis {
  /** SHA-256 of the stored table, hexadecimal. */
  readonly datasetSha256: string;
  readonly split: Split;
  /** Seeds of the values, in any order, each once. */
  readonly seeds: readonly number[];
  /** Name of the metric; per-class ones carry their class, e.g. "recall of 3". */
  readonly metric: ScoreName | (string & {});
  /** Epoch at which each run was read. */
  readonly epochChoice: "best" | "last";
}

const PARTS = ["train", "validation", "test"] as const;
const percent = (split: Split): string => PARTS.map((part) => Number((100 * split[part]).toPrecision(6))).join(" / ") + " %";

/** Seeds of one list that the other lacks, at most five by name. */
function listed(seeds: readonly number[]): string {
  const shown = seeds.slice(0, 5).join(", ");
  return seeds.length > 5 ? `${shown} and ${seeds.length - 5} more` : shown;
}

function whySeedsDiffer(a: readonly number[], b: readonly number[]): string | null {
  for (const seeds of [a, b]) {
    const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
    if (twice !== undefined) return `Seed ${twice} occurs twice in one of the two. Keep one value per seed.`;
  }
  const onlyA = a.filter((seed) => !b.includes(seed));
  const onlyB = b.filter((seed) => !a.includes(seed));
  if (onlyA.length + onlyB.length === 0) return null;
  const parts = [...(onlyA.length ? [`only the first has ${listed(onlyA)}`] : []), ...(onlyB.length ? [`only the second has ${listed(onlyB)}`] : [])];
  return `The seeds differ: ${parts.join("; ")}. Train both with the same seeds, or retry the runs that failed.`;
}

function whySplitsDiffer(a: Split, b: Split): string | null {
  if (a.column !== b.column) {
    const [first, second] = [a, b].map(({ column }) => (column === undefined ? "fractions" : `column “${column}”`));
    return `The splits differ: by ${first} against by ${second}. Train both with the same split.`;
  }
  // By a column the parts are those of the file: fractions and seed say nothing.
  if (a.column !== undefined) return null;
  if (PARTS.some((part) => a[part] !== b[part]))
    return `The splits differ: ${percent(a)} against ${percent(b)} (training / validation / test). Train both with the same split.`;
  if (a.seed !== b.seed)
    return `The splits differ: split seed ${a.seed} against ${b.seed} puts other rows into the test part. Train both with the same split seed.`;
  return null;
}

/**
 * The first thing that forbids a paired comparison: data, split, metric, epoch, seeds, in this order.
 * @returns null when the groups can be paired; otherwise one or two sentences that name what differs and the next step.
 */
export function whyNotComparable(a: ComparisonBasis, b: ComparisonBasis): string | null {
  if (a.datasetSha256 !== b.datasetSha256)
    return `The data differ: fingerprint ${a.datasetSha256.slice(0, 12)}… against ${b.datasetSha256.slice(0, 12)}…. Train both on the same file.`;
  const splits = whySplitsDiffer(a.split, b.split);
  if (splits !== null) return splits;
  if (a.metric !== b.metric) return `The metrics differ: ${a.metric} against ${b.metric}. Choose one metric for both.`;
  if (a.epochChoice !== b.epochChoice) return `One is read at its ${a.epochChoice} epoch, the other at its ${b.epochChoice}. Choose one epoch for both.`;
  return whySeedsDiffer(a.seeds, b.seeds);
}
