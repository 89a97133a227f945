/**
 * @file Loads one binding, checks its gradients and prints the outcome as JSON: a process of its own, started by the installer.
 * Reads: argv: path of the binding. Writes: one line to stdout.
 */
import { describe } from "#shared/errors/errors.ts";
import type { ProbeResult } from "#shared/wire/engines.ts";
import { engineOf } from "./load-engine.ts";

/** @param binding absolute path of tfjs_binding.node. Never throws. */
export async function probe(binding: string): Promise<ProbeResult> {
  try {
    const { native, engine } = await engineOf(binding);
    return { ok: true, version: native.libraryVersion, usesGpu: native.usesGpu, gradientError: engine.gradientError, deviceNote: "it lists no GPU device" };
  } catch (error) {
    return { ok: false, reason: describe(error) };
  }
}

if (import.meta.main) process.stdout.write(`\n${JSON.stringify(await probe(process.argv[2]!))}\n`);
