/** @file What a sweep may not choose: a metric that selects no epoch, an engine that does not train what is asked for. */
import { e } from "./error-entry.ts";

export const CHOICE_ERRORS = {
  "sweep/select-by": e(
    "“selectBy” of the sweep is “{name}”: {detail}",
    "Name a metric of validation, such as macro_f1, balanced_accuracy, nll or recall[CLASS]; docs/metrics.md lists all.",
  ),
  "train/select-by": e(
    "No epoch of these runs can be selected by {metric}: on validation it has no value whatever is predicted ({detail}).",
    "Split so that validation has such rows, or select by another metric (“selectBy” of the sweep).",
  ),
  "engine/unsupported": e(
    "The engine “{engine}” does not train the {what} “{name}” of this sweep.",
    "Choose another engine, or “auto”; “focaldesk doctor” says what each trains.",
  ),
} as const;
