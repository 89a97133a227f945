/**
 * @file What a split does to rare classes and groups, as data.
 * Reads: unknown JSON. Words: src-shared/words/sweep-findings.ts.
 */
import { z } from "zod";
import { findingOf } from "../schema/finding.ts";

const classes = z.array(z.string()).min(1);

export const SPLIT_FINDINGS = [
  findingOf("groups-torn", { groups: z.int(), column: z.string() }),
  findingOf("classes-not-in-training", { classes }),
  findingOf("classes-with-one-row", { classes }),
  findingOf("classes-not-in-test", { classes }),
  findingOf("classes-with-two-rows", { classes }),
  findingOf("classes-not-in-validation", { classes }),
  findingOf("classes-hardly-held-out", {
    limit: z.int(),
    classes: z.array(z.object({ name: z.string(), validation: z.int(), test: z.int() })).min(1),
  }),
  /** Constant in the training part alone. */
  findingOf("columns-constant-in-training", { columns: z.array(z.string()).min(1) }),
] as const;
export const SplitFindingSchema = z.discriminatedUnion("id", SPLIT_FINDINGS);
export type SplitFinding = z.output<typeof SplitFindingSchema>;

const IDS: ReadonlySet<string> = new Set(SPLIT_FINDINGS.map((schema) => schema.shape.id.value));
export const isSplitFinding = (finding: { readonly id: string }): finding is SplitFinding => IDS.has(finding.id);
