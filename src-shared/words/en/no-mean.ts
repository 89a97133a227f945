/** @file English: why a configuration has no mean. Reads: groups. */
import type { Measure } from "../../metrics/measure.ts";
import { type ConfigGroup, reasonOfGroup, type View } from "../../results/groups.ts";
import { sayReason } from "./reasons.ts";
import { runStanding } from "./run-standing.ts";

/** What became of its runs, or the reason of the first that takes part. */
export function whyUndefined(group: ConfigGroup, measure: Measure, view: View): string {
  const reason = reasonOfGroup(group, measure, view);
  return reason ? sayReason(reason) : runStanding(group.runs);
}
