/** @file What training did for rare classes that moves the probabilities of the network between the classes. */
export const SHIFTS = ["class-weights", "margins", "priors", "sampling", "row-weights"] as const;
export type Shift = (typeof SHIFTS)[number];
