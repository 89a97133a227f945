/**
 * @file What a user should know of a sweep before it trains, as data; never a refusal.
 * Reads: unknown JSON. Words: src-shared/words/sweep-findings.ts.
 */
import { z } from "zod";
import { SPLIT_FINDINGS } from "../data/split-findings.ts";
import { LOSS_FINDINGS } from "../loss/findings.ts";
import { LossFamilySchema } from "../loss/names.ts";
import { findingOf } from "../schema/finding.ts";

const PLAN_FINDINGS = [
  findingOf("cells-merged", { cells: z.int() }),
  /** field as in the sweep file, e.g. “training.learningRate”. */
  findingOf("values-repeated", { field: z.string(), values: z.array(z.number()).min(1) }),
  findingOf("alpha-off-repeated", {}),
  /** Three numbers and more that add up to 1. */
  findingOf("alpha-looks-per-class", { values: z.int() }),
  /** Every combination of all blocks is trained: a grid in another order. */
  findingOf("search-is-grid", { samples: z.int() }),
  findingOf("deferred-weights-never", { epochs: z.int() }),
  findingOf("few-seeds", { seeds: z.int() }),
  findingOf("gamma-under-sgd", {}),
  findingOf("reductions-under-sgd", {}),
  findingOf("schedule-setting-lost", { setting: z.string(), kind: z.string(), usedBy: z.string() }),
  findingOf("steps-after-end", { everyEpochs: z.int(), epochs: z.int() }),
  findingOf("warmup-after-end", { warmupEpochs: z.number(), epochs: z.int() }),
  findingOf("dropout-lost", {}),
  findingOf("momentum-lost", { optimizer: z.string() }),
  findingOf("split-settings-lost", { settings: z.array(z.string()).min(1), column: z.string() }),
  findingOf("watchdog-patience-lost", {}),
  findingOf("disk-too-small", { neededBytes: z.number(), freeBytes: z.number(), folder: z.string() }),
] as const;

/** Of which block, from 1, where the sweep has several. */
const block = z.object({ number: z.int(), family: LossFamilySchema }).optional();

export const SweepFindingSchema = z.discriminatedUnion("id", [...LOSS_FINDINGS, ...PLAN_FINDINGS, ...SPLIT_FINDINGS]).and(z.object({ block }));
export type SweepFinding = z.output<typeof SweepFindingSchema>;
export type SweepFindingId = SweepFinding["id"];
