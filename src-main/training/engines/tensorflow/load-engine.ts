/**
 * @file The `tensorflow` engine as it is installed on this machine, proven on a known gradient before it trains.
 * Reads: the record of the install.
 */
import { AppError, describe } from "#shared/errors/errors.ts";
import { ENGINE_TOLERANCE, engineGradientError } from "../verify/engine-check.ts";
import type { Engine } from "../engine.ts";
import { engineHome, readInstalled } from "../../../engine-install/engine-home.ts";
import { hasGraph } from "./loss-settings.ts";
import { loadNative, type NativeTensorflow } from "./native.ts";
import type { StackOptions } from "./stack.ts";
import { createTensorflowEngine } from "./tensorflow-engine.ts";

/** @throws AppError `engine/broken` when the binding cannot be loaded or its gradients are wrong. */
export async function engineOf(binding: string, options: Partial<StackOptions> = {}): Promise<{ native: NativeTensorflow; engine: Engine }> {
  let native: NativeTensorflow;
  try {
    native = loadNative(binding);
  } catch (error) {
    throw new AppError("engine/broken", { detail: describe(error) }, { cause: error });
  }
  const error = await engineGradientError(createTensorflowEngine(native, NaN, options), hasGraph);
  // Not `error > limit`: NaN must not pass.
  if (!(error <= ENGINE_TOLERANCE)) throw new AppError("engine/broken", { detail: `its gradients are off by ${error}` });
  return { native, engine: createTensorflowEngine(native, error, options) };
}

/** @throws AppError `engine/missing` when it is not installed, `engine/broken` when it does not work. */
export async function loadTensorflowEngine(): Promise<Engine> {
  const home = engineHome();
  const installed = await readInstalled(home);
  if (!installed) throw new AppError("engine/missing", { path: home });
  return (await engineOf(installed.binding)).engine;
}
