/**
 * @file Reads typed fields and keeps, by the path of the sweep file, the sentence about each that is wrong.
 * Reads: text.
 */
import { parseAxisText } from "#shared/params/axis.ts";
import { AppError } from "#shared/errors/errors.ts";
import { readChips } from "../../../parts/axis-chips.ts";

const FIELD_NAMES: Readonly<Record<string, string>> = {
  name: "the name",
  notes: "the notes",
  "split.train": "the training part",
  "split.validation": "the validation part",
  "split.test": "the test part",
  "split.seed": "the split seed",
  "model.hidden": "the list of hidden layers",
  "training.epochs": "epochs",
  "training.batchSize": "batch size",
  "training.momentum": "momentum",
  "training.learningRate": "the learning rate",
  "training.weightDecay": "the weight decay",
  "model.dropout": "dropout",
  "training.schedule.warmupEpochs": "the warm-up",
  "training.schedule.everyEpochs": "the step length",
  "training.schedule.factor": "the factor",
  "training.schedule.finalFraction": "the final fraction",
  "watchdog.patienceEpochs": "the patience",
  selectBy: "what selects the best epoch",
  seeds: "the list of seeds",
  gamma: "γ",
  strength: "the strength",
  alpha: "α",
  positiveClass: "the positive class",
  weights: "the list of class weights",
  beta: "β",
  reweightFrom: "the start of re-weighting",
  poly: "ε₁",
  smoothing: "the label smoothing",
  gammaHard: "γ of hard rows",
  hardBelow: "the limit of hard rows",
  tau: "τ",
  maxMargin: "the largest margin",
  scale: "the scale",
  gammaNegative: "γ−",
  clip: "the shift",
  biasPrior: "the starting probability",
};

export const fieldName = (path: string): string => FIELD_NAMES[path] ?? FIELD_NAMES[path.split(".").at(-1) ?? ""] ?? path;

/** The field a path of the schema belongs to: list entries, range parts and single class weights belong to the whole field. */
export function fieldOf(path: string): string {
  const known = /^(losses\.\d+\.[a-zA-Z]+|split\.\w+|model\.\w+|training\.schedule\.\w+|training\.\w+|watchdog\.\w+|\w+)/.exec(path);
  return known ? known[1]! : "";
}

export class FieldReader {
  readonly errors: Record<string, string> = {};

  /** Only the first sentence about a field is kept. */
  refuse(path: string, error: AppError): void {
    this.errors[path] ??= error.message;
  }
  try<T>(path: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.refuse(path, error);
      return undefined;
    }
  }
  /** @param name when it is not that of the path. */
  number(path: string, text: string, name = fieldName(path)): number | undefined {
    return this.try(path, () => {
      const value = Number(text.trim().replace("−", "-").replace(",", "."));
      if (text.trim() === "" || !Number.isFinite(value))
        throw new AppError("input/invalid", { what: `“${text.trim()}” for ${name}`, detail: "it is not a number" });
      return value;
    });
  }
  axis(path: string, text: string): ReturnType<typeof parseAxisText> | undefined {
    return this.try(path, () => parseAxisText(text, fieldName(path)));
  }
  /** An axis that may be left out. */
  optionalAxis(path: string, text: string): ReturnType<typeof parseAxisText> | undefined {
    return this.try(path, () => (readChips(text, fieldName(path)).length === 0 ? undefined : parseAxisText(text, fieldName(path))));
  }
}
