/** @file English: what the watchdog found in a run, and what to try. One entry for every kind; a missing one does not compile. Reads: findings. */
import { counted } from "../../text/counted.ts";
import type { FlagKind, KnownFlag, RunFlag } from "../../wire/run-flags.ts";

type FlagOf<Kind extends FlagKind> = Extract<KnownFlag, { readonly kind: Kind }>;
type Words = { readonly [Kind in FlagKind]: { readonly text: (flag: FlagOf<Kind>) => string; readonly remedy: (flag: FlagOf<Kind>) => string } };

/** With so few rows one row decides between a recall of 0 and one of 50 % or more. */
const TINY = 2;

/** “in epoch 3”, “in epochs 1 to 3”. */
const during = ({ from, to }: { readonly from: number; readonly to: number }): string => (from === to ? `in epoch ${from}` : `in epochs ${from} to ${to}`);
const named = ({ className, rows }: { readonly className: string; readonly rows: number }): string =>
  `Class “${className}” (${counted(rows, "validation row")})`;

function ofTheBest({ best }: FlagOf<"class-lost">): string {
  if (best === null) return "";
  return best.alone ? ", the best one; other epochs found it" : `, nor in the best one, ${best.epoch}`;
}
const nothing = (): string => "";

const WORDS: Words = {
  "one-class": {
    text: (flag) => `Every validation row was given to class “${flag.className}” ${during(flag)}.`,
    remedy: () => "Lower the strength of the class weights or the learning rate; under sigmoid move α towards 0.5.",
  },
  "class-lost": {
    text: (flag) => `${named(flag)} was not found ${during(flag)}${ofTheBest(flag)}.`,
    // A class with one or two rows is no judgement on the run.
    remedy: ({ rows }) =>
      rows <= TINY
        ? `${rows === 1 ? "One row says" : "So few rows say"} little: give validation more rows of the class before the run is blamed.`
        : "Compare with class weights or τ, which weigh the class itself; what γ alone does for rare classes differs from data set to data set.",
  },
  "loss-vanished": {
    text: ({ epoch, loss }) => `The training loss vanished in epoch ${epoch} (${loss.toExponential(1)}): the steps no longer follow the gradient.`,
    remedy: () => "Lower γ, or train for fewer epochs.",
  },
  diverged: {
    text: ({ epoch, lowest, loss }) => `The training loss rose from ${lowest.toPrecision(3)} to ${loss.toPrecision(3)} in epoch ${epoch}.`,
    remedy: () => "Lower the learning rate, or begin with a warm-up.",
  },
  "not-finite": {
    text: ({ epoch, value }) => `The training loss became ${value === "nan" ? "not a number" : "infinite"} in epoch ${epoch}.`,
    remedy: () => "Lower the learning rate, or look for extreme values in the features.",
  },
  "class-found": { text: (flag) => `${named(flag)} was not found ${during(flag)}; it is found from epoch ${flag.epoch}.`, remedy: nothing },
  "one-class-over": {
    text: (flag) => `Every validation row was given to class “${flag.className}” ${during(flag)}; other classes are chosen from epoch ${flag.epoch}.`,
    remedy: nothing,
  },
};

const wordsOf = <Kind extends FlagKind>(flag: FlagOf<Kind>): { readonly text: string; readonly remedy: string } => {
  const words = WORDS[flag.kind as Kind];
  return { text: words.text(flag), remedy: words.remedy(flag) };
};

/** What happened, in a sentence that names the class and the numbers. */
export const sayFlag = (flag: RunFlag): string => ("kept" in flag ? flag.kept.text : wordsOf(flag).text);
/** What to try; "" where nothing is to be done. */
export const remedyOfFlag = (flag: RunFlag): string => ("kept" in flag ? flag.kept.remedy : wordsOf(flag).remedy);
