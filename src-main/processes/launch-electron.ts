/** @file Starts trainers and readers with Electron's utilityProcess (the window). Reads: the bundle. */
import { app, utilityProcess } from "electron";
import { memoryKills } from "./death.ts";
import { electronDeath, type Gone } from "./electron-death.ts";
import type { ExitListener, Launch } from "./launch.ts";
import { STDERR_KEPT, TRAINER_ENV } from "./launch-node.ts";
import { AGAIN_MS } from "./unstarted.ts";

/** From the number that a process ends with to what the app tells of it, or the other way about. */
const GONE_MS = 100;
/** By the name of the process, the one thing by which the app's event tells whom it speaks of. */
const alive = new Map<string, (gone: Gone) => void>();
let launched = 0;

function listenToApp(): void {
  if (launched++ === 0) app.on("child-process-gone", (_event, details) => alive.get(details.name ?? "")?.(details));
}

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
    listenToApp();
    const name = `${serviceName} ${launched}`;
    const killsBefore = memoryKills();
    const child = utilityProcess.fork(entry, [], {
      serviceName: name,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...TRAINER_ENV },
    });
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    let ended = false;
    let fatal: string | null = null;
    let code: number | null = null;
    let gone: Gone | null = null;
    const listeners: ExitListener[] = [];
    const end = (): void => {
      if (ended) return;
      ended = true;
      alive.delete(name);
      const { reason, cause } = electronDeath(code ?? 0, gone, { before: killsBefore, now: memoryKills() });
      const lastLine = stderr.trim().split("\n").at(-1);
      for (const listener of listeners) listener(lastLine ? `${fatal ?? reason}: ${lastLine}` : (fatal ?? reason), fatal === null ? cause : "itself", stderr);
    };
    // The number of the process and the word of the app come in no promised order, and of an exit there is no word.
    const heard = (): void => {
      if (code !== null && gone !== null) end();
      else setTimeout(end, gone?.reason === "launch-failed" ? AGAIN_MS : GONE_MS);
    };
    alive.set(name, (told) => {
      gone = told;
      heard();
    });
    // V8's own end (out of memory): the exit that follows carries only a number.
    child.on("error", (type, location) => {
      fatal = `${type} in ${location}`;
    });
    child.on("exit", (number) => {
      code = number;
      heard();
    });
    return {
      get pid() {
        return child.pid;
      },
      send(message) {
        if (code === null && !ended) child.postMessage(message);
      },
      onMessage: (listener) => void child.on("message", listener),
      onExit: (listener) => void listeners.push(listener),
      kill() {
        if (code !== null || ended) return;
        // Electron's own kill() asks with SIGTERM, which a hung trainer ignores. Before `spawn` there is no process id yet.
        const { pid } = child;
        if (pid === undefined) child.once("spawn", () => child.pid !== undefined && graceless(child.pid));
        else graceless(pid);
      },
    };
  };
}
