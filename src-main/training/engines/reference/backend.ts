/**
 * @file Picks the best tfjs backend that gives right answers: native TensorFlow when its library is installed, wasm, cpu.
 * Reads: the installed packages; the variable FOCALDESK_BACKENDS (e.g. "cpu") limits the choice.
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join, sep } from "node:path";
import type * as TfjsWasm from "@tensorflow/tfjs-backend-wasm";
import { AppError, describe } from "#shared/errors/errors.ts";
import { batchedMatMul, loopedMatMul, type StackMatMul, type TfCore } from "./matmul.ts";
import { gradientError } from "./self-check.ts";

export const BACKENDS = ["tensorflow", "wasm", "cpu"] as const;
export type BackendName = (typeof BACKENDS)[number];

export interface Backend {
  readonly name: BackendName;
  readonly tf: TfCore;
  readonly matMul: StackMatMul;
  readonly threads: number;
  readonly gradientError: number;
  /** Why better candidates were passed over. */
  readonly skipped: readonly string[];
}

/** Largest relative error of a gradient entry that the self-check accepts; right backends stay below 1e-6. */
const GRADIENT_TOLERANCE = 1e-4;

// require, not import: all backends must register with the one CommonJS copy of tfjs-core, and a bundle leaves these packages outside.
const require = createRequire(import.meta.url);

/** Inside a packed app, files that are not JavaScript are read from the unpacked twin of the archive. */
function onRealDisk(path: string): string {
  const unpacked = path.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
  return existsSync(unpacked) ? unpacked : path;
}

/** Node 23 removed two helpers that tfjs-node 4.22 calls; without them every operation throws. */
function restoreNodeUtil(): void {
  const util = require("node:util") as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/** @returns the reason why native TensorFlow cannot be tried, or null. */
function nativeMissing(): string | null {
  try {
    const lib = onRealDisk(join(dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json")), "lib"));
    const compiled = existsSync(lib) && readdirSync(lib).some((folder) => existsSync(join(lib, folder, "tfjs_binding.node")));
    return compiled ? null : "its compiled library is not installed";
  } catch (error) {
    return describe(error);
  }
}

interface Candidate {
  /** @returns the reason why the backend cannot be tried, or null when it is registered. */
  register(tf: TfCore): string | null;
  /** bench/reference-steps.ts, ms per step and run at K = 8: wasm looped 0.9, batched 3.0-3.6; cpu 21-30 either way. */
  matMul(tf: TfCore): StackMatMul;
  threads(): number;
}

const CANDIDATES: Readonly<Record<BackendName, Candidate>> = {
  tensorflow: {
    register() {
      const missing = nativeMissing();
      if (missing) return missing;
      restoreNodeUtil();
      require("@tensorflow/tfjs-node-gpu");
      return null;
    },
    matMul: batchedMatMul,
    threads: () => Number(process.env.TF_NUM_INTRAOP_THREADS ?? 0) || availableParallelism(),
  },
  wasm: {
    register() {
      const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof TfjsWasm;
      wasm.setWasmPaths(onRealDisk(dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))) + sep);
      return null;
    },
    matMul: loopedMatMul,
    threads: () => 1,
  },
  cpu: {
    register() {
      require("@tensorflow/tfjs-backend-cpu");
      return null;
    },
    matMul: batchedMatMul,
    threads: () => 1,
  },
};

/** The candidates the user allows. @throws AppError `train/engine` for an unknown name. */
function allowed(): readonly BackendName[] {
  const names = (process.env.FOCALDESK_BACKENDS ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.find((name) => !(BACKENDS as readonly string[]).includes(name));
  if (unknown) throw new AppError("train/engine", { detail: `FOCALDESK_BACKENDS names “${unknown}”; known are ${BACKENDS.join(", ")}` });
  return names.length ? (names as BackendName[]) : BACKENDS;
}

/**
 * Sets the first backend whose self-check passes.
 * @param candidates in order of preference.
 * @throws AppError `train/engine` with the reason of every candidate when none is right.
 */
export async function selectBackend(candidates: readonly BackendName[] = allowed()): Promise<Backend> {
  const tf = require("@tensorflow/tfjs-core") as TfCore;
  tf.enableProdMode();
  const skipped: string[] = [];
  for (const name of candidates) {
    const candidate = CANDIDATES[name];
    try {
      const reason = candidate.register(tf);
      if (reason) {
        skipped.push(`${name}: ${reason}`);
        continue;
      }
      // Always by name: tfjs's own priorities put webgpu level with native.
      if (!(await tf.setBackend(name))) {
        skipped.push(`${name}: it does not start`);
        continue;
      }
      const matMul = candidate.matMul(tf);
      const error = await gradientError(tf, matMul);
      if (error <= GRADIENT_TOLERANCE) return { name, tf, matMul, threads: candidate.threads(), gradientError: error, skipped };
      skipped.push(`${name}: its gradients are off by ${error}`);
    } catch (error) {
      skipped.push(`${name}: ${describe(error)}`);
    }
  }
  throw new AppError("train/engine", { detail: skipped.join("; ") });
}
