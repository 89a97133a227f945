/** @file A process that the system did not start, to whoever launched it a process that has ended. */
import type { ExitListener, LaunchedProcess } from "./launch.ts";

/** Told so much later: whoever tries again at once finds the same. */
export const AGAIN_MS = 3_000;

/** @param reason for people, as of {@link LaunchedProcess.onExit}. */
export function unstarted<Message>(reason: string): LaunchedProcess<Message> {
  const listeners: ExitListener[] = [];
  const end = (): void => {
    for (const listener of listeners.splice(0)) listener(reason, "unstarted", "");
  };
  const timer = setTimeout(end, AGAIN_MS);
  return {
    pid: undefined,
    send: () => {},
    onMessage: () => {},
    onExit: (listener) => void listeners.push(listener),
    kill: () => {
      clearTimeout(timer);
      end();
    },
  };
}
