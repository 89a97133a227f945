/**
 * @file Reads one typed loss block to that of the sweep file; fields that have no effect in it are left out.
 * Reads: a block. Writes: what is wrong, into the reader.
 */
import type { FormField } from "#shared/loss/family.ts";
import { lossFamily } from "#shared/loss/registry.ts";
import { isLostName, lostName, ownValue } from "#shared/schema/own-value.ts";
import { AppError } from "#shared/errors/errors.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import { axisWithWords, readChips } from "../../../parts/axis-chips.ts";
import { type FieldReader, fieldName } from "./field-reader.ts";
import { hasBiasPrior, hasReduction, hasReweighting, hasTerms, weightingOf, weightingsOf, type LossDraft } from "./loss-draft.ts";

type Fields = Record<string, unknown>;

function alphaOf(text: string): unknown {
  const chips = readChips(text, fieldName("alpha"), ["off"]);
  if (chips.length === 0) throw new AppError("input/invalid", { what: "α", detail: 'give at least one value, or "off"' });
  const alpha = axisWithWords(chips, ["off"]);
  return Array.isArray(alpha) && alpha.length === 1 && alpha[0] === "off" ? "off" : alpha;
}

/** @param classes of the data set: each needs a weight, and no other class can have one. */
function classWeights(reader: FieldReader, path: string, loss: LossDraft, classes: readonly string[]): Fields {
  const weights = new Map<string, number>();
  for (const name of classes) {
    if (isLostName(name)) reader.refuse(path, lostName());
    const typed = ownValue(loss.classWeights, name)?.trim() ?? "";
    if (typed === "") reader.refuse(path, new AppError("input/invalid", { what: fieldName(path), detail: `class “${name}” has none` }));
    else {
      const value = reader.number(path, typed, `the weight of “${name}”`);
      if (value !== undefined && value < 0)
        reader.refuse(path, new AppError("input/invalid", { what: `${value} for the weight of “${name}”`, detail: "it must be at least 0" }));
      else if (value !== undefined) weights.set(name, value);
    }
  }
  const foreign = Object.keys(loss.classWeights).filter((name) => !classes.includes(name));
  if (foreign.length > 0) reader.refuse(path, new AppError("input/invalid", { what: fieldName(path), detail: foreignDetail(foreign, classes) }));
  return { weights: { classes: Object.fromEntries(weights) } };
}

function foreignDetail(foreign: readonly string[], classes: readonly string[]): string {
  const named = foreign.map((name) => {
    const nearest = nearestName(name, classes);
    return nearest === null ? `“${name}”` : `“${name}” (do you mean “${nearest}”?)`;
  });
  return `the data set has no ${foreign.length === 1 ? "class" : "classes"} ${named.join(", ")}`;
}

function readWeighting(reader: FieldReader, loss: LossDraft, at: (field: string) => string, classes: readonly string[]): Fields {
  const weighting = weightingOf(loss);
  const later = hasReweighting(loss) && loss.reweightFrom.trim() !== "" ? { reweightFrom: reader.number(at("reweightFrom"), loss.reweightFrom) } : {};
  if (lossFamily(loss.family).form.reweighting === "main") return weighting === "none" ? { beta: 0 } : { beta: reader.number(at("beta"), loss.beta), ...later };
  switch (weighting) {
    case "none":
      return weightingsOf(loss.family).includes("strength") ? { strength: [0] } : {};
    case "strength":
      return { strength: reader.axis(at("strength"), loss.strength), ...later };
    case "beta":
      return { weights: { beta: reader.axis(at("weights"), loss.beta) }, ...later };
    case "classes":
      return { ...classWeights(reader, at("weights"), loss, classes), ...later };
  }
}

/** What every family has beside its own parameters. */
function readExtras(reader: FieldReader, loss: LossDraft, at: (field: string) => string): Fields {
  const extras: Fields = {};
  if (hasTerms(loss.family)) {
    const poly = reader.optionalAxis(at("poly"), loss.poly);
    const smoothing = reader.optionalAxis(at("smoothing"), loss.smoothing);
    if (poly) extras["poly"] = poly;
    if (smoothing) extras["smoothing"] = smoothing;
  }
  if (loss.sampling !== "every-row") extras["sampling"] = loss.sampling;
  if (hasReduction(loss.family) && loss.reduction !== "row-mean") extras["reduction"] = loss.reduction;
  if (hasBiasPrior(loss.family) && loss.biasPrior === "classes") extras["biasPrior"] = "classes";
  if (hasBiasPrior(loss.family) && loss.biasPrior === "number") {
    const value = reader.number(at("biasPrior"), loss.biasPriorValue);
    // Said here: of a union the schema only says that no branch fits.
    if (value !== undefined && !(value > 0 && value < 1))
      reader.refuse(
        at("biasPrior"),
        new AppError("input/invalid", { what: `${value} for ${fieldName("biasPrior")}`, detail: "it must be above 0 and below 1" }),
      );
    else extras["biasPrior"] = value;
  }
  return extras;
}

function readField(reader: FieldReader, loss: LossDraft, at: (field: string) => string, field: FormField): Fields {
  switch (field.kind) {
    case "axis":
      return { [field.field]: reader.axis(at(field.field), loss[field.field]) };
    case "number":
      return { [field.field]: reader.number(at(field.field), loss[field.field]) };
    case "alpha":
      return { alpha: reader.try(at("alpha"), () => alphaOf(loss.alpha)) };
    case "positive":
      return loss.positiveClass === "" ? {} : { positiveClass: loss.positiveClass };
  }
}

function readFamily(reader: FieldReader, loss: LossDraft, at: (field: string) => string): Fields {
  const fields = lossFamily(loss.family).form.fields.flat();
  return Object.assign({}, ...fields.map((field) => readField(reader, loss, at, field))) as Fields;
}

/** @param index of the block in the sweep. @param classes names of the data set's classes. @returns what the schema then checks. */
export function readLoss(reader: FieldReader, loss: LossDraft, index: number, classes: readonly string[]): Fields {
  const at = (field: string): string => `losses.${index}.${field}`;
  return { family: loss.family, ...readFamily(reader, loss, at), ...readWeighting(reader, loss, at, classes), ...readExtras(reader, loss, at) };
}
