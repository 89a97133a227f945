/**
 * @file The app behind `focaldesk serve`: calls over HTTP, events over a WebSocket that is opened again when it is lost.
 * Reads: answers and events, the token of the address. Writes: requests, the token in sessionStorage.
 */
import type { CommandInput, CommandName, CommandOutput, EventName, EventPayload } from "#shared/wire/contract.ts";
import { AppError, describe } from "#shared/errors/errors.ts";
import { type Answer, settle } from "#shared/wire/answer.ts";
import { CALL_PATH, EVENTS_PATH, EVENTS_PROTOCOL, TOKEN_PROTOCOL } from "#shared/wire/http.ts";
import { type Connection, type ConnectionStatus, EventListeners, Listeners } from "./connection.ts";

const TOKEN_KEY = "focaldesk.token";
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/** Moves the token from the address (`#token=...`) to sessionStorage, so that it is in no history, screenshot or copied link. */
export function takeToken(): string | null {
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

export class HttpConnection implements Connection {
  readonly kind = "browser";
  status: ConnectionStatus = "connecting";
  readonly #token: string;
  readonly #events = new EventListeners();
  readonly #statusListeners = new Listeners<ConnectionStatus>();
  readonly #connectListeners = new Listeners<void>();
  #retryMs = FIRST_RETRY_MS;

  /** @param token null: this page was opened without one, and nothing is asked. */
  constructor(token: string | null) {
    this.#token = token ?? "";
    if (token === null) this.status = "no-token";
    else this.#listen();
  }

  async call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    if (this.status === "no-token" || this.status === "refused") throw new AppError("access/token");
    let answer: Answer;
    try {
      const response = await fetch(new URL(CALL_PATH, location.href), {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${this.#token}` },
        body: JSON.stringify({ name, input }),
      });
      answer = (await response.json()) as Answer;
    } catch (error) {
      throw new AppError("host/unreachable", { address: location.host }, { cause: error });
    }
    if (!answer.ok && answer.error.code === "access/token") this.#setStatus("refused");
    return settle(answer) as CommandOutput<N>;
  }

  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    return this.#events.add(name, listener);
  }
  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    return this.#statusListeners.add(listener);
  }
  onConnect(listener: () => void): () => void {
    return this.#connectListeners.add(listener);
  }

  #setStatus(status: ConnectionStatus): void {
    if (this.status === status) return;
    this.status = status;
    this.#statusListeners.tell(status);
  }

  #listen(): void {
    const address = new URL(EVENTS_PATH, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    // A browser cannot set headers on a WebSocket; the subprotocol keeps the token out of the address and of logs, and takes no / or =.
    const socket = new WebSocket(address, [EVENTS_PROTOCOL, `${TOKEN_PROTOCOL}${base64url(this.#token)}`]);
    socket.onopen = () => {
      this.#retryMs = FIRST_RETRY_MS;
      this.#setStatus("open");
      this.#connectListeners.tell();
    };
    socket.onmessage = (message) => {
      const { name, payload } = JSON.parse(String(message.data)) as { name: EventName; payload: never };
      this.#events.tell(name, payload);
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
