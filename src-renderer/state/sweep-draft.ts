/**
 * @file The form of a sweep as it is typed: every field is text until it is read.
 * Reads: a sweep. Writes: nothing. Reading back is state/sweep-reading.ts.
 */
import { formatAxis, tidyNumber, type Axis } from "#shared/axis.ts";
import type { Loss, LossFamily, SweepSpec } from "#shared/sweep-spec.ts";

export interface LossDraft {
  /** Stays with the block while others come and go. */
  readonly key: number;
  family: LossFamily;
  gamma: string;
  strength: string;
  /** Numbers and "off". */
  alpha: string;
  /** Empty: the rarest class. */
  positiveClass: string;
}

export interface SweepDraft {
  name: string;
  notes: string;
  /** Percent; the test part is what remains. */
  trainPercent: string;
  validationPercent: string;
  splitSeed: string;
  hidden: string;
  epochs: string;
  batchSize: string;
  optimizer: "adam" | "sgd";
  momentum: string;
  learningRate: string;
  losses: LossDraft[];
  seeds: string;
  controls: boolean;
  engine: SweepSpec["engine"];
}

/** What a new block of a family starts with: the values that the literature tries first. */
const LOSS_DEFAULTS: Omit<LossDraft, "key" | "family"> = { gamma: "0, 0.5, 1, 2, 3, 5", strength: "0", alpha: "off", positiveClass: "" };

export function newLoss(family: LossFamily, losses: readonly LossDraft[]): LossDraft {
  const key = Math.max(0, ...losses.map((loss) => loss.key)) + 1;
  return { key, family, ...LOSS_DEFAULTS, ...(family === "weighted-cross-entropy" ? { strength: "1" } : {}) };
}

function alphaText(alpha: Extract<Loss, { family: "focal-sigmoid" }>["alpha"]): string {
  if (alpha === "off") return "off";
  return Array.isArray(alpha) ? alpha.map((item) => (item === "off" ? item : formatAxis(item as Axis))).join(", ") : formatAxis(alpha);
}

function lossDraft(loss: Loss, index: number): LossDraft {
  return {
    ...newLoss(loss.family, []),
    key: index + 1,
    ...("gamma" in loss ? { gamma: formatAxis(loss.gamma) } : {}),
    ...("strength" in loss ? { strength: formatAxis(loss.strength) } : {}),
    ...(loss.family === "focal-sigmoid" ? { alpha: alphaText(loss.alpha), positiveClass: loss.positiveClass ?? "" } : {}),
  };
}

/** @returns the draft that reads back to the same sweep (its data set apart, which is chosen beside the draft). */
export function draftOf(spec: SweepSpec): SweepDraft {
  return {
    name: spec.name,
    notes: spec.notes,
    trainPercent: String(tidyNumber(spec.split.train * 100)),
    validationPercent: String(tidyNumber(spec.split.validation * 100)),
    splitSeed: String(spec.split.seed),
    hidden: spec.model.hidden.join(", "),
    epochs: String(spec.training.epochs),
    batchSize: String(spec.training.batchSize),
    optimizer: spec.training.optimizer,
    momentum: String(spec.training.momentum),
    learningRate: formatAxis(spec.training.learningRate),
    losses: spec.losses.map(lossDraft),
    seeds: formatAxis(spec.seeds),
    controls: spec.controls,
    engine: spec.engine,
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
