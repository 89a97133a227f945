/** @file How a process of ours is started: one interface, one launcher per host. */
import type { DeathCause } from "./death.ts";
import type { ToTrainer } from "#shared/wire/trainer-protocol.ts";

/** `reason` is for people: "exit code 13", "signal SIGKILL"; `words` is the end of what it wrote to stderr. */
export type ExitListener = (reason: string, cause: DeathCause, words: string) => void;

/** @typeParam Message what it is sent. */
export interface LaunchedProcess<Message> {
  readonly pid: number | undefined;
  /** Never throws; a message to a process that has ended is dropped (its exit is reported by onExit). */
  send(message: Message): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, whatever ended it, or once it is clear that it does not begin. */
  onExit(listener: ExitListener): void;
  /** SIGKILL; onExit follows. */
  kill(): void;
}

export type Launch<Message> = () => LaunchedProcess<Message>;

export type TrainerProcess = LaunchedProcess<ToTrainer>;
export type LaunchTrainer = Launch<ToTrainer>;
