/** @file Which way leads to the app: Electron's bridge where there is one, else HTTP. Reads: window.focaldesk, the address. */
import type { Connection } from "./connection.ts";
import { HttpConnection, takeToken } from "./http.ts";
import { connectBridge } from "./ipc.ts";

/** Called once, by main.ts, and before anything reads the address: the token is in it. */
export function connect(): Connection {
  return window.focaldesk ? connectBridge(window.focaldesk) : new HttpConnection(takeToken());
}
