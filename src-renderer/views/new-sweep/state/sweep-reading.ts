/**
 * @file Reads the typed form of a sweep: the sweep with its plan, or what is wrong and beside which field.
 * Reads: a draft. The rules are those of the file: the same schema, the same planner.
 */
import { tidyNumber } from "#shared/params/axis.ts";
import { planSweep, type Plan } from "#shared/sweep/plan.ts";
import { AppError } from "#shared/errors/errors.ts";
import { type Complaint, complaintsOf } from "#shared/schema/issues.ts";
import { SweepSpecSchema, type SweepSpec, type SweepSpecInput } from "#shared/sweep/spec.ts";
import { needOf, unsupportedChoice } from "#shared/model/supports.ts";
import { selectedMetric, USUAL_SELECT_BY } from "#shared/task/select-by.ts";
import { type BlockNotes, blockNotes } from "./block-notes.ts";
import { FieldReader, fieldName, fieldOf } from "./field-reader.ts";
import { readLoss } from "./loss-reading.ts";
import type { SweepDraft } from "./sweep-draft.ts";

export interface Reading {
  /** null while a field is wrong. */
  readonly spec: SweepSpec | null;
  readonly plan: Plan | null;
  /** One entry for each loss block; none while a field is wrong. */
  readonly blocks: readonly BlockNotes[];
  /** Sentence by the path of the sweep file, e.g. "losses.0.gamma"; "" for what belongs to no field. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Fields that the kind does not use keep their defaults: they are not on the screen, so they cannot be wrong. */
function readSchedule(reader: FieldReader, draft: SweepDraft): Record<string, unknown> {
  const number = (field: "warmupEpochs" | "everyEpochs" | "factor" | "finalFraction"): number | undefined =>
    reader.number(`training.schedule.${field}`, draft[field]);
  return {
    kind: draft.schedule,
    warmupEpochs: number("warmupEpochs"),
    ...(draft.schedule === "step" ? { everyEpochs: number("everyEpochs"), factor: number("factor") } : {}),
    ...(draft.schedule === "cosine" ? { finalFraction: number("finalFraction") } : {}),
  };
}

/** By a column the fractions are not on the screen, so they cannot be wrong. */
function readSplit(reader: FieldReader, draft: SweepDraft): Record<string, unknown> {
  if (draft.splitColumn !== "") return { column: draft.splitColumn };
  const train = reader.number("split.train", draft.trainPercent);
  const validation = reader.number("split.validation", draft.validationPercent);
  const rest = 100 - (train ?? 0) - (validation ?? 0);
  if (train !== undefined && validation !== undefined && !(tidyNumber(rest) > 0))
    reader.refuse(
      "split.test",
      new AppError("input/invalid", { what: `${tidyNumber(rest)} % for the test part`, detail: "training and validation together must stay below 100 %" }),
    );
  return {
    train: train === undefined ? undefined : tidyNumber(train / 100),
    validation: validation === undefined ? undefined : tidyNumber(validation / 100),
    test: tidyNumber(rest / 100),
    seed: reader.number("split.seed", draft.splitSeed),
  };
}

/** The usual one is left out, as files of every version leave it out. */
function readSelectBy(reader: FieldReader, { selectBy: name, selectClass }: SweepDraft, classes: readonly string[]): { selectBy?: string } {
  const selectBy = name.endsWith("[]") ? `${name.slice(0, -2)}[${selectClass}]` : name;
  if (selectBy === USUAL_SELECT_BY) return {};
  reader.try("selectBy", () => selectedMetric(selectBy, classes));
  return { selectBy };
}

/** The complaint beside its field, with the value that was typed. */
function fieldError({ rule, value }: Complaint, path: string): AppError {
  const typed = typeof value === "object" || value === undefined ? "" : String(value);
  return new AppError("input/invalid", { what: typed === "" ? fieldName(path) : `“${typed}” for ${fieldName(path)}`, detail: rule });
}

/**
 * @param dataset what the sweep names: an imported data set, and how it was read.
 * @param classes its class names: own class weights need one for each.
 */
export function readDraft(draft: SweepDraft, dataset: SweepSpecInput["dataset"], classes: readonly string[]): Reading {
  const reader = new FieldReader();
  const hidden = draft.hidden.split(/[,;\s×x]+/).filter((part) => part !== "");
  const input = {
    name: draft.name,
    notes: draft.notes,
    dataset,
    split: readSplit(reader, draft),
    model: { hidden: hidden.map((part) => reader.number("model.hidden", part)), dropout: reader.number("model.dropout", draft.dropout) },
    training: {
      epochs: reader.number("training.epochs", draft.epochs),
      batchSize: reader.number("training.batchSize", draft.batchSize),
      optimizer: draft.optimizer,
      momentum: draft.optimizer === "sgd" ? reader.number("training.momentum", draft.momentum) : undefined,
      learningRate: reader.axis("training.learningRate", draft.learningRate),
      weightDecay: draft.optimizer === "adam" ? undefined : reader.axis("training.weightDecay", draft.weightDecay),
      schedule: readSchedule(reader, draft),
    },
    losses: draft.losses.map((loss, index) => readLoss(reader, loss, index, classes)),
    seeds: reader.axis("seeds", draft.seeds),
    controls: draft.controls,
    ...(draft.search === "grid"
      ? {}
      : {
          search: {
            method: draft.search,
            samples: reader.number("search.samples", draft.samples),
            seed: reader.number("search.seed", draft.searchSeed),
          },
        }),
    engine: draft.engine,
    ...readSelectBy(reader, draft, classes),
    watchdog: {
      policy: draft.watchdogPolicy,
      ...(draft.watchdogPolicy === "off" ? {} : { patienceEpochs: reader.number("watchdog.patienceEpochs", draft.watchdogPatience) }),
    },
  };
  if (draft.losses.length === 0) reader.refuse("losses", new AppError("sweep/empty", { detail: "it has no loss" }));
  const parsed = SweepSpecSchema.safeParse(input);
  if (!parsed.success) {
    for (const complaint of complaintsOf(parsed.error, SweepSpecSchema, input)) {
      const path = fieldOf(complaint.path.join("."));
      reader.refuse(path, fieldError(complaint, path));
    }
  }
  const reason = parsed.success ? unsupportedChoice(parsed.data.engine, needOf(parsed.data)) : null;
  if (reason) reader.refuse("engine", new AppError("engine/unsupported", { ...reason }));
  if (!parsed.success || Object.keys(reader.errors).length > 0) return { spec: null, plan: null, blocks: [], errors: reader.errors };
  const plan = planOf(parsed.data, reader);
  if (!plan) return { spec: null, plan, blocks: [], errors: reader.errors };
  return { spec: parsed.data, plan, blocks: blockNotes(parsed.data, plan), errors: reader.errors };
}

function planOf(spec: SweepSpec, reader: FieldReader): Plan | null {
  try {
    return planSweep(spec);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const path = fieldOf(String(error.data["where"] ?? "").replace(/[“”]/g, ""));
    reader.refuse(path, path === "" ? error : new AppError("input/invalid", { what: fieldName(path), detail: String(error.data["detail"]) }));
    return null;
  }
}
