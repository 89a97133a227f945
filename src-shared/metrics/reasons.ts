/**
 * @file Why a metric has no value: an id with what its words need. Words: src-shared/words/en/reasons.ts.
 * Reads: unknown JSON (stored measures).
 */
import { z } from "zod";
import { findingOf } from "../schema/finding.ts";
import { TAIL_GROUPS } from "./tail-groups.ts";

const className = z.string();
/** Of a table of predictions its line in the file, else its place among the rows, from 1. */
const RowPlaceSchema = z.object({ unit: z.enum(["row", "line"]), number: z.int() });
export type RowPlace = z.infer<typeof RowPlaceSchema>;
const row = RowPlaceSchema;

export const MetricReasonSchema = z.discriminatedUnion("id", [
  findingOf("no-rows", {}),
  findingOf("class-without-rows", { className }),
  findingOf("class-not-predicted", { className }),
  findingOf("class-without-rows-and-predictions", { className }),
  findingOf("class-of-every-row", { className }),
  findingOf("class-not-scored", { className }),
  findingOf("group-empty", { group: z.enum(TAIL_GROUPS) }),
  findingOf("group-without-rows", { group: z.enum(TAIL_GROUPS) }),
  findingOf("training-rows-unknown", {}),
  /** Cohen's kappa: all rows are of one class and predicted as it. */
  findingOf("chance-complete", {}),
  findingOf("truth-always-among", { classes: z.int(), k: z.int() }),
  findingOf("no-scores", {}),
  findingOf("neither-scores-nor-predictions", {}),
  findingOf("no-class-to-rank", {}),
  findingOf("no-scored-class-with-rows", {}),
  findingOf("no-class-scored", {}),
  findingOf("ranking-not-asked", {}),
  findingOf("row-not-finite", { row }),
  findingOf("row-without-distribution", { row }),
  findingOf("row-not-predicted", { row }),
  /** Of a metric that whoever trained reports. */
  findingOf("reported-not-finite", { value: z.enum(["nan", "+inf", "-inf"]) }),
  /** In the words of an earlier version that are not known any more. */
  findingOf("kept", { text: z.string() }),
]);
export type MetricReason = z.infer<typeof MetricReasonSchema>;
