/**
 * @file Findings of the watchdog as versions until schema 6 stored them, in words.
 * Reads: their sentences, as those versions wrote them: this file follows no change of words.
 */
import { z } from "zod";
import { FLAG_KINDS, type FlagKind, KnownFlagSchema, type KnownFlag, type RunFlag } from "../wire/run-flags.ts";
import { reading } from "./sentence-pattern.ts";

type Held = Readonly<Record<string, string | number>>;
interface Known {
  readonly kind: FlagKind;
  readonly read: (text: string) => Held | null;
  /** What the schema wants beside what was read. */
  readonly more?: (held: Held) => object;
}

const EPOCHS = ["epoch {from#}", "epochs {from#} to {to#}"];
const oneOrMore = (kind: FlagKind, template: string, more?: Known["more"]): Known[] =>
  EPOCHS.map((epochs) => ({ kind, read: reading(template.replace("{span}", epochs)), ...(more ? { more } : {}) }));
const LOST = "Class “{className}” ({rows#} validation row[s]) was not found in {span}";

/** In the order in which they are tried: what says more comes first. */
const KNOWN: readonly Known[] = [
  ...oneOrMore("one-class-over", "Every validation row was given to class “{className}” in {span}; other classes are chosen from epoch {at#}."),
  ...oneOrMore("one-class", "Every validation row was given to class “{className}” in {span}."),
  ...oneOrMore("class-found", `${LOST}; it is found from epoch {at#}.`),
  ...oneOrMore("class-lost", `${LOST}, nor in the best one, {bestEpoch#}.`, ({ bestEpoch }) => ({ best: { epoch: bestEpoch, alone: false } })),
  ...oneOrMore("class-lost", `${LOST}, the best one; other epochs found it.`, ({ from }) => ({ best: { epoch: from, alone: true } })),
  ...oneOrMore("class-lost", `${LOST}.`, () => ({ best: null })),
  { kind: "loss-vanished", read: reading("The training loss vanished in epoch {at#} ({loss#}): the steps no longer follow the gradient.") },
  { kind: "diverged", read: reading("The training loss rose from {lowest#} to {loss#} in epoch {at#}.") },
  { kind: "not-finite", read: reading("The training loss became not a number in epoch {at#}."), more: () => ({ value: "nan" }) },
  { kind: "not-finite", read: reading("The training loss became infinite in epoch {at#}."), more: () => ({ value: "infinite" }) },
];

const FlagInWordsSchema = z.object({ kind: z.enum(FLAG_KINDS), epoch: z.int(), classIndex: z.int().nullable(), text: z.string(), remedy: z.string() });
type FlagInWords = z.infer<typeof FlagInWordsSchema>;

/** @returns null for a sentence of another kind, or of a version that is not known. */
function recognise({ kind, epoch, classIndex, text }: FlagInWords): KnownFlag | null {
  for (const known of KNOWN) {
    const held = known.kind === kind ? known.read(text) : null;
    if (!held) continue;
    const found = KnownFlagSchema.safeParse({ kind, epoch, classIndex, to: held["from"], ...held, ...known.more?.(held) });
    if (found.success) return found.data;
  }
  return null;
}

/** The finding as data; in its own words where these are not known. */
const flagFromWords = (flag: FlagInWords): RunFlag =>
  recognise(flag) ?? { kind: flag.kind, epoch: flag.epoch, classIndex: flag.classIndex, kept: { text: flag.text, remedy: flag.remedy } };

/** As checkpoints of those versions hold it. */
export const EarlierFlagSchema = FlagInWordsSchema.transform(flagFromWords);

/** What stands beside kind, class and epoch in the table; class -1: the run as a whole. */
export function flagDataFromRow(kind: string, classIndex: number, epoch: number, text: string, remedy: string): string {
  const known = z.enum(FLAG_KINDS).safeParse(kind);
  const {
    kind: _kind,
    epoch: _epoch,
    classIndex: _class,
    ...data
  } = flagFromWords({ kind: known.data ?? "diverged", epoch, classIndex: classIndex < 0 ? null : classIndex, text, remedy });
  return JSON.stringify(data);
}
