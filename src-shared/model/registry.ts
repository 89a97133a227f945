/** @file Every model, one line each; a kind without its model does not compile. */
import { type ModelKind, USUAL_MODEL } from "./ids.ts";
import { MLP } from "./mlp.ts";
import type { Model } from "./model.ts";

const MODELS: Readonly<Record<ModelKind, Model>> = {
  mlp: MLP,
};

/** @param kind as a sweep or a cohort says it; absent: the usual one. */
export function modelOf(kind?: ModelKind): Model {
  return MODELS[kind ?? USUAL_MODEL];
}
