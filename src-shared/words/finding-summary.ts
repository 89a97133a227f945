/** @file What the watchdog found in many runs, summed up: one sentence for each kind instead of one for each run. Reads: findings. */
import { counted } from "../text/counted.ts";
import type { RunFlag } from "../wire/run-flags.ts";
import { remedyOfFlag } from "./en/run-flags.ts";

type Kind = RunFlag["kind"];
/** Classes that are named; the others are counted. */
const NAMED = 5;

interface Tally {
  readonly runs: Set<number>;
  /** Class index to runs. */
  readonly classes: Map<number, number>;
  readonly remedies: Map<string, number>;
}

/** Of one class is said what it is, of more in how many runs each. */
function listed(classes: ReadonlyMap<number, number>, names: readonly string[]): string {
  const sorted = [...classes].toSorted(([a, m], [b, n]) => n - m || a - b);
  const shown = sorted.slice(0, NAMED).map(([index, runs]) => `“${names[index] ?? index}” in ${runs}`);
  return sorted.length > NAMED ? `${shown.join(", ")} and ${sorted.length - NAMED} more` : shown.join(", ");
}

function sentence(kind: Kind, { runs, classes }: Tally, of: string, names: readonly string[]): string {
  const one = classes.size === 1 ? `“${names[[...classes.keys()][0]!] ?? ""}”` : null;
  const where = `in ${runs.size} of ${of}`;
  switch (kind) {
    case "class-lost":
      return one ? `Class ${one} is not found ${where}.` : `${classes.size} classes are not found ${where}: ${listed(classes, names)}.`;
    case "one-class":
      return one ? `Every validation row goes to class ${one} ${where}.` : `Every validation row goes to one class ${where}: ${listed(classes, names)}.`;
    case "loss-vanished":
      return `The training loss vanished ${where}.`;
    case "diverged":
      return `The training loss jumped ${where}.`;
    case "not-finite":
      return `The training loss became infinite or not a number ${where}.`;
    case "class-found":
    case "one-class-over":
      return `A class was found late ${where}.`;
  }
}

/**
 * @param runs with the findings that stand. @param names of the classes.
 * @returns a sentence or two for each kind, that of most runs first; none for runs without findings.
 */
export function summarizeFindings(runs: readonly { readonly flags: readonly RunFlag[] }[], names: readonly string[]): string[] {
  const tallies = new Map<Kind, Tally>();
  for (const [index, { flags }] of runs.entries())
    for (const flag of flags) {
      const { kind, classIndex } = flag;
      const remedy = remedyOfFlag(flag);
      const tally = tallies.get(kind) ?? { runs: new Set(), classes: new Map(), remedies: new Map() };
      tallies.set(kind, tally);
      tally.runs.add(index);
      if (classIndex !== null) tally.classes.set(classIndex, (tally.classes.get(classIndex) ?? 0) + 1);
      tally.remedies.set(remedy, (tally.remedies.get(remedy) ?? 0) + 1);
    }
  const all = counted(runs.length, "run");
  return [...tallies]
    .toSorted(([, a], [, b]) => b.runs.size - a.runs.size)
    .map(([kind, tally]) => {
      const [remedy] = [...tally.remedies].toSorted(([, a], [, b]) => b - a)[0]!;
      return `${sentence(kind, tally, all, names)} ${remedy}`.trim();
    });
}
