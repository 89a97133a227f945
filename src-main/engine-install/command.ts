/**
 * @file `npm run engine:tensorflow`: installs the TensorFlow engine and says what it found.
 * Reads: argv: --again; FOCALDESK_TENSORFLOW, FOCALDESK_ENGINES. Writes: the engine's folder.
 */
import { join } from "node:path";
import { AppError, describe } from "#shared/errors/errors.ts";
import { installTensorflow } from "./install.ts";
import { probeInProcess } from "./probe-process.ts";

try {
  const report = await installTensorflow({
    library: process.env.FOCALDESK_TENSORFLOW || undefined,
    again: process.argv.includes("--again"),
    onProgress: (text) => console.log(`  ${text}`),
    probe: (binding) => probeInProcess(process.execPath, join(import.meta.dirname, "../training/engines/tensorflow/probe.ts"), binding),
  });
  console.log(`TensorFlow ${report.version} is ready: ${(report.sizeBytes / 1e6).toFixed(0)} MB from ${report.source}.`);
  console.log(`Device: ${report.device}.`);
  console.log(`Largest relative error of the test gradient: ${report.gradientError.toExponential(1)}.`);
} catch (error) {
  console.error(error instanceof AppError ? `${error.message} ${error.action}` : describe(error));
  process.exitCode = 1;
}
