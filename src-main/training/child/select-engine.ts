/**
 * @file Picks the engine of a cohort: the one its sweep names, or the best that gives right gradients here.
 * Reads: the variable FOCALDESK_BACKENDS. An engine is loaded once per process and proved before it is handed out.
 */
import type { EngineName } from "#shared/wire/engines.ts";
import { type Need, supports, unsupportedChoice } from "#shared/model/supports.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { Cohort } from "#shared/wire/trainer-protocol.ts";
import { ENGINE_TOLERANCE, engineGradientError } from "../engines/verify/engine-check.ts";
import type { Engine } from "../engines/engine.ts";
import { selectBackend } from "../engines/reference/backend.ts";
import { createReferenceEngine } from "../engines/reference/reference-engine.ts";
import { loadTensorflowEngine } from "../engines/tensorflow/load-engine.ts";
import { bestBuild, type KernelBuild } from "../engines/wasm/load-kernel.ts";
import { createWasmEngine } from "../engines/wasm/wasm-engine.ts";

/** Each proves itself. @throws AppError `engine/unavailable`, `engine/missing`, `engine/broken` or `train/engine` with the reason. */
const LOADERS: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  wasm: () => loadWasmEngine(),
  reference: async () => createReferenceEngine(await selectBackend()),
  tensorflow: () => loadTensorflowEngine(),
};

/** What `auto` tries, best first. FOCALDESK_BACKENDS names tfjs backends, so it asks for the reference engine. */
const preferred = (): readonly EngineName[] => (process.env.FOCALDESK_BACKENDS ? ["reference"] : ["wasm", "reference"]);

/** @throws AppError `engine/unavailable` when the runtime has no SIMD or the kernel's gradients are off. */
export async function loadWasmEngine(build: KernelBuild = bestBuild()): Promise<Engine> {
  let error: number;
  try {
    error = await engineGradientError(createWasmEngine(build, 0));
  } catch (cause) {
    throw new AppError("engine/unavailable", { engine: "wasm", detail: "this runtime cannot run its SIMD kernel" }, { cause });
  }
  // Not `error > limit`: NaN must not pass.
  if (!(error <= ENGINE_TOLERANCE)) throw new AppError("engine/unavailable", { engine: "wasm", detail: `its gradients are off by ${error}` });
  return createWasmEngine(build, error);
}

const loaded = new Map<EngineName, Promise<Engine>>();

function load(name: EngineName): Promise<Engine> {
  const known = loaded.get(name) ?? LOADERS[name]();
  loaded.set(name, known);
  return known;
}

/**
 * @param choice the cohort's setting. An engine that is named is used or refused; `auto` goes on to the next one that is right.
 * @param need what it has to train; absent: what every engine does.
 * @throws AppError `engine/unsupported`, or of the engine named, or of the last one tried.
 */
export async function selectEngine(choice: Cohort["engine"], need?: Need): Promise<Engine> {
  const reason = need && unsupportedChoice(choice, need);
  if (reason) throw new AppError("engine/unsupported", { ...reason });
  if (choice !== "auto") return load(choice);
  const able = preferred().filter((name) => !need || supports(name, need) === null);
  const [last, ...others] = [...(able.length > 0 ? able : preferred())].reverse();
  for (const name of others.reverse()) {
    try {
      return await load(name);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return load(last!);
}
