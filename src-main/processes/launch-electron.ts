/** @file Starts trainers and readers with Electron's utilityProcess (the window). Reads: the bundle. */
import { utilityProcess } from "electron";
import type { DeathCause } from "./death.ts";
import type { Launch } from "./launch.ts";
import { STDERR_KEPT, TRAINER_ENV } from "./launch-node.ts";

/**
 * utilityProcess and not child_process: the packaged app cannot run as plain Node (fuse `runAsNode` is off).
 * @param entry the built module. @param serviceName as task managers show it.
 * @param graceless ends a process without asking; SIGKILL. Tests give another.
 */
export function electronLauncher<Message>(
  entry: string,
  graceless: (pid: number) => void = (pid) => process.kill(pid, "SIGKILL"),
  serviceName = "Focaldesk trainer",
): Launch<Message> {
  return () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...TRAINER_ENV },
    });
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    let ended = false;
    let fatal: string | null = null;
    const listeners: ((reason: string, cause: DeathCause, words: string) => void)[] = [];
    // V8's own end (out of memory): the exit that follows carries only a number.
    child.on("error", (type, location) => {
      fatal = `${type} in ${location}`;
    });
    child.on("exit", (code) => {
      ended = true;
      const reason = fatal ?? `exit code ${code}`;
      const lastLine = stderr.trim().split("\n").at(-1);
      // Electron tells no signal, so none can be known to have come from outside.
      for (const listener of listeners) listener(lastLine ? `${reason}: ${lastLine}` : reason, "itself", stderr);
    });
    return {
      get pid() {
        return child.pid;
      },
      send(message) {
        if (!ended) child.postMessage(message);
      },
      onMessage: (listener) => void child.on("message", listener),
      onExit: (listener) => void listeners.push(listener),
      kill() {
        if (ended) return;
        // Electron's own kill() asks with SIGTERM, which a hung trainer ignores. Before `spawn` there is no process id yet.
        const { pid } = child;
        if (pid === undefined) child.once("spawn", () => child.pid !== undefined && graceless(child.pid));
        else graceless(pid);
      },
    };
  };
}
