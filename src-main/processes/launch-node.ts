/** @file Starts trainers and readers with child_process (server, CLI, tests). Reads: the entry file. */
import { fork, type Serializable } from "node:child_process";
import { describe } from "#shared/errors/errors.ts";
import { causeOfDeath, type DeathCause, memoryKills } from "./death.ts";
import type { Launch } from "./launch.ts";

/** The last lines a trainer wrote to stderr: they tell why it died. */
export const STDERR_KEPT = 2000;

/** One intra-op thread: thread hand-off costs more than it gives on small models, and there is one process per core. */
export const TRAINER_ENV = { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "2" };

/** What the system lacks where it starts no process; nothing that a run could be blamed for. */
const STARVED: Readonly<Record<string, string>> = {
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EAGAIN: "the system allows no more processes",
  ENOMEM: "the system has no memory left",
};
const STARVED_MS = 3_000;

/** @param entry module: the source under Node 24, or the bundle. @param env beside that of this process; tests give faults. */
export function nodeLauncher<Message>(entry: string, env: NodeJS.ProcessEnv = {}): Launch<Message> {
  return () => {
    const child = fork(entry, [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...process.env, ...TRAINER_ENV, ...env },
      execArgv: ["--disable-warning=ExperimentalWarning"],
      // Ctrl+C in a terminal goes to the whole process group; the trainer must outlive it to write its checkpoint.
      detached: process.platform !== "win32",
    });
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    let ended = false;
    const killsBefore = memoryKills();
    const listeners: ((reason: string, cause: DeathCause, words: string) => void)[] = [];
    const end = (reason: string, signal: string | null, known?: DeathCause): void => {
      if (ended) return;
      ended = true;
      const lastLine = stderr.trim().split("\n").at(-1);
      const cause = known ?? causeOfDeath(signal, killsBefore, memoryKills());
      for (const listener of listeners) listener(lastLine ? `${reason}: ${lastLine}` : reason, cause, stderr);
    };
    let isStarved = false;
    child.on("error", (error: NodeJS.ErrnoException) => {
      const want = child.pid === undefined ? STARVED[error.code ?? ""] : undefined;
      if (want === undefined) return end(describe(error), null);
      isStarved = true;
      // Told a little later: whoever tries again at once finds the same.
      setTimeout(() => end(`${want} (${error.code})`, null, "outside"), STARVED_MS);
    });
    // Not “exit”: its last words may still be on their way.
    child.on("close", (code, signal) => {
      if (!isStarved) end(signal ? `signal ${signal}` : `exit code ${code}`, signal);
    });
    return {
      pid: child.pid,
      send(message) {
        // A failed send means that the process is ending: its exit event tells the story.
        if (child.connected) child.send(message as Serializable, () => {});
      },
      onMessage: (listener) => void child.on("message", listener),
      onExit: (listener) => void listeners.push(listener),
      kill: () => void child.kill("SIGKILL"),
    };
  };
}
