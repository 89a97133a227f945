/** @file The engines, in the order in which `auto` tries them when nothing was measured. */
export const ENGINE_NAMES = ["tensorflow", "wasm", "reference"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
