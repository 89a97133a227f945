/**
 * @file The app as the window sees it: Electron's preload bridge, or HTTP and WebSocket of `focaldesk serve`.
 * Reads: answers and events of the app, the token of the address. Writes: requests, the token in sessionStorage.
 * Both sides are of one version and the app parses what comes in, so answers are trusted here.
 */
import type { Backend, CommandName, EventName } from "#shared/wire/contract.ts";
import { AppError, describe, fromWire, type WireError } from "#shared/errors/errors.ts";

/** "open" commands and events arrive; "connecting" first try; "lost" retrying; "no-token", "refused": this page cannot go on by itself. */
export type ConnectionStatus = "open" | "connecting" | "lost" | "no-token" | "refused";

export interface Connection extends Backend {
  readonly kind: "electron" | "browser";
  readonly status: ConnectionStatus;
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /** Fires when events begin to flow, the first time too: what was asked before may be old, for a change in between was told to nobody. */
  onConnect(listener: () => void): () => void;
}

/** text: JSON of the value. */
type Answer = { ok: true; value: unknown } | { ok: true; text: string } | { ok: false; error: WireError };
type Listener = (payload: never) => void;

interface Bridge {
  call(name: string, input: unknown): Promise<Answer>;
  subscribe(name: string, listener: Listener): () => void;
}
declare global {
  interface Window {
    focaldesk?: Bridge;
  }
}

const TOKEN_KEY = "focaldesk.token";
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

function settle(answer: Answer): unknown {
  if (answer.ok) return "text" in answer ? JSON.parse(answer.text) : answer.value;
  throw fromWire(answer.error);
}

function connectBridge(bridge: Bridge): Connection {
  return {
    kind: "electron",
    status: "open",
    onStatus: () => () => {},
    onConnect: () => () => {},
    // What is typed into a form is a reactive proxy, which cannot be cloned to another process; HTTP sends the same JSON.
    call: async (name, input) => settle(await bridge.call(name, JSON.parse(JSON.stringify(input)))) as never,
    subscribe: (name, listener) => bridge.subscribe(name, listener as Listener),
  };
}

/** Moves the token from the address (`#token=...`) to sessionStorage, so that it is in no history, screenshot or copied link. */
function takeToken(): string | null {
  const found = /(?:^#|[#&?])token=([^&]+)/.exec(location.hash);
  if (found) {
    sessionStorage.setItem(TOKEN_KEY, decodedOr(found[1]!));
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(TOKEN_KEY);
}

function base64url(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] ?? "");
}

/** The address as the server prints it is encoded; one that was put together by hand may not be. */
function decodedOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

class HttpConnection implements Connection {
  readonly kind = "browser";
  status: ConnectionStatus = "connecting";
  readonly #token: string;
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #statusListeners = new Set<(status: ConnectionStatus) => void>();
  readonly #connectListeners = new Set<() => void>();
  #retryMs = FIRST_RETRY_MS;

  constructor(token: string | null) {
    this.#token = token ?? "";
    if (token === null) this.status = "no-token";
    else this.#listen();
  }

  async call(name: CommandName, input: unknown): Promise<never> {
    if (this.status === "no-token" || this.status === "refused") throw new AppError("access/token");
    let answer: Answer;
    try {
      const response = await fetch(new URL("/api/call", location.href), {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${this.#token}` },
        body: JSON.stringify({ name, input }),
      });
      answer = (await response.json()) as Answer;
    } catch (error) {
      throw new AppError("host/unreachable", { address: location.host }, { cause: error });
    }
    if (!answer.ok && answer.error.code === "access/token") this.#setStatus("refused");
    return settle(answer) as never;
  }

  subscribe(name: EventName, listener: Listener): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  onConnect(listener: () => void): () => void {
    this.#connectListeners.add(listener);
    return () => this.#connectListeners.delete(listener);
  }

  #setStatus(status: ConnectionStatus): void {
    if (this.status === status) return;
    this.status = status;
    for (const listener of this.#statusListeners) listener(status);
  }

  #listen(): void {
    const address = new URL("/api/events", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    // A browser cannot set headers on a WebSocket; the subprotocol keeps the token out of the address and of logs, and takes no / or =.
    const socket = new WebSocket(address, ["focaldesk", `token64.${base64url(this.#token)}`]);
    socket.onopen = () => {
      this.#retryMs = FIRST_RETRY_MS;
      this.#setStatus("open");
      for (const listener of this.#connectListeners) listener();
    };
    socket.onmessage = (message) => {
      const { name, payload } = JSON.parse(String(message.data)) as { name: EventName; payload: never };
      for (const listener of this.#listeners.get(name) ?? []) listener(payload);
    };
    socket.onclose = () => {
      if (this.status === "refused") return;
      this.#setStatus("lost");
      setTimeout(() => this.#listen(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
      // A refused token and a stopped server close the socket alike; a call tells them apart.
      void this.call("app.info", {}).catch((error: unknown) => console.debug(describe(error)));
    };
  }
}

/** The one connection of this window. Views and state take what they need from here. */
export const backend: Connection = window.focaldesk ? connectBridge(window.focaldesk) : (new HttpConnection(takeToken()) as Connection);
