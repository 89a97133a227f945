/** @file Every kind of trainer, one line each; a name without its kind does not compile. */
import type { SweepSpec } from "#shared/sweep/spec.ts";
import { type TrainerKindId, USUAL_TRAINER } from "#shared/sweep/trainer-kinds.ts";
import type { TrainerKind } from "./kind.ts";
import { LOCAL_KIND } from "./local/local-kind.ts";

export const TRAINER_KINDS: Readonly<Record<TrainerKindId, TrainerKind>> = {
  local: LOCAL_KIND,
};

export function trainerKindOf(spec: Pick<SweepSpec, "trainer">): TrainerKind {
  return TRAINER_KINDS[spec.trainer ?? USUAL_TRAINER];
}
