/** @file Which engine trains what: an engine without an answer does not compile. The automatic choice, the form and the commands ask here. */
import type { LossFamily } from "../loss/names.ts";
import { type TaskId, USUAL_TASK } from "../task/ids.ts";
import { ENGINE_NAMES, type EngineName } from "./engine-names.ts";
import { type ModelKind, USUAL_MODEL } from "./ids.ts";

/** What a sweep or a cohort asks of an engine. */
export interface Need {
  readonly model: ModelKind;
  readonly task: TaskId;
  readonly losses: readonly LossFamily[];
}

export interface Abilities {
  readonly models: readonly ModelKind[];
  readonly tasks: readonly TaskId[];
  readonly losses: "all" | readonly LossFamily[];
}

/** Every loss family is a kernel that all engines have: their tables do not compile with a gap. */
export const ABILITIES: Readonly<Record<EngineName, Abilities>> = {
  tensorflow: { models: ["mlp"], tasks: ["single-label"], losses: "all" },
  wasm: { models: ["mlp"], tasks: ["single-label"], losses: "all" },
  reference: { models: ["mlp"], tasks: ["single-label"], losses: "all" },
};

/** The first thing that an engine does not train. */
export type Unsupported = { readonly engine: EngineName } & (
  { readonly what: "model"; readonly name: ModelKind } | { readonly what: "task"; readonly name: TaskId } | { readonly what: "loss"; readonly name: LossFamily }
);

/** @param abilities tests give others. @returns null: it trains that. */
export function supports(
  engine: EngineName,
  { model, task, losses }: Need,
  abilities: Readonly<Record<EngineName, Abilities>> = ABILITIES,
): Unsupported | null {
  const can = abilities[engine];
  if (!can.models.includes(model)) return { engine, what: "model", name: model };
  if (!can.tasks.includes(task)) return { engine, what: "task", name: task };
  const lacking = can.losses === "all" ? undefined : losses.find((loss) => !can.losses.includes(loss));
  return lacking === undefined ? null : { engine, what: "loss", name: lacking };
}

/** What a sweep asks for, each loss once. */
export function needOf(said: {
  readonly model?: { readonly kind?: ModelKind | undefined };
  readonly task?: TaskId | undefined;
  readonly losses: readonly { readonly family: LossFamily }[];
}): Need {
  return { model: said.model?.kind ?? USUAL_MODEL, task: said.task ?? USUAL_TASK, losses: [...new Set(said.losses.map(({ family }) => family))] };
}

/** @param choice what a sweep says. @returns why nothing trains it; of `auto` the reason of the engine that is tried first. */
export function unsupportedChoice(choice: EngineName | "auto", need: Need, abilities = ABILITIES): Unsupported | null {
  if (choice !== "auto") return supports(choice, need, abilities);
  const reasons = ENGINE_NAMES.map((engine) => supports(engine, need, abilities));
  return reasons.includes(null) ? null : reasons[0]!;
}
