/** @file The app behind Electron's preload bridge. Reads: answers and events of the bridge. Writes: requests. */
import { type Answer, settle } from "#shared/wire/answer.ts";
import type { Connection } from "./connection.ts";

interface Bridge {
  call(name: string, input: unknown): Promise<Answer>;
  subscribe(name: string, listener: (payload: never) => void): () => void;
}
declare global {
  interface Window {
    focaldesk?: Bridge;
  }
}

export function connectBridge(bridge: Bridge): Connection {
  return {
    kind: "electron",
    status: "open",
    onStatus: () => () => {},
    onConnect: () => () => {},
    // What is typed into a form is a reactive proxy, which cannot be cloned to another process; HTTP sends the same JSON.
    call: async (name, input) => settle(await bridge.call(name, JSON.parse(JSON.stringify(input)))) as never,
    subscribe: (name, listener) => bridge.subscribe(name, listener as (payload: never) => void),
  };
}
