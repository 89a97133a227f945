/**
 * @file What is to be known of what was fitted after training, and why it does not exist: ids with data. Words: src-shared/words/en/fits.ts.
 * Reads: unknown JSON (stored variants).
 */
import { z } from "zod";
import { ErrorDataSchema } from "../errors/error-data.ts";
import { LOSS_FAMILIES } from "../loss/names.ts";
import { SAMPLINGS } from "../loss/options.ts";
import { SHIFTS } from "../loss/shifts.ts";
import { SCORE_NAMES } from "../metrics/from-counts.ts";
import { findingOf } from "../schema/finding.ts";

const className = z.string();

/** A loss for which no recalibration is known, and what it had beside its family. */
const OtherLossSchema = z.object({
  family: z.enum(LOSS_FAMILIES),
  beside: z.array(z.union([z.enum(["poly", "smoothing", "deferred-weights", "row-weights"]), z.object({ sampling: z.enum(SAMPLINGS) })])),
});
export type OtherLoss = z.infer<typeof OtherLossSchema>;
const loss = OtherLossSchema;

const NO_THRESHOLD = [findingOf("class-without-validation-rows", { className }), findingOf("class-probability-zero", { className })] as const;
const ThresholdReasonSchema = z.discriminatedUnion("id", [...NO_THRESHOLD]);
export type ThresholdReason = z.infer<typeof ThresholdReasonSchema>;

/** Why a variant does not exist. */
export const FitReasonSchema = z.discriminatedUnion("id", [
  ...NO_THRESHOLD,
  /** Of cross entropy the link changes nothing: what it would give are the raw figures. */
  findingOf("link-is-identity", {}),
  findingOf("link-unknown", { loss }),
  findingOf("no-validation-rows", {}),
  findingOf("logits-say-nothing", {}),
  findingOf("all-right", { rows: z.int() }),
  findingOf("temperature-too-low", { bound: z.number() }),
  findingOf("temperature-too-high", { bound: z.number() }),
  findingOf("no-class-tuned", {}),
  findingOf("recall-out-of-reach", { className, recall: z.number(), reachable: z.number() }),
  findingOf("metric-undefined-on-validation", { metric: z.enum(SCORE_NAMES) }),
  /** Outputs that are no numbers. */
  findingOf("outputs-refused", { code: z.string(), data: ErrorDataSchema }),
  /** In the words of an earlier version that are not known any more. */
  findingOf("kept", { text: z.string() }),
]);
export type FitReason = z.infer<typeof FitReasonSchema>;

/** How the probabilities of the network were moved between the classes. */
const shift = z.enum(SHIFTS);

export const FitNoteSchema = z.discriminatedUnion("id", [
  findingOf("temperature-leaves-shift", { shifts: z.array(shift).min(1) }),
  findingOf("classes-taken-as-equal", {}),
  findingOf("class-not-adjusted", { className }),
  findingOf("corrects-again", { shifts: z.array(shift).min(1) }),
  findingOf("gamma-biases", {}),
  findingOf("derived-for-cross-entropy", { loss }),
  findingOf("class-without-weight", { className }),
  findingOf("taken-as-half", { because: ThresholdReasonSchema }),
  findingOf("threshold-missing", { because: ThresholdReasonSchema }),
  findingOf("costs-need-calibration", {}),
  findingOf("kept", { text: z.string() }),
]);
export type FitNote = z.infer<typeof FitNoteSchema>;
