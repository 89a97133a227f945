/**
 * @file Runs one child in place of this process: same terminal, same signals, same exit code.
 * Reads: signals. Plain JavaScript: it must run on the system's Node, from 20 on.
 *
 * One Ctrl+C can arrive here twice: the terminal sends it to every process in the foreground, and npm forwards its own copy. The child reads
 * a second one as “stop now, without a checkpoint”. So the child gets a process group of its own, out of the terminal's reach, and this
 * process hands over each signal once.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Copies of one key press come within a millisecond or two; a person needs longer to press twice. */
const SAME_PRESS_MS = 150;
const PARENT_CHECK_MS = 500;

/**
 * @param command program and arguments.
 * @param options as for spawn; stdio is "inherit" unless given.
 * @param onSpawn gets the child, e.g. to read a piped output.
 * @returns the exit code: the child's, or 128 + n when signal n ended it.
 * @throws Error when the program cannot be started.
 */
export function passThrough([program, ...args], options = {}, onSpawn = () => {}) {
  return new Promise((resolve, reject) => {
    // On Windows the console itself gives Ctrl+C to the child, once, and a new group would open a window.
    const own = process.platform !== "win32";
    // By this number the child sees that this process is gone, which a hard kill gives no chance to tell (src-main/cli/wrapper.ts).
    const env = { ...(options.env ?? process.env), FOCALDESK_WRAPPER: String(process.pid) };
    const child = spawn(program, args, { stdio: "inherit", ...options, env, detached: own });
    const last = new Map();
    const forward = (signal) => {
      const now = performance.now();
      const copy = now - (last.get(signal) ?? -Infinity) < SAME_PRESS_MS;
      last.set(signal, now);
      if (own && !copy) child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP", ...(own ? ["SIGQUIT"] : [])];
    for (const signal of signals) process.on(signal, forward);
    // npm runs scripts in a shell that dies of a signal without handing it on, and leaves this process behind: its end is the signal.
    const parent = process.ppid;
    const orphaned = () => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      forward("SIGTERM");
    };
    const watch = process.env.npm_command !== undefined && own ? setInterval(orphaned, PARENT_CHECK_MS) : undefined;
    const done = () => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, forward);
    };
    child.once("error", (error) => {
      done();
      reject(error);
    });
    child.once("close", (code, signal) => {
      done();
      resolve(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0));
    });
    onSpawn(child);
  });
}
