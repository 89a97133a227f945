/**
 * @file The app as a command sees it, wherever it runs: in this process, which then has the data folder, or in the window or server that has it.
 * The counterpart of src-renderer/transport/connection.ts; both extend the `Backend` of the contract.
 */
import type { Backend, Source } from "#shared/wire/contract.ts";

/** Of a file on its way: bytes of it, and what ends it. */
export interface Passing {
  readonly signal?: AbortSignal | undefined;
  tell?(bytes: number, total: number): void;
}

/** What a call made after `subscribe` causes is told to the listener. */
export interface Connection extends Backend {
  /** The window or server that has the folder; null: this process has it, or nobody needs it. */
  readonly beside: Beside | null;
  /**
   * A table of this machine as commands of the contract take it: by its path here, uploaded to another process.
   * @param fileName what it is called there. @throws AppError `data/*`, `data/cancelled`.
   */
  source(path: string, fileName: string, passing?: Passing): Promise<Source>;
  close(): Promise<void>;
}

export interface Beside {
  readonly host: "electron" | "server" | "cli";
  readonly pid: number;
}
