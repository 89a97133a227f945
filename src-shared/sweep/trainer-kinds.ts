/** @file Who can train a sweep: the names of the kinds of trainers, as a sweep file says them. What each is: src-main/trainers/. */
export const TRAINER_KIND_IDS = ["local"] as const;
export type TrainerKindId = (typeof TRAINER_KIND_IDS)[number];

/** Of sweeps that do not say. */
export const USUAL_TRAINER: TrainerKindId = "local";
