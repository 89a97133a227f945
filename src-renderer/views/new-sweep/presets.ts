/** @file Sets of values that the literature tries first. Reads: messages. */
import { words } from "../../words/index.ts";

const text = words.sweep.presets;
type Preset = { readonly label: string; readonly text: string };

const GAMMA_PRESETS: readonly Preset[] = [
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
export const BETA_PRESETS: readonly Preset[] = [
  { label: text.betas, text: "0.9, 0.99, 0.999, 0.9999" },
  { label: text.betaUsual, text: "0.999" },
];
const TAU_PRESETS: readonly Preset[] = [
  { label: text.tauOne, text: "1" },
  { label: text.taus, text: "0.5, 1, 1.5, 2" },
];
const MARGIN_PRESETS: readonly Preset[] = [
  { label: text.marginUsual, text: "0.5" },
  { label: text.margins, text: "0.1, 0.3, 0.5, 1" },
];
const GAMMA_EASY_PRESETS: readonly Preset[] = [
  { label: text.gammaSample, text: "3" },
  { label: text.gammaLow, text: "1, 2, 3" },
];
const GAMMA_HARD_PRESETS: readonly Preset[] = [
  { label: text.gammaSample, text: "5" },
  { label: text.gammaHards, text: "3, 5, 7" },
];
const GAMMA_POSITIVE_PRESETS: readonly Preset[] = [{ label: text.gammaPositive, text: "0, 1" }];
const GAMMA_NEGATIVE_PRESETS: readonly Preset[] = [
  { label: text.gammaNegative, text: "4" },
  { label: text.gammaCommon, text: "1, 2, 4" },
];
const CLIP_PRESETS: readonly Preset[] = [
  { label: text.clipUsual, text: "0.05" },
  { label: text.clips, text: "0, 0.05, 0.1, 0.2" },
];
const TVERSKY_ALPHA_PRESETS: readonly Preset[] = [
  { label: text.tverskyUsual, text: "0.7" },
  { label: text.tverskyAlphas, text: "0.3, 0.5, 0.7, 0.9" },
];
const TVERSKY_GAMMA_PRESETS: readonly Preset[] = [
  { label: text.tverskyUsual, text: "1.3333333333333333" },
  { label: text.tverskyGammas, text: "1, 1.5, 2, 3" },
];
export const POLY_PRESETS: readonly Preset[] = [
  { label: text.polyUsual, text: "1" },
  { label: text.polies, text: "-0.5, 0, 1, 2, 4" },
];
export const SMOOTHING_PRESETS: readonly Preset[] = [
  { label: text.smoothingUsual, text: "0.1" },
  { label: text.smoothings, text: "0, 0.05, 0.1, 0.2" },
];

/** By `presets` of the fields of a family. */
export const LOSS_PRESETS = {
  gamma: GAMMA_PRESETS,
  gammaEasy: GAMMA_EASY_PRESETS,
  gammaHard: GAMMA_HARD_PRESETS,
  gammaPositive: GAMMA_POSITIVE_PRESETS,
  gammaNegative: GAMMA_NEGATIVE_PRESETS,
  tau: TAU_PRESETS,
  margin: MARGIN_PRESETS,
  clip: CLIP_PRESETS,
  tverskyAlpha: TVERSKY_ALPHA_PRESETS,
  tverskyGamma: TVERSKY_GAMMA_PRESETS,
} as const;
