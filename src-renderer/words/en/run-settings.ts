/** @file English: every hyper-parameter of a run, by group. */
export const settings = {
  groups: { varies: "Differs in this sweep", loss: "Loss", optimizer: "Optimisation", network: "Network", own: "Other parameters", run: "Run" },
  copy: "Copy all settings",
  copied: "The settings are in the clipboard.",
  optimizers: { adam: "Adam", adamw: "AdamW", sgd: "SGD" },
  betas: "β₁, β₂, ε",
  betasValue: "0.9, 0.999, 1e−8",
  constant: "constant",
  step: (factor: string, every: number) => `× ${factor} every ${every === 1 ? "epoch" : `${every} epochs`}`,
  cosine: (end: string) => `cosine to ${end === "0" ? "0" : `${end} of the rate`}`,
  warmupValue: (epochs: string) => `${epochs} ${epochs === "1" ? "epoch" : "epochs"}`,
  hiddenValue: (units: readonly number[]) => (units.length === 0 ? "none: linear" : `${units.join(" → ")}, ReLU`),
  none: "none",
  watchdog: "Watchdog",
  watchdogs: { flag: "flags", stop: "stops the run", off: "off" },
  patience: "Its patience",
  patienceValue: (n: number) => `${n} ${n === 1 ? "epoch" : "epochs"}`,
};
