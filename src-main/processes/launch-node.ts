/** @file Starts trainers and readers with child_process (server, CLI, tests). Reads: the entry file. */
import { type ChildProcess, fork, type Serializable } from "node:child_process";
import { describe } from "#shared/errors/errors.ts";
import { causeOfDeath, type DeathCause, memoryKills } from "./death.ts";
import type { ExitListener, Launch } from "./launch.ts";
import { AGAIN_MS, unstarted } from "./unstarted.ts";

/** The last lines a trainer wrote to stderr: they tell why it died. */
export const STDERR_KEPT = 2000;

/** One intra-op thread: thread hand-off costs more than it gives on small models, and there is one process per core. */
export const TRAINER_ENV = { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "2" };

/** What the system lacks where it starts no process. */
const WANTS: Readonly<Record<string, string>> = {
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EAGAIN: "the system allows no more processes",
  ENOMEM: "the system has no memory left",
};

/**
 * @param entry module: the source under Node 24, or the bundle. @param env beside that of this process; tests give faults.
 * @param start tests give another.
 */
export function nodeLauncher<Message>(entry: string, env: NodeJS.ProcessEnv = {}, start: typeof fork = fork): Launch<Message> {
  return () => {
    const killsBefore = memoryKills();
    let child: ChildProcess;
    try {
      child = start(entry, [], {
        serialization: "advanced",
        stdio: ["ignore", "ignore", "pipe", "ipc"],
        env: { ...process.env, ...TRAINER_ENV, ...env },
        execArgv: ["--disable-warning=ExperimentalWarning"],
        // Ctrl+C in a terminal goes to the whole process group; the trainer must outlive it to write its checkpoint.
        detached: process.platform !== "win32",
      });
    } catch (error) {
      // Node throws some refusals of the system (ENOMEM) and tells others later (EAGAIN).
      if (!isRefusal(error)) throw error;
      return unstarted(wordsOf(error));
    }
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    let ended = false;
    const listeners: ExitListener[] = [];
    const end = (reason: string, cause: DeathCause): void => {
      if (ended) return;
      ended = true;
      const lastLine = stderr.trim().split("\n").at(-1);
      for (const listener of listeners) listener(lastLine ? `${reason}: ${lastLine}` : reason, cause, stderr);
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) setTimeout(() => end(wordsOf(error), "unstarted"), AGAIN_MS);
      else end(describe(error), "itself");
    });
    // Not “exit”: its last words may still be on their way.
    child.on("close", (code, signal) => {
      if (child.pid !== undefined) end(signal ? `signal ${signal}` : `exit code ${code}`, causeOfDeath(signal, killsBefore, memoryKills()));
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

function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && String((error as NodeJS.ErrnoException).syscall).startsWith("spawn");
}

function wordsOf(error: NodeJS.ErrnoException): string {
  const want = WANTS[error.code ?? ""];
  return want === undefined ? describe(error) : `${want} (${error.code})`;
}
