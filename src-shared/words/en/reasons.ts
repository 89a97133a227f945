/** @file English: why there is no value. One entry for every id; a missing one does not compile. Reads: reasons. */
import type { FitReason } from "../../calibration/notes.ts";
import type { RowPlace } from "../../metrics/reasons.ts";
import type { TailGroup } from "../../metrics/tail-groups.ts";
import type { ValueReason } from "../../results/value-reason.ts";
import { sayFitReason } from "./fits.ts";
import { runInWords } from "./run-standing.ts";

type OwnReason = Exclude<ValueReason, Exclude<FitReason, { readonly id: "kept" }>>;
type Say = { readonly [Id in OwnReason["id"]]: (reason: Extract<OwnReason, { readonly id: Id }>) => string };

const group = (name: TailGroup): string => (name === "mid" ? "middle" : name);
const place = ({ unit, number }: RowPlace): string => `${unit} ${number}`;

const NOT_FINITE = { nan: "it was reported as not a number (NaN)", "+inf": "it was reported as infinite", "-inf": "it was reported as minus infinity" };

/** Each without a capital and without a full stop. */
const SAY: Say = {
  "no-rows": () => "there is no row",
  "class-without-rows": ({ className }) => `class “${className}” has no row`,
  "class-not-predicted": ({ className }) => `no row is predicted as class “${className}”`,
  "class-without-rows-and-predictions": ({ className }) => `class “${className}” has no row and no prediction`,
  "class-of-every-row": ({ className }) => `every row is of class “${className}”`,
  "class-not-scored": ({ className }) => `class “${className}” was not scored`,
  "group-empty": (reason) => `no class is in the ${group(reason.group)} by its training rows`,
  "group-without-rows": (reason) => `no class of the ${group(reason.group)} has a row`,
  "training-rows-unknown": () => "the training rows per class are not known",
  "chance-complete": () => "all rows are of one class and predicted as it, so agreement by chance is complete",
  "truth-always-among": ({ classes, k }) => `with ${classes} classes the true one is always among ${k}`,
  "no-scores": () => "there are no scores",
  "neither-scores-nor-predictions": () => "there are neither scores nor predictions",
  "no-class-to-rank": () => "no class has both rows of its own and rows of others",
  "no-scored-class-with-rows": () => "no class that was scored has a row",
  "no-class-scored": () => "no class was scored",
  "ranking-not-asked": () => "ranking was not asked for",
  "row-not-finite": ({ row }) => `${place(row)} has a score that is not a finite number`,
  "row-without-distribution": ({ row }) => `the scores of ${place(row)} give no distribution: one is not a finite number, or all are 0`,
  "row-not-predicted": ({ row }) => `${place(row)} has no prediction`,
  "run-not-complete": ({ run }) => runInWords(run) ?? "the run has no results",
  "run-without-results": () => "the run has no results",
  "counts-undefined": () => "the counts do not define it",
  "reported-not-finite": ({ value }) => NOT_FINITE[value],
  "not-reported": () => "it was not reported for this epoch",
  "not-measured-then": () => "this was not measured when the run was trained",
  "being-loaded": () => "it is being loaded",
  "scores-not-kept": () => "no scores were kept of this run; train it again to have them",
  "defined-for-some-seeds": () => "the metric is defined for some seeds only",
  kept: ({ text }) => text,
};

const isOwn = (reason: ValueReason): reason is OwnReason => reason.id in SAY;

export const sayReason = (reason: ValueReason): string => (isOwn(reason) ? (SAY[reason.id] as (reason: OwnReason) => string)(reason) : sayFitReason(reason));
