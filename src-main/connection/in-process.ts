/** @file The app in this process, as a connection. Reads and writes: what the app does. */
import type { CommandInput, CommandName, CommandOutput, EventName, EventPayload } from "#shared/wire/contract.ts";
import type { Connection } from "./connection.ts";

/** What there must be of an app; `call` parses its input. */
interface AppHere {
  call<N extends CommandName>(name: N, input: unknown): Promise<CommandOutput<N>>;
  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
  close(): Promise<void>;
}

export function connectHere(app: AppHere): Connection {
  return {
    beside: null,
    call: <N extends CommandName>(name: N, input: CommandInput<N>) => app.call(name, input),
    subscribe: (name, listener) => app.subscribe(name, listener),
    source: async (path) => ({ path }),
    close: () => app.close(),
  };
}
