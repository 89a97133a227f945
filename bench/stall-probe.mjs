/**
 * @file Preloaded into the command's main process by bench/sweep.ts: the longest time its event loop was held up.
 * Reads: FOCALDESK_STALL_FILE. Writes: that file, when the process ends. No part of the product.
 */
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const file = process.env.FOCALDESK_STALL_FILE;
// The wrapper that looks for Node 24 is not meant, and trainers are to stall.
if (file && /cli\.(js|ts)$/.test(process.argv[1] ?? "")) {
  delete process.env.FOCALDESK_STALL_FILE;
  delete process.env.NODE_OPTIONS;
  // The timer of the monitor fires every millisecond; what is longer was a stall.
  const delay = monitorEventLoopDelay({ resolution: 1 });
  // Loading the program is no stall of a window that is there: the clock starts with the first turn of the event loop.
  setImmediate(() => delay.enable());
  process.on("exit", () => writeFileSync(file, JSON.stringify({ maxMs: delay.max / 1e6, p99Ms: delay.percentile(99) / 1e6 })));
}
