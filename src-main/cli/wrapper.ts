/**
 * @file The wrapper (scripts/pass-through.mjs) that stands between the terminal and this process: its end ends this process too.
 * Reads: the environment, the parent's process id.
 *
 * A wrapper that ends by itself hands on its signal. One that is killed hard cannot, and this process would go on training with nobody to see
 * it and nothing to stop it.
 */

const CHECK_MS = 500;

/** Sends SIGTERM to this process, which stops at a checkpoint, once its wrapper is gone. Does nothing without a wrapper. */
export function endWithWrapper(env: NodeJS.ProcessEnv = process.env): void {
  const wrapper = Number(env["FOCALDESK_WRAPPER"]);
  // A process further down (a trainer) inherits the variable, but not the parent.
  if (!(wrapper > 0) || process.ppid !== wrapper) return;
  const watch = setInterval(() => {
    if (process.ppid === wrapper) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, CHECK_MS);
  watch.unref();
}
