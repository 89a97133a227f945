/**
 * @file What the watchdog says of a run: a kind with what its words need. Words: src-shared/words/en/run-flags.ts.
 * Reads: unknown JSON.
 */
import { z } from "zod";

/** Where a run is concerned that learns nothing or falls apart; of a class the latest word replaces the one before. */
const place = {
  epoch: z.int(),
  /** The class that is meant; null: the run as a whole. */
  classIndex: z.int().nullable(),
};
const className = z.string();
/** The epochs that are spoken of. */
const span = { from: z.int(), to: z.int() };

/** Kind to the data of its words. */
const KINDS = {
  "one-class": { className, ...span },
  "class-lost": {
    className,
    rows: z.int().describe("validation rows of the class"),
    ...span,
    /** Judged at the end of a run: the best epoch does not find the class either, or it alone does not and is the epoch spoken of. */
    best: z.object({ epoch: z.int(), alone: z.boolean() }).nullable(),
  },
  "loss-vanished": { loss: z.number() },
  diverged: { lowest: z.number(), loss: z.number() },
  "not-finite": { value: z.enum(["nan", "infinite"]) },
  "class-found": { className, rows: z.int(), ...span },
  "one-class-over": { className, ...span },
} as const satisfies Record<string, z.ZodRawShape>;

export type FlagKind = keyof typeof KINDS;
export const FLAG_KINDS = Object.keys(KINDS) as [FlagKind, ...FlagKind[]];

/** Findings that are over by what they say, and what they were. */
export const SETTLES = { "class-found": "class-lost", "one-class-over": "one-class" } as const satisfies Partial<Record<FlagKind, FlagKind>>;

const flagOf = <const Kind extends FlagKind>(kind: Kind) => z.object({ kind: z.literal(kind), ...place, ...KINDS[kind] });
export const KnownFlagSchema = z.discriminatedUnion("kind", [
  flagOf("one-class"),
  flagOf("class-lost"),
  flagOf("loss-vanished"),
  flagOf("diverged"),
  flagOf("not-finite"),
  flagOf("class-found"),
  flagOf("one-class-over"),
]);
export type KnownFlag = z.infer<typeof KnownFlagSchema>;

/** In the words of an earlier version that are not known any more. */
const KeptFlagSchema = z.object({ kind: z.enum(FLAG_KINDS), ...place, kept: z.object({ text: z.string(), remedy: z.string() }) });

export const RunFlagSchema = z.union([KnownFlagSchema, KeptFlagSchema]);
export type RunFlag = z.infer<typeof RunFlagSchema>;
