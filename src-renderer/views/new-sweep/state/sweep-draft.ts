/**
 * @file The form of a sweep as it is typed: every field is text until it is read.
 * Reads: a sweep. Reading back is state/sweep-reading.ts.
 */
import { z } from "zod";
import { formatAxis, tidyNumber } from "#shared/params/axis.ts";
import { SEARCH_METHODS } from "#shared/search/settings.ts";
import { ENGINES, OPTIMIZERS, ScheduleSchema, type SweepSpec, WatchdogSchema } from "#shared/sweep/spec.ts";
import { selectByParts, USUAL_SELECT_BY } from "#shared/task/select-by.ts";
import { LossDraftSchema, lossDraft } from "./loss-draft.ts";

/** What the sweep file leaves out has a name here, because a list needs one. */
export const SEARCH_CHOICES = ["grid", ...SEARCH_METHODS] as const;

/** Fields that came later have a default, so that a draft kept by an earlier version is still one. */
const SweepDraftSchema = z.object({
  name: z.string(),
  /** Data set that the opened file names and that is not known to be the one beside the draft, as a sentence says it; empty: that one is meant. */
  namedElsewhere: z.string().default(""),
  /** The data sets it can be, where the file does not say which of them. */
  namedAmong: z.array(z.int()).default([]),
  notes: z.string(),
  /** Percent; the test part is what remains. */
  trainPercent: z.string(),
  validationPercent: z.string(),
  splitSeed: z.string(),
  /** Column that says the part of every row; empty: by fractions. */
  splitColumn: z.string().default(""),
  hidden: z.string(),
  dropout: z.string().default("0"),
  epochs: z.string(),
  batchSize: z.string(),
  optimizer: z.enum(OPTIMIZERS),
  momentum: z.string(),
  learningRate: z.string(),
  weightDecay: z.string().default("0"),
  schedule: ScheduleSchema.shape.kind,
  warmupEpochs: z.string().default("0"),
  everyEpochs: z.string().default("10"),
  factor: z.string().default("0.1"),
  finalFraction: z.string().default("0"),
  losses: z.array(LossDraftSchema),
  seeds: z.string(),
  controls: z.boolean(),
  search: z.enum(SEARCH_CHOICES).default("grid"),
  samples: z.string().default("50"),
  searchSeed: z.string().default("1"),
  engine: z.enum(ENGINES),
  /** As selectByParts says it: "macro_f1", "recall[]" of the class beside. */
  selectBy: z.string().default(USUAL_SELECT_BY),
  selectClass: z.string().default(""),
  watchdogPolicy: WatchdogSchema.shape.policy,
  watchdogPatience: z.string().default("10"),
});
export type SweepDraft = z.infer<typeof SweepDraftSchema>;

/** @param stored text of an earlier draft. @returns null when it is none any more. */
export function restoreDraft(stored: string): SweepDraft | null {
  try {
    return SweepDraftSchema.parse(JSON.parse(stored));
  } catch {
    return null;
  }
}

/** @returns the draft that reads back to the same sweep (its data set apart, which is chosen beside the draft). */
export function draftOf(spec: SweepSpec): SweepDraft {
  const selects = selectByParts(spec.selectBy);
  return {
    name: spec.name,
    namedElsewhere: "",
    namedAmong: [],
    notes: spec.notes,
    trainPercent: String(tidyNumber(spec.split.train * 100)),
    validationPercent: String(tidyNumber(spec.split.validation * 100)),
    splitSeed: String(spec.split.seed),
    splitColumn: spec.split.column ?? "",
    hidden: spec.model.hidden.join(", "),
    epochs: String(spec.training.epochs),
    batchSize: String(spec.training.batchSize),
    optimizer: spec.training.optimizer,
    momentum: String(spec.training.momentum),
    learningRate: formatAxis(spec.training.learningRate),
    weightDecay: formatAxis(spec.training.weightDecay),
    dropout: String(spec.model.dropout),
    schedule: spec.training.schedule.kind,
    warmupEpochs: String(spec.training.schedule.warmupEpochs),
    everyEpochs: String(spec.training.schedule.everyEpochs),
    factor: String(spec.training.schedule.factor),
    finalFraction: String(spec.training.schedule.finalFraction),
    losses: spec.losses.map(lossDraft),
    seeds: formatAxis(spec.seeds),
    controls: spec.controls,
    search: spec.search?.method ?? "grid",
    samples: String(spec.search?.samples ?? 50),
    searchSeed: String(spec.search?.seed ?? 1),
    engine: spec.engine,
    selectBy: selects.name,
    selectClass: selects.className,
    watchdogPolicy: spec.watchdog.policy,
    watchdogPatience: String(spec.watchdog.patienceEpochs),
  };
}

/** @returns the name with the first free number behind it, when `taken` holds it already. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  const stem = name.replace(/ \d+$/, "");
  let number = 2;
  while (taken.includes(`${stem} ${number}`)) number++;
  return `${stem} ${number}`;
}
