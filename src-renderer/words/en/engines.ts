/** @file English: the engines in the settings. */
export const engines = {
  title: "Engines",
  note: "A sweep takes the fastest that is right, unless it names one.",
  names: { tensorflow: "TensorFlow", wasm: "Kernel", reference: "Reference" },
  meanings: {
    tensorflow: "Training loops as graphs on the native library, on GPU or processor",
    wasm: "Our SIMD kernel, always there",
    reference: "tfjs operations, slow: what the others are checked against",
  },
  columns: { engine: "Engine", state: "State", device: "Runs on", version: "Version", speed: "ms per step and run", error: "Gradient error" },
  states: { ready: "Ready", missing: "Not installed", failed: "Does not work" },
  chosen: "used by auto",
  measure: "Measure again",
  measuring: "Measuring…",
  install: "Install TensorFlow",
  installing: "Installing TensorFlow…",
  installNote: "Fetches the library (about 300 MB) through pip, links it and tests it. Takes minutes; training goes on meanwhile.",
  measured: (shape: string, batch: number, runs: number) => `Measured on ${shape}, batch ${batch}, ${runs} runs together in one process.`,
  plan: (trainers: number, cohort: number) =>
    `${trainers === 1 ? "One trainer process" : `${trainers} trainer processes`}, up to ${cohort} runs at once in each.`,
  log: "Progress of the installation",
};
