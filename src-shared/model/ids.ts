/** @file The kinds of models, as a sweep file says them. What each is: the file of its name. */
export const MODEL_KINDS = ["mlp"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** Of sweeps that do not say. */
export const USUAL_MODEL: ModelKind = "mlp";
