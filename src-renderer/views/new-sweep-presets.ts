/** @file Sets of values that the literature tries first. Reads: messages. Writes: nothing. */
import { words } from "../messages/index.ts";

const text = words.sweep.presets;
type Preset = { readonly label: string; readonly text: string };

export const GAMMA_PRESETS: readonly Preset[] = [
  { label: text.gammaCommon, text: "0, 0.5, 1, 2, 3, 5" },
  { label: text.gammaLow, text: "0..2 step 0.25" },
  { label: text.gammaRetina, text: "2" },
];
export const STRENGTH_PRESETS: readonly Preset[] = [
  { label: text.strengths, text: "0, 0.25, 0.5, 0.75, 1" },
  { label: text.strengthEnds, text: "0, 1" },
  { label: text.strengthRoot, text: "0.5" },
];
export const ALPHA_PRESETS: readonly Preset[] = [
  { label: text.alphaRetina, text: "0.25" },
  { label: text.alphaQuarters, text: "off, 0.25, 0.5, 0.75" },
  { label: text.alphaFine, text: "0.1..0.9 step 0.1" },
];
export const RATE_PRESETS: readonly Preset[] = [
  { label: text.rateOne, text: "0.001" },
  { label: text.rates, text: "0.0003, 0.001, 0.003, 0.01" },
];
export const SEED_PRESETS: readonly Preset[] = [
  { label: text.seeds3, text: "1..3 step 1" },
  { label: text.seeds6, text: "1..6 step 1" },
  { label: text.seeds10, text: "1..10 step 1" },
];
export const DECAY_PRESETS: readonly Preset[] = [
  { label: text.decayUsual, text: "0.01" },
  { label: text.decays, text: "0, 0.0001, 0.001, 0.01" },
];
